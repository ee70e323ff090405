import type { EndEvent, Reporter, ReportEvent, StartEvent } from "./event.ts";
import { caseKey, type ReportedCase } from "./reported_case.ts";

/** A whole run, cases in the suite's order. */
export interface RunRecord {
  readonly start: StartEvent;
  readonly cases: readonly ReportedCase[];
  readonly end: EndEvent;
}

/** A reporter that writes once, at the end of the run. */
export function atTheEnd(write: (run: RunRecord) => void): Reporter {
  const cases = new Map<string, ReportedCase>();
  let start: StartEvent | undefined;
  return {
    report(event: ReportEvent) {
      switch (event.type) {
        case "start":
          start = event;
          return;
        case "case":
          cases.set(caseKey(event.case), event.case);
          return;
        case "end":
          if (start === undefined) throw new TypeError("The run has no start");
          write({ start, cases: inSuiteOrder(cases.values()), end: event });
      }
    },
  };
}

/** What a list of events comes to; they begin with a start and have an end. */
export function recordOf(events: Iterable<ReportEvent>): RunRecord {
  const records: RunRecord[] = [];
  const reporter = atTheEnd((run) => records.push(run));
  for (const event of events) reporter.report(event);
  if (records.length === 1) return records[0];
  throw new TypeError("The run has no end");
}

/** Cases sorted as the suite has them, whatever order they ended in. */
export function inSuiteOrder(cases: Iterable<ReportedCase>): ReportedCase[] {
  return [...cases].sort((a, b) => a.order - b.order);
}
