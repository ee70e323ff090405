import type { ReportedCase } from "./reported_case.ts";
import { requirements } from "./requirements.ts";

/** How many requirements a run judged, of how many: as `must`, `mustTested`. */
export type Coverage = Readonly<Record<string, number>>;

/** The requirements that some case of a run judged, by level. */
export function coverageOf(cases: readonly ReportedCase[]): Coverage {
  const tested = new Set(
    cases.filter(({ verdict }) =>
      verdict !== "not-applicable" && verdict !== "inconclusive"
    ).flatMap((one) => one.requirements),
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
