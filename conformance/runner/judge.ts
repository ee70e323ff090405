import type { Transcript } from "../tester/transcript.ts";
import {
  Busy,
  Inconclusive,
  NotApplicable,
  Silence,
  Violation,
} from "../tester/violation.ts";
import type { Case } from "./case.ts";
import { foundIn } from "./counterexample.ts";
import type { Setup } from "./setup.ts";
import type { RowResult, Verdict } from "./verdict.ts";

/** What a row's run is judged by. */
export interface Evidence {
  readonly theCase: Case;
  readonly setup: Setup;
  readonly transcript: Transcript;
  readonly durationMs: number;
  /** What the case threw; undefined where it ran to its end. */
  readonly thrown: unknown;
  /** Whether the target had ever sent a header of the protocol. */
  readonly spoken: boolean;
}

/** The verdict on one row (spec/conformance.md). */
export function judge(evidence: Evidence): RowResult {
  const { thrown, theCase, transcript } = evidence;
  const result = (
    verdict: Verdict,
    reason: string,
    more: Partial<RowResult> = {},
  ): RowResult => ({
    setup: evidence.setup,
    verdict,
    reason,
    durationMs: evidence.durationMs,
    transcript: transcript.entries,
    ...more,
  });
  if (thrown === undefined) return result("pass", "");
  if (thrown instanceof NotApplicable) {
    return result("not-applicable", thrown.message);
  }
  if (thrown instanceof Inconclusive) {
    return result("inconclusive", thrown.message, { code: thrown.code });
  }
  if (!(thrown instanceof Violation)) {
    const reason = `The suite itself failed: ${text(thrown)}`;
    return result("inconclusive", reason, { code: "suite-fault" });
  }
  const facts = {
    requirement: requirementOf(thrown, theCase),
    sent: transcript.lastSent,
    expected: thrown.expected,
    observed: thrown.observed,
    hint: thrown.hint,
    observation: thrown.observation,
  };
  const refusesCore = facts.requirement === "CNF-7";
  if (!evidence.spoken && !refusesCore) {
    return result(
      "inconclusive",
      `Nothing there has spoken the protocol: ${thrown.observed}`,
      { ...facts, code: "not-fesa", retry: true },
    );
  }
  return result("fail", thrown.message, {
    ...facts,
    ...foundIn(thrown),
    retry: thrown instanceof Silence,
    busy: thrown instanceof Busy,
  });
}

function requirementOf(violation: Violation, theCase: Case): string {
  const { requirement, plain } = violation;
  const ofCase = requirement === "" || (plain && theCase.gate !== true);
  return ofCase ? theCase.requirements[0] : requirement;
}

function text(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const where = error.stack?.split("\n")[1]?.trim() ?? "";
  return `${error.message} (${where})`;
}
