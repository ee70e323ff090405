import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { withFileLock } from "./file_lock.ts";

describe("a lock on a file", () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "fesa-lock-"));
    path = join(folder, "lock");
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** Reads a number and writes the next, as only one at a time may. */
  async function count(file: string): Promise<void> {
    const number = Number(await readFile(file, "utf8"));
    await writeFile(file, String(number + 1));
  }

  it("is held by one at a time, and gone in the end", async () => {
    const file = join(folder, "number");
    await writeFile(file, "0");
    const counts = Array.from(
      { length: 20 },
      () => withFileLock(path, () => count(file)),
    );
    await Promise.all(counts);
    assert.equal(await readFile(file, "utf8"), "20");
    assert.deepEqual(await readdir(folder), ["number"]);
  });

  it("is given back after a fault, which goes on", async () => {
    const fault = new Error("planted");
    await assert.rejects(
      withFileLock(path, () => Promise.reject(fault)),
      (error) => error === fault,
    );
    assert.deepEqual(await readdir(folder), []);
  });

  it("is taken away from who has gone, by one of many", async () => {
    for (const left of ["a word of a process that has gone", ""]) {
      await writeFile(path, left);
      const file = join(folder, "number");
      await writeFile(file, "0");
      const counts = Array.from(
        { length: 5 },
        () => withFileLock(path, () => count(file), 20),
      );
      await Promise.all(counts);
      assert.equal(await readFile(file, "utf8"), "5");
      assert.deepEqual(await readdir(folder), ["number"]);
    }
  });

  it("that was taken away is not held, and another's is left alone", async () => {
    await withFileLock(path, async (lock) => {
      assert.equal(await lock.isHeld(), true);
      await writeFile(path, "of another");
      assert.equal(await lock.isHeld(), false);
    });
    assert.equal(await readFile(path, "utf8"), "of another");
  });

  it("where nothing can be written is a fault", async () => {
    await assert.rejects(
      withFileLock(join(folder, "none", "lock"), () => Promise.resolve()),
      { code: "ENOENT" },
    );
  });
});
