import { createHash } from "node:crypto";
import type { Case } from "../runner/case.ts";
import type { Mutant } from "./mutant.ts";

/** Which cases a mutant is run against. */
export interface KillPlan {
  /** Those that are recorded to kill it: each of them must. */
  readonly recorded: readonly Case[];
  /** Where none is recorded, those that cite the requirement it breaks. */
  readonly citing: readonly Case[];
  readonly others: readonly Case[];
}

/** What a sample is drawn by. */
export interface Sample {
  readonly seed: number;
  readonly others: number;
  /** The case kills the mutant of that id. */
  readonly record: ReadonlyMap<string, string>;
}

/**
 * The plan of a sample: the cases that are recorded to kill the mutant, or else
 * those that cite the requirement, those first whose main one it is; and so
 * many others. The seed and the ids alone decide which.
 */
export function samplePlan(
  mutant: Mutant,
  cases: readonly Case[],
  { seed, others, record }: Sample,
): KillPlan {
  const ofRole = cases.filter(({ role }) => role === mutant.role);
  const recorded = ofRole.filter(({ id }) => record.get(id) === mutant.id);
  const place = ({ id }: Case) =>
    createHash("sha256").update(`${seed} ${mutant.id} ${id}`).digest("hex");
  const drawn = ofRole.filter((one) => !cites(one, mutant))
    .filter(({ waits, timeoutMs }) => !waits && timeoutMs === undefined)
    .map((theCase) => ({ theCase, at: place(theCase) }))
    .sort((a, b) => a.at < b.at ? -1 : 1)
    .map(({ theCase }) => theCase);
  return {
    recorded,
    citing: recorded.length > 0 ? [] : citingCases(mutant, ofRole),
    others: drawn.slice(0, others),
  };
}

/** The cases that can kill a mutant, those first whose main matter it is. */
export function citingCases(
  mutant: Mutant,
  cases: readonly Case[],
): readonly Case[] {
  const citing = cases.filter((one) =>
    one.role === mutant.role && cites(one, mutant)
  );
  const isMain = ({ requirements }: Case) =>
    requirements[0] === mutant.requirement;
  return [...citing.filter(isMain), ...citing.filter((one) => !isMain(one))];
}

/** Whether a case is about the requirement that a mutant breaks. */
export function cites(
  { requirements }: Pick<Case, "requirements">,
  { requirement }: Pick<Mutant, "requirement">,
): boolean {
  return requirements.includes(requirement);
}
