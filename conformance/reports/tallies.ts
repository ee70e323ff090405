import { LAYERS } from "../runner/case.ts";
import type { Verdict } from "../runner/verdict.ts";
import type { ReportedCase } from "./reported_case.ts";

/** How many came to each verdict, by some name. */
export type Tallies = ReadonlyMap<string, ReadonlyMap<Verdict, number>>;

/** Verdicts as people read them, in the order they are shown. */
export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  "pass": "passed",
  "fail": "failed",
  "unexpected-pass": "passed unexpectedly",
  "expected-fail": "failed as expected",
  "inconclusive": "inconclusive",
  "not-applicable": "not applicable",
};

/** Cases by layer, in the layers' order. */
export function talliesByLayer(cases: readonly ReportedCase[]): Tallies {
  const counted = count(
    cases.map(({ id, verdict }) => [id.split("/")[0], verdict]),
  );
  const known = LAYERS.filter((layer) => counted.has(layer));
  return new Map(known.map((layer) => [layer, counted.get(layer)!]));
}

/** Runs of cases by role and row, each case counted in every row it ran in. */
export function talliesByRow(cases: readonly ReportedCase[]): Tallies {
  const counted = count(
    cases.flatMap(({ role, rows }) =>
      rows.flatMap(({ row, verdict }) =>
        row === undefined ? [] : [[`${role}  ${row}`, verdict] as const]
      )
    ),
  );
  return new Map([...counted].sort(([a], [b]) => a < b ? -1 : 1));
}

/** `8 passed, 1 failed`. */
export function tallyText(tally: ReadonlyMap<Verdict, number>): string {
  return Object.entries(VERDICT_WORDS).flatMap(([verdict, word]) => {
    const count = tally.get(verdict as Verdict) ?? 0;
    return count === 0 ? [] : [`${count} ${word}`];
  }).join(", ");
}

function count(pairs: readonly (readonly [string, Verdict])[]) {
  const counted = new Map<string, Map<Verdict, number>>();
  for (const [name, verdict] of pairs) {
    const tally = counted.get(name) ?? new Map<Verdict, number>();
    tally.set(verdict, (tally.get(verdict) ?? 0) + 1);
    counted.set(name, tally);
  }
  return counted;
}
