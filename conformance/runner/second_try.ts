import type { RowResult } from "./verdict.ts";

/** What two tries come to: a failure never turns into a pass. */
export function ofTwo(first: RowResult, second: RowResult): RowResult {
  if (first.verdict === "inconclusive" || second.verdict !== "pass") {
    return second;
  }
  const { retry: _, listed: __, ...row } = first;
  return {
    ...row,
    verdict: "inconclusive",
    code: "unstable",
    reason: `It passes when run again alone, and at first: ${first.reason}`,
  };
}
