import { CASES, type SuiteResult } from "../../conformance/mod.ts";
import {
  type Baseline,
  updatedBaseline,
  writeBaseline,
} from "../../conformance/runner/baseline.ts";
import { asUsage } from "./as_usage.ts";

/**
 * Rewrites a baseline after a whole run; not after one that could not judge
 * everything. What became of it, in a line.
 */
export function keepBaseline(
  path: string,
  old: Baseline,
  { results, status }: Pick<SuiteResult, "results" | "status">,
): string {
  const unjudged =
    results.filter(({ verdict }) => verdict === "inconclusive").length;
  if (status === 130) {
    return `The baseline ${path} is left as it is: the run was interrupted`;
  }
  if (unjudged > 0 || results.length === 0) {
    return `The baseline ${path} is left as it is: ${unjudged} cases could ` +
      "not be judged";
  }
  const updated = updatedBaseline(old, CASES, results);
  asUsage(() => writeBaseline(path, updated));
  const count = updated.entries.length;
  return `Wrote ${count} known ${
    count === 1 ? "failure" : "failures"
  } to ${path}`;
}
