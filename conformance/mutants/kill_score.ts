import { z } from "zod";
import type { Case } from "../runner/case.ts";
import type { Kill } from "./kill.ts";
import type { Mutant } from "./mutant.ts";

/** The name of a kill score's shape. */
export const KILL_SCORE_SCHEMA = "fesa-kill-score/1";

const Ids = z.array(z.string()).readonly();

/** Which case kills which mutant: what `fesa conform mutants` reports. */
export const KillScore = z.strictObject({
  schema: z.literal(KILL_SCORE_SCHEMA),
  scope: z.enum(["whole", "citing", "part"]).describe(
    "Whether every mutant met every case of its role, those that cite its requirement, or fewer",
  ),
  seed: z.int().min(0),
  mutants: z.array(
    z.strictObject({
      id: z.string(),
      role: z.enum(["server", "client"]),
      requirement: z.string(),
      title: z.string(),
      models: z.string(),
      killedBy: Ids.describe("The cases that cite the requirement and fail"),
      alsoFails: Ids.describe("The other cases that fail"),
    }),
  ).readonly(),
  survivors: Ids.describe("The mutants that no case kills"),
  lost: Ids.describe("Recorded kills that do not happen: `case: mutant`"),
  killsNothing: Ids.describe(
    "The cases that kill no mutant; only where every mutant met those that could",
  ),
  referenceFails: Ids
    .describe("Cases that the reference does not pass: they kill nobody"),
  suiteFaults: Ids.describe("Cases that stumbled over a mutant"),
}).readonly();
/** Which case kills which mutant. */
export type KillScore = z.infer<typeof KillScore>;

/** What a score is made of. */
export interface ScoreInput {
  readonly mutants: readonly Mutant[];
  readonly cases: readonly Case[];
  readonly kills: ReadonlyMap<string, Kill>;
  /** The cases that the reference does not pass, with what came of them. */
  readonly referenceFails: readonly string[];
  readonly seed: number;
  readonly scope: KillScore["scope"];
}

/** The score of mutants that were run. */
export function killScore(input: ScoreInput): KillScore {
  const { mutants, cases, kills, referenceFails, seed, scope } = input;
  const unsound = new Set(referenceFails.map((line) => line.split(":")[0]));
  const rows = mutants.flatMap((mutant) => {
    const kill = kills.get(mutant.id);
    if (kill === undefined) return [];
    const { id, role, requirement, title, models } = mutant;
    const killedBy = kill.killedBy.filter((one) => !unsound.has(one));
    const { alsoFails } = kill;
    return [{ id, role, requirement, title, models, killedBy, alsoFails }];
  });
  const killers = new Set(rows.flatMap(({ killedBy }) => killedBy));
  return {
    schema: KILL_SCORE_SCHEMA,
    scope,
    seed,
    mutants: rows,
    survivors: rows.filter(({ killedBy }) => killedBy.length === 0)
      .map(({ id }) => id),
    lost: mutants.flatMap(({ id }) =>
      (kills.get(id)?.lost ?? []).map((theCase) => `${theCase}: ${id}`)
    ),
    killsNothing: scope === "part"
      ? []
      : cases.filter(({ id }) => !killers.has(id)).map(({ id }) => id),
    referenceFails,
    suiteFaults: mutants.flatMap(({ id }) =>
      (kills.get(id)?.suiteFaults ?? []).map((fault) => `${id}: ${fault}`)
    ),
  };
}

/** Whether every mutant was killed, by a suite that is right itself. */
export function isClean(score: KillScore): boolean {
  const { survivors, lost, referenceFails, suiteFaults } = score;
  return [survivors, lost, referenceFails, suiteFaults].every(({ length }) =>
    length === 0
  );
}
