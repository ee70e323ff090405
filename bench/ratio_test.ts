import { test } from "node:test";
import assert from "node:assert/strict";
import { pairedRatio, spread } from "./ratio.ts";

test("the spread of a sample is its median and quartiles", () => {
  assert.deepEqual(spread([5, 1, 4, 2, 3]), { median: 3, low: 2, high: 4 });
  assert.deepEqual(spread([7]), { median: 7, low: 7, high: 7 });
});

test("a machine that slows down for a while doesn't move the ratio", () => {
  const theirs = [100, 100, 10, 10, 10];
  const ours = theirs.map((value) => value * 2);
  assert.equal(pairedRatio(ours, theirs).median, 2);
});
