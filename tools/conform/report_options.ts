import type { Command } from "commander";
import process from "node:process";
import type { Reporter } from "../../conformance/reports/event.ts";
import {
  makeReporters,
  parseReport,
  REPORT_KINDS,
  type ReportChoice,
} from "../commands/conform_reports.ts";

/** The options of whatever makes reports. */
export interface ReportFlags {
  readonly report: readonly ReportChoice[];
  readonly mask?: boolean;
  readonly quiet?: boolean;
  readonly color: boolean;
}

/** Gives a command the options of whatever makes reports. */
export function withReportOptions(command: Command): Command {
  return command
    .option(
      "--report <kind=path>",
      `${REPORT_KINDS.join(", ")}; without =path to standard output`,
      (value, list: readonly ReportChoice[]) => [...list, parseReport(value)],
      [],
    )
    .option("--mask", "leave out of JSON what differs from run to run")
    .option("--quiet", "the summary alone")
    .option("--no-color", "without colours");
}

/** The reports that the flags ask for; muted, none on the console. */
export function reportersOf(
  { report, mask = false, quiet = false, color }: ReportFlags,
  mute = false,
): Reporter[] {
  const isTerminal = process.stdout.isTTY === true;
  return makeReporters(report, {
    mask,
    mute,
    quiet,
    color: color && isTerminal,
    progress: isTerminal,
  });
}
