import { Command, InvalidArgumentError } from "commander";
import process from "node:process";
import { collectGlobs, wholeNumber } from "../conform/option_values.ts";
import type { MutantFlags } from "../conform/run_mutants.ts";

/** `fesa conform mutants`: which case kills which faulty peer. */
export function mutantsCommand(): Command {
  return new Command("mutants")
    .description("The kill score: run the cases against faulty peers")
    .option("--citing", "each against the cases of its requirement alone")
    .option("--filter <glob>", "only these; !glob leaves out", collectGlobs, [])
    .option("--shard <i/n>", "one of n parts of the table")
    .option("--resume <file>", "keep what is known in a file, and go on there")
    .option(
      "--sample <n>",
      "each against the cases recorded to kill it, and n others",
      wholeNumber(0, 1_000),
    )
    .option("--seed <n>", "of the tester's choices", wholeNumber(0), 1)
    .option("--runs <n>", "runs of each property", wholeNumber(1), 5)
    .option("--jobs <n>", "mutants at a time", wholeNumber(1, 64), 4)
    .option("--report <json=file>", "the whole table as JSON", jsonPath)
    .option("--record", "record what --citing finds in kills.json")
    .option("--quiet", "the summary alone")
    .action(async (flags: MutantFlags) => {
      // Loaded here alone: other commands need no faults.
      const { runMutants } = await import("../conform/run_mutants.ts");
      process.exitCode = await runMutants(flags);
    });
}

function jsonPath(text: string): string {
  if (text === "json") return "";
  if (text.startsWith("json=") && text.length > 5) return text.slice(5);
  throw new InvalidArgumentError("Expected json=FILE, or json.");
}
