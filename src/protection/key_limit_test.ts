import { Buffer } from "node:buffer";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ProtocolError } from "../errors.ts";
import {
  nodeProvider as provider,
  systemRandom,
} from "../keys/node_provider.ts";
import { Cipher, FrameType } from "../schema/registries.ts";
import { sealedSize } from "./body_size.ts";
import { createFrameProtection } from "./frame_protection.ts";
import type { KeyUse } from "./generation.ts";
import { createOpener } from "./opener.ts";
import { createSealer, protectedHeader } from "./sealer.ts";

/** The limits of a key, reached by starting its counters near them. */

const LIMIT = 2 ** 20;
const SECRET = new Uint8Array(32).fill(7);
const { Data, KeyUpdate, Alert, Ping } = FrameType;
const ONE = [Uint8Array.of(1)];
const TDES = Cipher["3DES-EDE-CBC-HMAC-SHA-256"];

for (const name of ["AES-256-GCM", "ChaCha20-Poly1305"] as const) {
  const cipher = Cipher[name];
  const at = (sequence: number) => pair(cipher, { sequence, blocks: 0 });

  describe(`${name}: 2^20 frames a key`, () => {
    it("the last frame but one may hold anything", () => {
      const { sealer, opener } = at(LIMIT - 2);
      assert.equal(sealer.remaining, 2);
      assert.equal(sealer.mustRekeyBefore(0), false);
      assert.equal(sealer.mustRekeyBefore(1 << 20), false);
      transfer(sealer.seal(Data, ONE), opener);
      assert.equal(sealer.remaining, 1);
      assert.equal(sealer.mustRekeyBefore(0), true);
    });

    it("the last takes KeyUpdate or Alert, and nothing else", () => {
      for (const innerType of [KeyUpdate, Alert]) {
        const { sealer, opener } = at(LIMIT - 1);
        for (const other of [Data, Ping, 0x06, 0x90]) {
          assert.throws(() => sealer.seal(other, ONE), RangeError);
        }
        assert.equal(sealer.sequence, LIMIT - 1);
        transfer(sealer.seal(innerType, ONE), opener);
        assert.equal(sealer.remaining, 0);
      }
    });

    it("the receiver does not check what the last one holds", () => {
      const { opener } = at(LIMIT - 1);
      // The sealer refuses this one, so it is sealed beneath it.
      const header = protectedHeader(18);
      const body = createFrameProtection(optionsOf(cipher), SECRET)
        .seal(LIMIT - 1, header, [Uint8Array.of(Data, 1)]);
      assert.equal(opener.open(18, body).innerType, Data);
      assert.equal(opener.sequence, LIMIT);
    });

    it("nothing can be sealed at 2^20, not even an Alert", () => {
      const { sealer } = at(LIMIT);
      for (const innerType of [KeyUpdate, Alert, Data]) {
        assert.throws(() => sealer.seal(innerType, ONE), RangeError);
      }
      assert.equal(sealer.sequence, LIMIT);
    });

    it("a frame at 2^20 is key_limit from its header alone", () => {
      const { opener } = at(LIMIT);
      requireKeyLimit(() => opener.judgeSize(18));
      requireKeyLimit(() => opener.open(18, [new Uint8Array(18)]));
    });

    it("after a KeyUpdate all of it is there again", () => {
      const { sealer, opener } = at(LIMIT - 1);
      transfer(sealer.seal(KeyUpdate, ONE), opener);
      sealer.rekey();
      opener.rekey();
      assert.equal(sealer.remaining, LIMIT);
      assert.equal(sealer.sequence, 0);
      transfer(sealer.seal(Data, ONE), opener);
    });
  });
}

describe("3DES: 2^20 blocks a key", () => {
  const at = (blocks: number) => pair(TDES, { sequence: 5, blocks });

  it("a sealer keeps one block for KeyUpdate or Alert", () => {
    // Content of n bytes takes ⌊(n + 1) / 8⌋ + 1 blocks.
    const { sealer } = at(LIMIT - 10);
    assert.equal(sealer.remaining, 10);
    assert.equal(sealer.mustRekeyBefore(8 * 9 - 2), false);
    assert.equal(sealer.mustRekeyBefore(8 * 9 - 1), true);
    const over = [new Uint8Array(8 * 9 - 1)];
    assert.throws(() => sealer.seal(Data, over), RangeError);
    sealer.seal(Data, [new Uint8Array(8 * 9 - 2)]);
    assert.equal(sealer.remaining, 1);
    assert.equal(sealer.mustRekeyBefore(0), true);
    assert.throws(() => sealer.seal(Data, ONE), RangeError);
    sealer.seal(KeyUpdate, ONE);
    assert.equal(sealer.remaining, 0);
    assert.throws(() => sealer.seal(Alert, ONE), RangeError);
  });

  it("blocks are those of the ciphertext: no iv, no MAC, with padding", () => {
    for (let length = 0; length < 30; length++) {
      const { sealer } = at(0);
      const frame = Buffer.concat(sealer.seal(Ping, [new Uint8Array(length)]));
      assert.equal(LIMIT - sealer.remaining, (frame.length - 4 - 8 - 32) / 8);
    }
  });

  it("a receiver takes the frame that reaches 2^20, not one that passes", () => {
    const { sealer, opener } = at(LIMIT - 10);
    for (const [length, blocks] of [[8 * 10 - 2, 10], [8 * 10 - 1, 11]]) {
      const size = sealedSize(TDES, 1 + length);
      assert.equal((size - 40) / 8, blocks);
      if (blocks === 10) opener.judgeSize(size);
      else requireKeyLimit(() => opener.judgeSize(size));
    }
    transfer(sealer.seal(Data, [new Uint8Array(8 * 9 - 2)]), opener);
    opener.judgeSize(sealedSize(TDES, 2));
    requireKeyLimit(() => opener.judgeSize(sealedSize(TDES, 8)));
    transfer(sealer.seal(Alert, ONE), opener);
    requireKeyLimit(() => opener.judgeSize(sealedSize(TDES, 0)));
    requireKeyLimit(() => opener.open(48, [new Uint8Array(48)]));
  });

  it("a refused frame counts for nothing", () => {
    const { sealer, opener } = at(LIMIT - 1);
    const frame = Buffer.concat(sealer.seal(Alert, ONE)).subarray(4);
    const other = Uint8Array.from(frame);
    other[0] ^= 1;
    assert.throws(() => opener.open(other.length, [other]), ProtocolError);
    opener.open(frame.length, [frame]);
  });

  it("after a KeyUpdate all of it is there again", () => {
    const { sealer, opener } = at(LIMIT - 1);
    transfer(sealer.seal(KeyUpdate, ONE), opener);
    sealer.rekey();
    opener.rekey();
    assert.equal(sealer.remaining, LIMIT);
    assert.equal(sealer.sequence, 0);
    transfer(sealer.seal(Data, ONE), opener);
  });
});

function pair(cipher: number, use: KeyUse) {
  const options = { ...optionsOf(cipher), secret: SECRET, use };
  return { sealer: createSealer(options), opener: createOpener(options) };
}

function optionsOf(cipher: number) {
  return { provider, cipher, random: systemRandom };
}

function transfer(
  frame: Uint8Array[],
  opener: ReturnType<typeof createOpener>,
): void {
  const body = Buffer.concat(frame).subarray(4);
  opener.judgeSize(body.length);
  opener.open(body.length, [body]);
}

function requireKeyLimit(action: () => void): void {
  assert.throws(
    action,
    (error) => error instanceof ProtocolError && error.code === "key_limit",
  );
}
