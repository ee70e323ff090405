import type { Command } from "commander";
import { parseReport, type ReportChoice } from "../commands/conform_reports.ts";
import { collectGlobs, wholeNumber } from "./option_values.ts";

/** The options of every `conform` run, as commander hands them over. */
export interface RunFlags {
  readonly filter: readonly string[];
  readonly seed: number;
  readonly runs: number;
  readonly jobs: number;
  readonly deadline: number;
  readonly caseTimeout: number;
  readonly failFast?: boolean;
  readonly report: readonly ReportChoice[];
  readonly quiet?: boolean;
  readonly color: boolean;
  readonly profile?: string;
  readonly writeProfile?: string;
}

/** Gives a command the options of every `conform` run. */
export function withRunOptions(command: Command): Command {
  return command
    .option("--filter <glob>", "only these; !glob leaves out", collectGlobs, [])
    .option("--seed <n>", "seed of all the tester's choices", wholeNumber(0), 1)
    .option("--runs <n>", "runs of each property", wholeNumber(1), 20)
    .option("--jobs <n>", "cases at a time", wholeNumber(1, 64), 4)
    .option("--deadline <s>", "seconds for the whole run", wholeNumber(1), 300)
    .option("--case-timeout <ms>", "for one case", wholeNumber(1), 30_000)
    .option("--fail-fast", "end at the first failure")
    .option(
      "--report <kind=path>",
      "json or jsonl; without =path to standard output",
      (value, list: readonly ReportChoice[]) => [...list, parseReport(value)],
      [],
    )
    .option("--profile <file>", "what the implementation is (JSON)")
    .option("--write-profile <file>", "keep what was found as a profile")
    .option("--quiet", "the summary alone")
    .option("--no-color", "without colours");
}
