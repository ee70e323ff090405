import assert from "node:assert/strict";
import { test } from "node:test";
import { VECTORS } from "./generate.ts";
import { showVector } from "./show.ts";

test("a vector is shown with what it cites, field by field", () => {
  const shown = showVector(VECTORS, "messages#key-update/valid/requested");
  assert.match(shown, /^key-update\/valid\/requested: An answer is due\n/);
  assert.match(shown, /\n\[PRO-1\] A sender MUST seal as plaintext /);
  assert.match(shown, /\nExpected: accept\n/);
  assert.match(shown, /\n {4}0 {2}KeyUpdate\.request +01\n/);
});

test("a vector that is refused is shown with its flag and code", () => {
  const shown = showVector(VECTORS, "keys/rsa.json#spki/bad/pem");
  assert.match(shown, /\nLenientDer: The key is read by a parser /);
  assert.match(shown, /\nExpected: alert, bad_key \(0x20\)\n/);
});

for (
  const [place, message] of [
    ["messages", 'Cannot show "messages": expected FILE#ID'],
    ["messages#none", 'No vector "none" in messages'],
    ["none#none", 'Cannot show "none": no topic, and no such file'],
  ]
) {
  test(`${place} is no vector`, () => {
    assert.throws(() => showVector(VECTORS, place), new RangeError(message));
  });
}
