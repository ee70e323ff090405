import type { RunOptions } from "../runner/engine.ts";
import type { TargetDescription } from "../runner/target.ts";
import type { CaseResult, Verdict } from "../runner/verdict.ts";

/** How many cases came to each verdict, each case counted once. */
export interface Summary {
  readonly pass: number;
  readonly fail: number;
  readonly expectedFail: number;
  readonly unexpectedPass: number;
  readonly inconclusive: number;
  readonly notApplicable: number;
  readonly durationMs: number;
}

/** What every report is made of: one stream, a JSON line each. */
export type ReportEvent =
  | {
    readonly type: "start";
    readonly suite: { readonly version: string };
    readonly targets: readonly TargetDescription[];
    readonly seed: number;
    readonly options: Pick<RunOptions, "runs" | "jobs" | "deadlineMs">;
    readonly cases: number;
  }
  | { readonly type: "case"; readonly result: CaseResult }
  | {
    readonly type: "end";
    readonly summary: Summary;
    readonly status: number;
  };

/** Something that is told a run's events, and writes what it makes of them. */
export interface Reporter {
  report(event: ReportEvent): void;
}

/** The counts of some results. */
export function summarize(
  results: readonly CaseResult[],
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
