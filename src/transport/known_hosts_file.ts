import { randomUUID } from "node:crypto";
import { open, readFile, rename, rm } from "node:fs/promises";
import {
  formatKnownHosts,
  knownHostKey,
  type KnownHosts,
  parseKnownHosts,
} from "../identity/known_hosts.ts";
import { type TofuStore, withHost } from "../identity/tofu.ts";

/**
 * A memory of servers in a file, for trust on first use (spec/identity.md). It
 * is read anew at each question and replaced as a whole, so that a reader never
 * sees half of it. A file that is not there is an empty memory; one that can't
 * be read or is corrupt refuses every server.
 *
 * One process writes it at a time: of two that do at the same moment, one entry
 * may be lost, and its server is new once more.
 */
export function knownHostsFile(path: string): TofuStore {
  let writing: Promise<void> = Promise.resolve();
  return {
    lookup: async (host, port) =>
      (await read(path)).get(knownHostKey(host, port)),
    remember(host, port, entry) {
      const written = writing.then(async () => {
        await replace(path, withHost(await read(path), host, port, entry));
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
  return parseKnownHosts(text);
}

/** Writes beside it, to the disk, and renames: the old file, or the new one. */
async function replace(path: string, hosts: KnownHosts): Promise<void> {
  const fresh = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(fresh, "wx", 0o600);
    try {
      await file.writeFile(formatKnownHosts(hosts));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    throw new TypeError(`Cannot write ${path}: ${(error as Error).message}`);
  }
}
