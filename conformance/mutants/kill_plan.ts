import { createHash } from "node:crypto";
import type { Case } from "../runner/case.ts";
import type { Mutant } from "./mutant.ts";

/** Which cases a mutant is run against. */
export interface KillPlan {
  /** Those that cite the requirement it breaks. */
  readonly citing: readonly Case[];
  readonly others: readonly Case[];
}

/**
 * The plan of a sample: the cases that cite the requirement, those first whose
 * main one it is, and so many others. The seed and the ids alone decide which.
 */
export function samplePlan(
  mutant: Mutant,
  cases: readonly Case[],
  { seed, others }: { seed: number; others: number },
): KillPlan {
  const ofRole = cases.filter(({ role }) => role === mutant.role);
  const citing = ofRole.filter((one) => cites(one, mutant));
  const place = ({ id }: Case) =>
    createHash("sha256").update(`${seed} ${mutant.id} ${id}`).digest("hex");
  const drawn = ofRole.filter((one) => !cites(one, mutant))
    .filter(({ waits, timeoutMs }) => !waits && timeoutMs === undefined)
    .map((theCase) => ({ theCase, at: place(theCase) }))
    .sort((a, b) => a.at < b.at ? -1 : 1)
    .map(({ theCase }) => theCase);
  const isMain = ({ requirements }: Case) =>
    requirements[0] === mutant.requirement;
  return {
    citing: [
      ...citing.filter(isMain),
      ...citing.filter((one) => !isMain(one)),
    ],
    others: drawn.slice(0, others),
  };
}

/** Whether a case is about the requirement that a mutant breaks. */
export function cites(
  { requirements }: Pick<Case, "requirements">,
  { requirement }: Pick<Mutant, "requirement">,
): boolean {
  return requirements.includes(requirement);
}
