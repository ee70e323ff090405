import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePage, withoutCodeSpans } from "./page.ts";

test("a line belongs to the nearest heading above it", () => {
  const page = parsePage("a.md", "intro\n# One\ntext\n## Two, or 3DES\nmore");
  assert.deepEqual(page.lines.map((line) => line.anchor), [
    "",
    "one",
    "one",
    "two-or-3des",
    "two-or-3des",
  ]);
});

test("a heading that comes again gets a number", () => {
  const page = parsePage("a.md", "# Close\n# Close");
  assert.deepEqual(page.lines.map((line) => line.anchor), ["close", "close-1"]);
});

test("a heading inside a code block is no heading", () => {
  const page = parsePage("a.md", "# A\n```\n# B\n```\ntext");
  assert.deepEqual(page.lines.map((line) => [line.anchor, line.code]), [
    ["a", false],
    ["a", true],
    ["a", true],
    ["a", true],
    ["a", false],
  ]);
});

test("a code span loses its words", () => {
  assert.equal(withoutCodeSpans("an `MUST` in `` a `b` ``"), "an `` in ``");
});
