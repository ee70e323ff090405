import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import {
  type ThrowawayKeyName,
  throwawayKeyPem,
} from "../../conformance/tester/throwaway_keys.ts";

/** A folder of a test file's own, deleted when its tests are over. */
export interface Workshop {
  /** Where a file of this name stands. */
  path(name: string): string;
  /** Writes a file; gives its path. */
  file(name: string, content: string | Uint8Array): string;
  /** Writes a key of the suite's; gives its path. */
  key(name: ThrowawayKeyName): string;
}

/** Makes one. */
export function workshop(): Workshop {
  const folder = mkdtempSync(join(tmpdir(), "fesa-cert-test-"));
  after(() => rmSync(folder, { recursive: true }));
  const path = (name: string): string => join(folder, name);
  const file = (name: string, content: string | Uint8Array): string => {
    writeFileSync(path(name), content);
    return path(name);
  };
  return {
    path,
    file,
    key: (name) => file(`${name}.key`, throwawayKeyPem(name)),
  };
}

/** What `openssl` printed, both streams, and how it ended. */
export interface OpensslResult {
  readonly status: number | null;
  readonly text: string;
}

/** Runs the real `openssl`, on words without spaces in them. */
export function openssl(words: string): OpensslResult {
  const { status, stdout, stderr, error } = spawnSync(
    "openssl",
    words.split(" "),
    { encoding: "utf8" },
  );
  if (error) throw new Error("These tests need openssl 3 on the path");
  return { status, text: `${stdout}${stderr}` };
}
