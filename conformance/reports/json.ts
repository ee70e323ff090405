import { coverageOf } from "./coverage.ts";
import type { Reporter } from "./event.ts";
import { jsonCase } from "./json_case.ts";
import { atTheEnd } from "./run_record.ts";

/** The name of the JSON report's shape. */
export const REPORT_SCHEMA = "fesa-conformance-report/1";

/** One object for the whole run, written at its end. */
export function jsonReporter(write: (text: string) => void): Reporter {
  return atTheEnd(({ start, cases, end }) => {
    const { suite, targets, seed } = start;
    const report = {
      schema: REPORT_SCHEMA,
      suite,
      target: targets.length === 1 ? targets[0] : { roles: targets },
      seed,
      summary: end.summary,
      status: end.status,
      requirements: coverageOf(cases),
      cases: cases.map((one) => jsonCase(one, seed)),
    };
    write(`${JSON.stringify(report, null, 2)}\n`);
  });
}
