import { coverageOf } from "./coverage.ts";
import type { Reporter } from "./event.ts";
import { jsonCase } from "./json_case.ts";
import { type JsonReport, REPORT_SCHEMA } from "./json_report.ts";
import { maskReport } from "./mask_report.ts";
import { atTheEnd, type RunRecord } from "./run_record.ts";

/** How the JSON report is written. */
export interface JsonReportOptions {
  /** Whether to leave out what differs between two equal runs. */
  readonly mask?: boolean;
}

/** One object for the whole run, written at its end. */
export function jsonReporter(
  write: (text: string) => void,
  { mask = false }: JsonReportOptions = {},
): Reporter {
  return atTheEnd((run) => {
    const report = jsonReport(run);
    const written = mask ? maskReport(report) : report;
    write(`${JSON.stringify(written, null, 2)}\n`);
  });
}

/** A run as the object that the JSON report is. */
export function jsonReport({ start, cases, end }: RunRecord): JsonReport {
  const { suite, targets, startedAt, seed } = start;
  return {
    schema: REPORT_SCHEMA,
    suite,
    target: targets.length === 1 ? targets[0] : { roles: targets },
    startedAt,
    seed,
    summary: end.summary,
    status: end.status,
    notes: end.notes,
    requirements: coverageOf(cases),
    cases: cases.map((one) => jsonCase(one, seed)),
  };
}
