import assert from "node:assert/strict";
import { test } from "node:test";
import { PrintedLines } from "./printed_lines.ts";

test("lines come whole, however the text is cut", () => {
  const lines = new PrintedLines();
  assert.deepEqual(lines.take("one\ntw"), ["one"]);
  assert.deepEqual(lines.take("o\n\nthree"), ["two", ""]);
  assert.deepEqual(lines.last, ["one", "two", "three"]);
});

test("the last six lines are kept, escaped and cut", () => {
  const lines = new PrintedLines();
  for (let i = 0; i < 20; i++) lines.take(`line ${i}\n`);
  lines.take(`\x1b[31m${"x".repeat(500)}\n`);
  assert.equal(lines.last.length, 6);
  assert.equal(lines.last[4], "line 19");
  assert.ok(lines.last[5].startsWith("\\x1b[31mxxx"));
  assert.ok(lines.last[5].length < 320);
});

test("a line without an end is dropped and said to be overlong", () => {
  const lines = new PrintedLines();
  const chunk = "y".repeat(2 ** 18);
  for (let i = 0; i < 4; i++) lines.take(chunk);
  assert.equal(lines.overlong, false);
  lines.take(chunk);
  assert.equal(lines.overlong, true);
  assert.equal(lines.last.length, 1);
});
