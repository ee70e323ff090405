import type { Event, RequiredWord } from "../contract/mod.ts";
import { REQUIRED_WORDS } from "../contract/mod.ts";
import { Inconclusive, Violation } from "../tester/violation.ts";
import type { ControlledProcess } from "./controlled_process.ts";
import { isUnsupported, takeRefusal } from "./refusal.ts";
import type { RefusedWords } from "./required_words.ts";
import { Slots } from "./slots.ts";

const AT_A_TIME = 4;

/**
 * Asks an implementation under the contract for each word that isn't declared
 * absent, and notes those that it refuses. `start` has it started with one
 * word in `requires`; what starts with none at all is not asked on.
 */
export async function probeWords(
  refused: RefusedWords,
  start: (word: RequiredWord) => Promise<ControlledProcess>,
  patience: number,
): Promise<void> {
  const ask = (word: RequiredWord) => isThere(word, start, patience);
  const words = REQUIRED_WORDS.filter((word) => !refused.has(word));
  const [first, ...others] = words;
  if (first === undefined) return;
  const answer = await ask(first);
  if (answer === undefined) return;
  if (!answer) refused.add(first);
  const slots = new Slots(AT_A_TIME);
  await Promise.all(others.map((word) =>
    slots.during(async () => {
      if (await ask(word) === false) refused.add(word);
    })
  ));
}

/** Whether the part of a word is there; undefined where nobody can tell. */
async function isThere(
  word: RequiredWord,
  start: (word: RequiredWord) => Promise<ControlledProcess>,
  patience: number,
): Promise<boolean | undefined> {
  const child = await start(word);
  try {
    const event = await child.wait(
      (event): event is Event => event.event !== "ready",
      patience,
    );
    if (event === undefined) return undefined;
    if (!isUnsupported(event)) return true;
    await takeRefusal(child, event, [word]);
    return false;
  } catch (error) {
    const isUntold = error instanceof Inconclusive ||
      error instanceof Violation;
    if (isUntold) return undefined;
    throw error;
  } finally {
    await child.stop(100);
  }
}
