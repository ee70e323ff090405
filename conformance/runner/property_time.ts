/** Milliseconds that a property looks for a counterexample at most. */
export function lookingTime(runs: number): number {
  return LOOKING_MS + runs * LOOKING_MS_PER_RUN;
}

const LOOKING_MS = 12_000;
/** More runs were asked for: they get the time that they take. */
const LOOKING_MS_PER_RUN = 50;

/** Milliseconds that it shrinks one. */
export const SHRINKING_MS = 12_000;

/** Milliseconds until a property's case is over, a hanging target's too. */
export function propertyTimeout(runs: number, patienceMs: number): number {
  return lookingTime(runs) + SHRINKING_MS + MOST_HANGING * patienceMs;
}

/** Steps that may hang: at the first failure, and when it is played again. */
const MOST_HANGING = 6;
