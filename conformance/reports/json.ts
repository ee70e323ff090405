import type { TargetDescription } from "../runner/target.ts";
import type { CaseResult } from "../runner/verdict.ts";
import type { Reporter, ReportEvent } from "./event.ts";
import { jsonCase } from "./json_case.ts";
import { requirements } from "./requirements.ts";

/** The name of the JSON report's shape. */
export const REPORT_SCHEMA = "fesa-conformance-report/1";

/** One object for the whole run, written at its end. */
export function jsonReporter(write: (text: string) => void): Reporter {
  const results = new Map<string, CaseResult>();
  let suite: { readonly version: string } = { version: "" };
  let targets: readonly TargetDescription[] = [];
  let seed = 0;
  return {
    report(event: ReportEvent) {
      if (event.type === "start") ({ suite, targets, seed } = event);
      if (event.type === "case") {
        results.set(keyOf(event.result), event.result);
      }
      if (event.type !== "end") return;
      const report = {
        schema: REPORT_SCHEMA,
        suite,
        target: targets.length === 1 ? targets[0] : { roles: targets },
        seed,
        summary: event.summary,
        status: event.status,
        requirements: coverage([...results.values()]),
        cases: [...results.values()].map((result) => jsonCase(result, seed)),
      };
      write(`${JSON.stringify(report, null, 2)}\n`);
    },
  };
}

/** Every event as one line, as it happens; an amended case comes again. */
export function jsonLinesReporter(write: (text: string) => void): Reporter {
  let seed = 0;
  return {
    report(event: ReportEvent) {
      if (event.type === "start") seed = event.seed;
      const line = event.type === "case"
        ? { type: "case", ...jsonCase(event.result, seed) }
        : event;
      write(`${JSON.stringify(line)}\n`);
    },
  };
}

function coverage(
  results: readonly CaseResult[],
): Readonly<Record<string, number>> {
  const tested = new Set(
    results.filter(({ verdict }) =>
      verdict !== "not-applicable" && verdict !== "inconclusive"
    ).flatMap(({ theCase }) => theCase.requirements),
  );
  const counts: Record<string, number> = {};
  for (const { id, level } of requirements().values()) {
    // MUST NOT counts with MUST, SHOULD NOT with SHOULD.
    const key = level.toLowerCase().split(" ")[0];
    counts[key] = (counts[key] ?? 0) + 1;
    counts[`${key}Tested`] = (counts[`${key}Tested`] ?? 0) +
      (tested.has(id) ? 1 : 0);
  }
  return counts;
}

function keyOf({ theCase }: CaseResult): string {
  return `${theCase.role} ${theCase.id}`;
}
