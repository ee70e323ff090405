import { Buffer } from "node:buffer";
import { createCipheriv } from "node:crypto";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ProtocolError } from "../errors.ts";
import { trafficKeys } from "../keys/key_schedule.ts";
import {
  nodeProvider as provider,
  systemRandom,
} from "../keys/node_provider.ts";
import { Cipher } from "../schema/registries.ts";
import { createOpener } from "./opener.ts";
import { createSealer } from "./sealer.ts";

/** Bodies that no sealer makes, protected with the right keys. */

const SECRET = new Uint8Array(32).fill(7);
const TDES = Cipher["3DES-EDE-CBC-HMAC-SHA-256"];

it("an AEAD frame without an inner type is malformed", () => {
  for (const cipher of [0x0001, 0x0101]) {
    const keys = trafficKeys(provider, SECRET, cipher);
    assert.ok("iv" in keys);
    const [tag] = provider.aead(cipher, keys.key)
      .seal(keys.iv, Uint8Array.of(0x20, 0, 0, 16), []);
    requireCode("malformed", cipher, tag);
  }
});

describe("3DES, with a MAC that is right", () => {
  it("a frame without an inner type is malformed", () => {
    requireCode("malformed", TDES, tripleDesBody(new Uint8Array(8).fill(8)));
  });

  const paddings: Record<string, string> = {
    "padding 0": "1001020304050600",
    "padding 9": "1001020304050609",
    "padding 255": "10010203040506ff",
    "a first byte that differs": "1001020302040404",
    "all but the last differ": "1001020304050607",
    "a middle byte that differs": "0808080809080808",
    "nine bytes of padding": "10".repeat(7) + "09".repeat(9),
    "more padding than there is": "0909090909090909",
  };
  for (const [name, block] of Object.entries(paddings)) {
    it(`${name} is bad_frame_protection`, () => {
      const body = tripleDesBody(Buffer.from(block, "hex"));
      requireCode("bad_frame_protection", TDES, body);
    });
    it(`${name} after other blocks is bad_frame_protection`, () => {
      const body = tripleDesBody(Buffer.from("10".repeat(16) + block, "hex"));
      requireCode("bad_frame_protection", TDES, body);
    });
  }

  it("padding that is right is not part of the content", () => {
    for (let size = 1; size <= 7; size++) {
      const block = new Uint8Array(8).fill(size);
      block[0] = 0x10;
      const body = tripleDesBody(block);
      const opened = opener(TDES).open(body.length, [body]);
      assert.equal(opened.innerType, 0x10);
      assert.equal(opened.contentLength, 7 - size);
    }
  });
});

it("the MAC of 3DES is over all of the sequence number", () => {
  for (const sequence of [0, 1, 0xff, 0x100, 0x1234, 0x12345, 0xfffff]) {
    const body = tripleDesBody(new Uint8Array(8).fill(1), sequence);
    const options = { provider, cipher: TDES, secret: SECRET };
    const use = { sequence, blocks: 0 };
    const opened = createOpener({ ...options, random: systemRandom, use })
      .open(body.length, [body]);
    assert.equal(opened.contentLength, 6);
  }
});

it("3DES judges the MAC before it decrypts anything", () => {
  let decrypted = 0;
  const watching = {
    ...provider,
    tripleDes(key: Uint8Array, macKey: Uint8Array) {
      const real = provider.tripleDes(key, macKey);
      return {
        ...real,
        decrypt(iv: Uint8Array, parts: readonly Uint8Array[]) {
          decrypted++;
          return real.decrypt(iv, parts);
        },
      };
    },
  };
  const body = tripleDesBody(Buffer.from("1007070707070707", "hex"));
  for (let at = 0; at < body.length; at++) {
    const other = Uint8Array.from(body);
    other[at] ^= 0x80;
    requireCode("bad_frame_protection", TDES, other, watching);
  }
  assert.equal(decrypted, 0);
  opener(TDES, watching).open(body.length, [body]);
  assert.equal(decrypted, 1);
});

it("3DES asks for a fresh iv for every frame, and refuses a wrong size", () => {
  const asked: [string, number][] = [];
  const sealer = createSealer({
    provider,
    cipher: TDES,
    secret: SECRET,
    random(purpose, size) {
      asked.push([purpose, size]);
      return new Uint8Array(asked.length === 3 ? 7 : size).fill(asked.length);
    },
  });
  const [, first] = sealer.seal(0x10, [new Uint8Array(1)]);
  const [, second] = sealer.seal(0x10, [new Uint8Array(1)]);
  assert.deepEqual([...first], new Array(8).fill(1));
  assert.deepEqual([...second], new Array(8).fill(2));
  assert.throws(() => sealer.seal(0x10, [new Uint8Array(1)]), RangeError);
  assert.deepEqual(asked, new Array(3).fill(["3DES IV", 8]));
});

/** iv8 ‖ CBC(padded) ‖ mac32, by node:crypto alone. */
function tripleDesBody(padded: Uint8Array, sequence = 0): Uint8Array {
  const keys = trafficKeys(provider, SECRET, TDES);
  assert.ok("mac" in keys);
  const iv = new Uint8Array(8).fill(3);
  const cipher = createCipheriv("des-ede3-cbc", keys.key, iv);
  cipher.setAutoPadding(false);
  const ciphertext = Buffer.concat([cipher.update(padded), cipher.final()]);
  const header = Uint8Array.of(0x20, 0, 0, 8 + ciphertext.length + 32);
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(sequence));
  const mac = provider.hmacSha256(
    keys.mac,
    counter,
    header,
    iv,
    ciphertext,
  );
  return Uint8Array.from(Buffer.concat([iv, ciphertext, mac]));
}

function opener(cipher: number, used = provider) {
  return createOpener({
    provider: used,
    cipher,
    secret: SECRET,
    random: systemRandom,
  });
}

function requireCode(
  code: string,
  cipher: number,
  body: Uint8Array,
  used = provider,
): void {
  assert.throws(
    () => opener(cipher, used).open(body.length, [body]),
    (error) => error instanceof ProtocolError && error.code === code,
  );
}
