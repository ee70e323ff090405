import { readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import type { Case } from "../runner/case.ts";
import { cites } from "./kill_plan.ts";
import type { KillScore } from "./kill_score.ts";
import type { Mutant } from "./mutant.ts";

/** Of each case that kills a mutant, one that it kills: both by their ids. */
export type KillRecord = ReadonlyMap<string, string>;

const RECORD = new URL("kills.json", import.meta.url);

/** What was recorded of the whole suite, and is tried again in the gate. */
export function readRecord(): KillRecord {
  const text = readFileSync(RECORD, "utf8");
  const kills = z.record(z.string(), z.string()).parse(JSON.parse(text));
  return new Map(Object.entries(kills));
}

/** The mutant that a case is recorded to kill. */
export function killedBy(
  { id }: Pick<Case, "id">,
  mutants: readonly Mutant[],
): Mutant | undefined {
  const killed = readRecord().get(id);
  return mutants.find((mutant) => mutant.id === killed);
}

/** Writes a record in the order of the cases' ids. */
export function writeRecord(record: KillRecord): void {
  const kills = Object.fromEntries(
    [...record].sort(([a], [b]) => a < b ? -1 : 1),
  );
  writeFileSync(RECORD, `${JSON.stringify(kills, null, 2)}\n`);
}

/**
 * The record of a score. What was recorded stays where it still holds; of
 * others the mutant is taken that the fewest cases kill, since that says most
 * about the case.
 */
export function recordOf(
  { mutants }: Pick<KillScore, "mutants">,
  cases: readonly Case[],
  old: KillRecord,
): KillRecord {
  const rarest = [...mutants]
    .sort((a, b) => a.killedBy.length - b.killedBy.length);
  return new Map(cases.flatMap(({ id }) => {
    const killed = rarest.filter(({ killedBy }) => killedBy.includes(id));
    const kept = killed.find((mutant) => mutant.id === old.get(id));
    const chosen = kept ?? killed[0];
    return chosen === undefined ? [] : [[id, chosen.id] as const];
  }));
}

/** What is wrong with a record, a line each: every case kills, or says why not. */
export function recordFaults(
  record: KillRecord,
  cases: readonly Case[],
  mutants: readonly Mutant[],
): string[] {
  const known = new Set(cases.map(({ id }) => id));
  const strangers = [...record.keys()].filter((id) => !known.has(id))
    .map((id) => `${id}: there is no such case`);
  const faults = cases.flatMap((one) => {
    const { id, role, killsNone } = one;
    const killed = record.get(id);
    if (killed === undefined) {
      return killsNone === undefined
        ? [`${id}: it kills no mutant, and does not say why it is there`]
        : [];
    }
    if (killsNone !== undefined) return [`${id}: it does kill ${killed}`];
    const mutant = mutants.find((mutant) => mutant.id === killed);
    return mutant !== undefined && mutant.role === role && cites(one, mutant)
      ? []
      : [`${id}: it can't kill ${killed}`];
  });
  return [...strangers, ...faults];
}
