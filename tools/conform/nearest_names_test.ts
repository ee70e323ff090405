import assert from "node:assert/strict";
import { test } from "node:test";
import { nearestNames } from "./nearest_names.ts";

const NAMES = [
  "frames/server-unknown-type",
  "frames/server-type-zero",
  "keys/client-weak-key",
  "channel/server-echo",
];

const TYPED: readonly [string, string[]][] = [
  ["frames/server-unknown-typ", ["frames/server-unknown-type"]],
  ["Frames/Server-Type-Zerro", ["frames/server-type-zero"]],
  ["weak-key", ["keys/client-weak-key"]],
  ["unknown", ["frames/server-unknown-type"]],
  ["x", []],
  ["no/such-case-at-all-anywhere", []],
];

for (const [typed, [first]] of TYPED) {
  test(`${typed} is nearest to ${first ?? "nothing"}`, () => {
    assert.equal(nearestNames(typed, NAMES)[0], first);
  });
}

test("no more than were asked for, and none twice", () => {
  const names = ["case-1", "case-1", "case-2", "case-3", "case-4"];
  assert.deepEqual(nearestNames("case-9", names, 2), ["case-1", "case-2"]);
});
