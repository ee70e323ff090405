import type { TranscriptEntry } from "../tester/transcript.ts";
import type { InconclusiveCode } from "../tester/violation.ts";
import type { Case } from "./case.ts";
import type { Setup } from "./setup.ts";

/** The verdicts on a case (spec/conformance.md). */
export type Verdict =
  | "pass"
  | "fail"
  | "expected-fail"
  | "unexpected-pass"
  | "inconclusive"
  | "not-applicable";

/** What a case came to in one row. */
export interface RowResult {
  readonly setup?: Setup;
  readonly verdict: Verdict;
  /** One line a person can act on; empty for a pass. */
  readonly reason: string;
  /** Why it is inconclusive, for a program to tell apart. */
  readonly code?: InconclusiveCode;
  /** The class of what was observed, as a baseline binds it. */
  readonly observation?: string;
  /** The requirement a failure goes against. */
  readonly requirement?: string;
  readonly sent?: string;
  readonly expected?: string;
  readonly observed?: string;
  readonly hint?: string;
  /** Of a property: the path to its smallest counterexample. */
  readonly path?: string;
  /** Of a property: its smallest counterexample, as JSON. */
  readonly conversation?: unknown;
  /** Of a property: the file that `--replay` takes. */
  readonly replay?: string;
  /** Of a property: the file that has the conversation as a test vector. */
  readonly vector?: string;
  readonly durationMs: number;
  readonly transcript: readonly TranscriptEntry[];
  /** Whether the failure goes into the baseline that is being written. */
  readonly listed?: boolean;
  /** Whether a second try, alone, is worth it. */
  readonly retry?: boolean;
  /** Whether the target answered `busy`, which it may. */
  readonly busy?: boolean;
}

/** What a case came to in all its rows; counted once. */
export interface CaseResult {
  readonly theCase: Case;
  readonly verdict: Verdict;
  readonly rows: readonly RowResult[];
}

/** Verdicts, the gravest first. */
export const SEVERITY: readonly Verdict[] = [
  "fail",
  "unexpected-pass",
  "inconclusive",
  "expected-fail",
  "pass",
  "not-applicable",
];

/** The gravest of the rows' verdicts; what applies nowhere is not applicable. */
export function caseResult(
  theCase: Case,
  rows: readonly RowResult[],
): CaseResult {
  const verdict =
    SEVERITY.find((grave) => rows.some((row) => row.verdict === grave)) ??
      "not-applicable";
  return { theCase, verdict, rows };
}

/** The row that speaks for the case: the first with its verdict. */
export function telling(result: CaseResult): RowResult | undefined {
  return result.rows.find((row) => row.verdict === result.verdict);
}
