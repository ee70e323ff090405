import assert from "node:assert/strict";
import { test } from "node:test";
import { printable } from "./printable.ts";

const TEXTS: readonly [string, string][] = [
  ["listening on 7000 – ready", "listening on 7000 – ready"],
  ["\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"],
  ["a\r\n\tb\0", "a\\r\\n\\tb\\x00"],
  ["\u009b2J", "\\x9b2J"],
  ["abc\u202edef", "abc\\u202edef"],
];

for (const [text, expected] of TEXTS) {
  test(`${JSON.stringify(text)} is shown as ${expected}`, () => {
    assert.equal(printable(text), expected);
  });
}

test("what is long is cut", () => {
  assert.equal(printable("abcdef", 3), "abc…");
});
