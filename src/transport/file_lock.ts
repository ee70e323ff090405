import { randomInt, randomUUID } from "node:crypto";
import { link, open, readFile, rename, rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";

/** A lock that is held. */
export interface HeldLock {
  /** Whether nobody has taken it away, as from a process that seemed gone. */
  isHeld(): Promise<boolean>;
}

/** Who holds it longer, without a change, has gone without giving it back. */
const GONE_AFTER_MS = 5_000;

/**
 * Does something that one process at a time may do, by a file that only one can
 * create. The file holds a word that no other lock has: a lock whose word stays
 * the same for `goneAfterMs`, by the own clock of who waits, is taken away. So
 * a process that was stopped may be late; it asks `isHeld` before it writes.
 *
 * @throws the file system's error where the file can't be created.
 */
export async function withFileLock<T>(
  path: string,
  use: (lock: HeldLock) => Promise<T>,
  goneAfterMs: number = GONE_AFTER_MS,
): Promise<T> {
  const word = randomUUID();
  const isHeld = async (): Promise<boolean> => await readWord(path) === word;
  await acquire(path, word, goneAfterMs);
  try {
    return await use({ isHeld });
  } finally {
    if (await isHeld()) await rm(path, { force: true });
  }
}

async function acquire(
  path: string,
  word: string,
  goneAfterMs: number,
): Promise<void> {
  let holder: string | undefined;
  let since = 0;
  while (!await create(path, word)) {
    const seen = await readWord(path);
    if (seen === undefined) continue;
    if (seen !== holder) {
      holder = seen;
      since = performance.now();
    } else if (performance.now() - since > goneAfterMs) {
      await takeAway(path, seen);
    }
    // Not all at the same time again.
    await delay(randomInt(2, 12));
  }
}

async function create(path: string, word: string): Promise<boolean> {
  try {
    const file = await open(path, "wx", 0o600);
    try {
      await file.writeFile(word);
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** Undefined where there is no lock. */
async function readWord(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * Takes a lock away, once: of several that try, one moves it. Should that be a
 * fresh one already, since another was quicker, it is put back.
 */
async function takeAway(path: string, word: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
  if (await readWord(aside) !== word) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
