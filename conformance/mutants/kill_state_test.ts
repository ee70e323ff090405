import assert from "node:assert/strict";
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Kill } from "./kill.ts";
import { KillState, tableKey } from "./kill_state.ts";

const FIRST: Kill = {
  id: "frames/server-a",
  role: "server",
  requirement: "FRM-4",
  killedBy: ["frames/server-b"],
  lost: [],
  alsoFails: [],
  suiteFaults: [],
};
const SECOND: Kill = { ...FIRST, id: "frames/server-c" };

function withFile(use: (path: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "fesa-kill-"));
  try {
    use(join(folder, "state.jsonl"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("what was kept is there again", () => {
  withFile((path) => {
    const state = new KillState(path, "key");
    state.kill(FIRST);
    state.reference("server", ["frames/server-x: it fails"]);
    const { record } = new KillState(path, "key");
    assert.deepEqual([...record.kills.values()], [FIRST]);
    assert.deepEqual([...record.reference], [[
      "server",
      ["frames/server-x: it fails"],
    ]]);
  });
});

test("a line that was cut off is left out, and written over", () => {
  withFile((path) => {
    new KillState(path, "key").kill(FIRST);
    appendFileSync(path, '{"kill":{"id":"frames/se');
    const state = new KillState(path, "key");
    state.kill(SECOND);
    const { kills } = new KillState(path, "key").record;
    assert.deepEqual([...kills.keys()], [FIRST.id, SECOND.id]);
  });
});

test("the files of two shards, joined, are one", () => {
  withFile((path) => {
    new KillState(path, "key").kill(FIRST);
    new KillState(`${path}2`, "key").kill(SECOND);
    appendFileSync(path, readFileSync(`${path}2`));
    const { kills } = new KillState(path, "key").record;
    assert.deepEqual([...kills.keys()], [FIRST.id, SECOND.id]);
  });
});

test("a state of another table is refused", () => {
  withFile((path) => {
    new KillState(path, "key");
    assert.throws(() => new KillState(path, "other"), {
      name: "RangeError",
      message: /it is of other cases or options/,
    });
  });
});

test("a file that is no state is refused, and left as it is", () => {
  withFile((path) => {
    writeFileSync(path, "notes\n");
    assert.throws(() => new KillState(path, "key"), {
      name: "RangeError",
      message: /line 1: it is no kill state/,
    });
    assert.equal(readFileSync(path, "utf8"), "notes\n");
  });
});

test("a table's key depends on its cases and options", () => {
  const options = { seed: 1, runs: 5, scope: "whole" } as const;
  const key = tableKey([], options);
  assert.equal(tableKey([], { ...options }), key);
  assert.notEqual(tableKey([], { ...options, seed: 2 }), key);
});
