import { randomUUID } from "node:crypto";
import { open, readFile, rename, rm } from "node:fs/promises";
import { ProtocolError } from "../errors.ts";
import {
  formatKnownHosts,
  type KnownHost,
  knownHostKey,
  type KnownHosts,
  parseKnownHosts,
} from "../identity/known_hosts.ts";
import { type TofuStore, withHost } from "../identity/tofu.ts";
import { type HeldLock, withFileLock } from "./file_lock.ts";

/**
 * A memory of servers in a file, for trust on first use (spec/identity.md). It
 * is read anew at each question and replaced as a whole, so that a reader never
 * sees half of it. A file that is not there is an empty memory; one that can't
 * be read or is corrupt refuses every server.
 *
 * Any number of processes may write it: each reads, adds and replaces under a
 * lock, a file beside it whose name ends in `.lock`.
 */
export function knownHostsFile(path: string): TofuStore {
  let writing: Promise<void> = Promise.resolve();
  return {
    lookup: async (host, port) =>
      (await read(path)).get(knownHostKey(host, port)),
    remember(host, port, entry) {
      const written = writing.then(async () => {
        while (!await add(path, host, port, entry));
      });
      writing = written.catch(() => {});
      return written;
    },
  };
}

async function read(path: string): Promise<KnownHosts> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Map();
    throw new TypeError(`Cannot read ${path}: ${(error as Error).message}`);
  }
  return parseKnownHosts(text, path);
}

/** Whether it was added; not, where the lock was lost meanwhile. */
async function add(
  path: string,
  host: string,
  port: number,
  entry: KnownHost,
): Promise<boolean> {
  try {
    return await withFileLock(`${path}.lock`, async (lock) => {
      const hosts = withHost(await read(path), host, port, entry);
      return await replace(path, formatKnownHosts(hosts), lock);
    });
  } catch (error) {
    if (error instanceof ProtocolError || error instanceof TypeError) {
      throw error;
    }
    throw new TypeError(`Cannot write ${path}: ${(error as Error).message}`);
  }
}

/** Writes beside it, to the disk, and renames: the old file, or the new one. */
async function replace(
  path: string,
  text: string,
  lock: HeldLock,
): Promise<boolean> {
  const fresh = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(fresh, "wx", 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    if (!await lock.isHeld()) return false;
    await rename(fresh, path);
    return true;
  } finally {
    await rm(fresh, { force: true });
  }
}
