import type { Attack, Deed } from "./attack.ts";

/**
 * Attacks a little smaller than one: without a deed, or without a word, the
 * deeds on the frames of an end being to one before.
 */
export function* smallerAttacks(attack: Attack): Generator<Attack> {
  const { talk, deeds } = attack;
  for (let i = deeds.length - 1; i >= 0; i--) {
    yield { ...attack, deeds: deeds.toSpliced(i, 1) };
  }
  for (let i = talk.length - 1; i >= 0; i--) {
    const less = { ...attack, talk: talk.toSpliced(i, 1) };
    yield less;
    // An end may have answered what is not said any more.
    for (const from of ["client", "server"] as const) {
      yield { ...less, deeds: deeds.map((deed) => earlier(deed, from)) };
    }
  }
}

function earlier(deed: Deed, from: Deed["from"]): Deed {
  if (deed.from !== from || !("frame" in deed)) return deed;
  return { ...deed, frame: Math.max(0, deed.frame - 1) };
}
