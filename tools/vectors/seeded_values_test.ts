import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { hex } from "../../conformance/tester/bytes.ts";
import { seededValues } from "./seeded_values.ts";

test("a value is HKDF-SHA-256 of the seed's digits and the name", () => {
  const key = createHmac("sha256", "fesa-vectors/1").update("12").digest();
  const block = createHmac("sha256", key).update("a name\x01").digest("hex");
  assert.equal(hex(seededValues(12)("a name", 32)), block);
  assert.equal(hex(seededValues(12)("a name", 5)), block.slice(0, 10));
});

test("a value does not depend on what is drawn before it", () => {
  const values = seededValues(1);
  values("another", 100);
  assert.deepEqual(values("a name", 32), seededValues(1)("a name", 32));
});

test("another seed gives another value", () => {
  assert.notDeepEqual(seededValues(1)("a", 32), seededValues(2)("a", 32));
});
