import { Command } from "commander";
import process from "node:process";
import { CASES } from "../../conformance/mod.ts";
import { explain } from "./conform_cases.ts";

/** `fesa conform explain`. */
export function explainCommand(): Command {
  return new Command("explain")
    .description("Explain a case and its requirements")
    .argument("<id>")
    .action((id: string) => {
      process.exitCode = explain(
        CASES,
        id,
        (text) => void process.stdout.write(`${text}\n`),
      );
    });
}
