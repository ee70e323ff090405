import type { Command } from "commander";
import { collectGlobs, wholeNumber } from "./option_values.ts";
import { type ReportFlags, withReportOptions } from "./report_options.ts";

/** The options of every `conform` run, as commander hands them over. */
export interface RunFlags extends ReportFlags {
  readonly filter: readonly string[];
  readonly optIn?: boolean;
  readonly shard?: string;
  readonly seed: number;
  readonly runs: number;
  readonly jobs: number;
  readonly deadline: number;
  readonly caseTimeout: number;
  readonly failFast?: boolean;
  readonly baseline?: string;
  readonly updateBaseline?: boolean;
  readonly transcripts?: boolean;
  readonly replay?: string;
  readonly found: string;
  readonly partner?: string;
  readonly profile?: string;
  readonly writeProfile?: string;
  readonly keylog?: string;
}

/** What the options are where nobody gives them. */
export const RUN_DEFAULTS = { seed: 1, runs: 20 } as const;

/** Gives a command the options of every `conform` run. */
export function withRunOptions(command: Command): Command {
  const { seed, runs } = RUN_DEFAULTS;
  command
    .option("--filter <glob>", "only these; !glob leaves out", collectGlobs, [])
    .option("--opt-in", "also the cases that take minutes")
    .option("--shard <i/n>", "one of n parts of the run; see merge")
    .option("--seed <n>", "of the tester's choices", wholeNumber(0), seed)
    .option("--runs <n>", "runs of each property", wholeNumber(1), runs)
    .option("--jobs <n>", "cases at a time", wholeNumber(1, 64), 8)
    .option("--deadline <s>", "seconds for the whole run", wholeNumber(1), 300)
    .option("--case-timeout <ms>", "for one case", wholeNumber(1), 30_000)
    .option("--fail-fast", "end at the first failure")
    .option("--baseline <file>", "failures that are known (JSON)")
    .option("--update-baseline", "write what fails into that file")
    .option("--replay <file>", "one case again, as the file says")
    .option(
      "--found <folder>",
      "where properties keep what they find",
      "fesa-found",
    )
    .option(
      "--partner <command>",
      "who is at the other end where the tester stands in the middle",
    )
    .option("--profile <file>", "what the implementation is (JSON)")
    .option("--write-profile <file>", "keep what was found as a profile")
    .option("--transcripts", "keep what was said where a case passed, too")
    .option("--keylog <file>", "append every connection's secrets");
  return withReportOptions(command);
}
