import { Command } from "commander";
import process from "node:process";
import { CASES } from "../../conformance/mod.ts";
import { collectGlobs } from "../conform/option_values.ts";
import { list } from "./conform_cases.ts";

/** `fesa conform list`. */
export function listCommand(): Command {
  return new Command("list").description("List the cases")
    .option("--filter <glob>", "only these; !glob leaves out", collectGlobs, [])
    .option("--json", "as JSON")
    .action(({ filter, json }: { filter: string[]; json?: boolean }) => {
      process.exitCode = list(
        CASES,
        filter,
        json === true,
        (text) => void process.stdout.write(`${text}\n`),
      );
    });
}
