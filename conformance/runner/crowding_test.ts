import assert from "node:assert/strict";
import { test } from "node:test";
import { crowding } from "./crowding.ts";

const LOADS: readonly [load: number, processors: number, expected: number][] = [
  [0, 2, 1],
  [1.5, 2, 1],
  [5, 2, 2.5],
  [80, 2, 4],
  // Where the system doesn't tell.
  [0, 0, 1],
];

for (const [load, processors, expected] of LOADS) {
  test(`a load of ${load} on ${processors} processors is ${expected}`, () => {
    assert.equal(crowding(load, processors), expected);
  });
}

test("this machine's own is a number from 1 to 4", () => {
  const own = crowding();
  assert.ok(own >= 1 && own <= 4, `${own}`);
});
