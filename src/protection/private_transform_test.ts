import { Buffer } from "node:buffer";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ProtocolError } from "../errors.ts";
import { trafficKeys } from "../keys/key_schedule.ts";
import {
  nodeProvider as provider,
  systemRandom,
} from "../keys/node_provider.ts";
import type { AeadKey } from "../keys/provider.ts";
import { FrameType } from "../schema/registries.ts";
import type { KeyUse } from "./generation.ts";
import { nonceOf } from "./nonce.ts";
import { createOpener } from "./opener.ts";
import {
  type PrivateTransform,
  registerTransforms,
} from "./private_transform.ts";
import { createSealer } from "./sealer.ts";

const SECRET = new Uint8Array(32).fill(7);
const { Data, KeyUpdate } = FrameType;

/** A toy: ChaCha20-Poly1305 under the hash of a 64-byte key, bits inverted. */
const toy: PrivateTransform = {
  cipher: 0xe001,
  keySize: 64,
  nonceSize: 12,
  maxFrames: 4,
  create(key) {
    const inner = provider.aead(0x0101, provider.sha256(key));
    const invert = (part: Uint8Array) => part.map((byte) => byte ^ 0xff);
    return {
      seal(nonce, aad, parts) {
        const sealed = inner.seal(nonce, aad, parts);
        return [...sealed.slice(0, -1).map(invert), sealed[sealed.length - 1]];
      },
      open: (nonce, aad, parts, tag) =>
        inner.open(nonce, aad, parts.map(invert), tag),
    } satisfies AeadKey;
  },
};
const transforms = registerTransforms([toy]);

describe("a private transform", () => {
  it("seals and opens over several generations", () => {
    const { sealer, opener } = pair();
    for (let i = 0; i < 3; i++) {
      const body = bodyOf(sealer.seal(Data, [Buffer.from("fesa")]));
      const { innerType, content } = opener.open(body.length, [body]);
      assert.equal(innerType, Data);
      assert.equal(Buffer.concat(content).toString(), "fesa");
      sealer.rekey();
      opener.rekey();
    }
  });

  it("gets its key and nonces from the key schedule", () => {
    const keys = trafficKeys(provider, SECRET, toy.cipher, toy.keySize);
    assert.ok("iv" in keys);
    assert.equal(keys.key.length, 64);
    const { sealer } = pair();
    sealer.seal(Data, []);
    const frame = Buffer.concat(sealer.seal(Data, [Uint8Array.of(5)]));
    const body = toy.create(keys.key).seal(
      nonceOf(keys.iv, 1),
      Uint8Array.of(0x20, 0, 0, 18),
      [Uint8Array.of(Data, 5)],
    );
    assert.deepEqual(frame, Buffer.concat([frame.subarray(0, 4), ...body]));
  });

  it("one bit of a body is bad_frame_protection", () => {
    const body = bodyOf(pair().sealer.seal(Data, [new Uint8Array(10)]));
    for (let at = 0; at < body.length; at++) {
      const other = Uint8Array.from(body);
      other[at] ^= 4;
      assert.throws(
        () => pair().opener.open(other.length, [other]),
        hasCode("bad_frame_protection"),
      );
    }
  });

  it("has its own limit of frames", () => {
    const { sealer, opener } = pair({ sequence: 2, blocks: 0 });
    assert.equal(sealer.remaining, 2);
    for (const innerType of [Data, KeyUpdate]) {
      const body = bodyOf(sealer.seal(innerType, [new Uint8Array(1)]));
      opener.judgeSize(body.length);
      opener.open(body.length, [body]);
    }
    assert.throws(() => sealer.seal(KeyUpdate, []), RangeError);
    assert.throws(() => opener.judgeSize(18), hasCode("key_limit"));
    sealer.rekey();
    assert.equal(sealer.remaining, 4);
    assert.equal(sealer.mustRekeyBefore(1), false);
  });
});

describe("registerTransforms refuses", () => {
  const faults: Record<string, PrivateTransform[]> = {
    "a number below the range": [{ ...toy, cipher: 0xdfff }],
    "a number above the range": [{ ...toy, cipher: 0xea00 }],
    "a number of the registry": [{ ...toy, cipher: 0x0101 }],
    "a key that is too short": [{ ...toy, keySize: 15 }],
    "a key that is too long": [{ ...toy, keySize: 256 }],
    "half a byte of key": [{ ...toy, keySize: 32.5 }],
    "another nonce": [{ ...toy, nonceSize: 24 as 12 }],
    "more frames than 2^20": [{ ...toy, maxFrames: 2 ** 20 + 1 }],
    "one frame": [{ ...toy, maxFrames: 1 }],
    "one number twice": [toy, { ...toy }],
  };
  for (const [name, list] of Object.entries(faults)) {
    it(name, () => assert.throws(() => registerTransforms(list), RangeError));
  }
  it("but not the ends of the range", () => {
    const ends = registerTransforms([
      { ...toy, cipher: 0xe000, keySize: 16, maxFrames: 2 ** 20 },
      { ...toy, cipher: 0xe9ff, keySize: 255, maxFrames: 2 },
    ]);
    assert.deepEqual([...ends.keys()], [0xe000, 0xe9ff]);
  });
});

function pair(use?: KeyUse) {
  const options = {
    provider,
    cipher: toy.cipher,
    secret: SECRET,
    random: systemRandom,
    transforms,
    use,
  };
  return { sealer: createSealer(options), opener: createOpener(options) };
}

function bodyOf(frame: Uint8Array[]): Uint8Array {
  return Buffer.concat(frame).subarray(4);
}

function hasCode(code: string): (error: unknown) => boolean {
  return (error) => error instanceof ProtocolError && error.code === code;
}
