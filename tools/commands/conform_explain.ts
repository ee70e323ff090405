import { Command } from "commander";
import process from "node:process";
import { CASES } from "../../conformance/mod.ts";
import { showCase } from "../conform/show_case.ts";
import { explainCase } from "../conform/explain_case.ts";
import { findCase } from "./conform_cases.ts";

/** `fesa conform explain`. */
export function explainCommand(): Command {
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  return new Command("explain")
    .description("Explain a case: what it judges, and how to run it alone")
    .argument("<id>")
    .option("--show", "run it against the reference, and show what was said")
    .action(async (id: string, { show }: { show?: boolean }) => {
      const theCase = findCase(CASES, id);
      // Loaded here alone: other commands need no faults.
      const { killedBy } = await import(
        "../../conformance/mutants/kill_record.ts"
      );
      const { MUTANTS } = await import("../../conformance/mutants/mod.ts");
      const finds = killedBy(theCase, MUTANTS);
      for (const line of explainCase(theCase, finds)) print(line);
      if (show !== true) return;
      print("");
      for (const line of await showCase(theCase)) print(line);
    });
}
