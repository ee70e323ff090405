import type { Verdict } from "../runner/verdict.ts";
import type { Summary } from "./event.ts";

/** The counts of some cases, each counted once. */
export function summarize(
  results: readonly { readonly verdict: Verdict }[],
  durationMs: number,
): Summary {
  const count = (verdict: Verdict) =>
    results.filter((result) => result.verdict === verdict).length;
  return {
    pass: count("pass"),
    fail: count("fail"),
    expectedFail: count("expected-fail"),
    unexpectedPass: count("unexpected-pass"),
    inconclusive: count("inconclusive"),
    notApplicable: count("not-applicable"),
    durationMs: Math.round(durationMs),
  };
}

/**
 * The exit status of a summary (spec/conformance.md): 1 where anything
 * failed, 4 where no case matched, 3 where something, or everything, could
 * not be judged, 0 otherwise.
 */
export function exitStatus(summary: Summary): number {
  const { pass, fail, expectedFail, unexpectedPass, inconclusive } = summary;
  if (fail + unexpectedPass > 0) return 1;
  const judged = pass + expectedFail;
  if (judged + inconclusive + summary.notApplicable === 0) return 4;
  return inconclusive > 0 || judged === 0 ? 3 : 0;
}
