import { Buffer } from "node:buffer";
import assert from "node:assert/strict";
import { it } from "node:test";
import { nonceOf, requireSequence } from "./nonce.ts";

it("a nonce is iv XOR (0^32 ‖ u64(sequence))", () => {
  const iv = Buffer.from("f128b6fdbe93912cfda5123b", "hex");
  for (const sequence of [0, 1, 0xff, 0x100, 0xffff, 0x10000, 2 ** 20 - 1]) {
    const counter = Buffer.alloc(12);
    counter.writeBigUInt64BE(BigInt(sequence), 4);
    assert.deepEqual(
      [...nonceOf(iv, sequence)],
      [...iv].map((byte, i) => byte ^ counter[i]),
    );
  }
  assert.equal(iv.toString("hex"), "f128b6fdbe93912cfda5123b");
});

it("there is no nonce past the limit, nor for what is no sequence number", () => {
  const iv = new Uint8Array(12);
  for (const sequence of [2 ** 20, 2 ** 32, -1, 0.5, NaN, Infinity]) {
    assert.throws(() => nonceOf(iv, sequence), RangeError);
    assert.throws(() => requireSequence(sequence), RangeError);
  }
});
