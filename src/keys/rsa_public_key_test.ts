import { Buffer } from "node:buffer";
import { generateKeyPairSync } from "node:crypto";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { ProtocolError } from "../errors.ts";
import { readRsaPublicKey, requireStrength } from "./rsa_public_key.ts";

const NULL = [0x05, 0x00];
const RSA = element(0x06, [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1]);
const PSS = element(0x06, [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10]);
const E65537 = [0x01, 0x00, 0x01];

describe("a key of a library is read", () => {
  for (const bits of [1024, 2048, 3072]) {
    it(`RSA-${bits}`, () => {
      const { publicKey } = generateKeyPairSync("rsa", { modulusLength: bits });
      const spki = publicKey.export({ type: "spki", format: "der" });
      const { n } = publicKey.export({ format: "jwk" });
      const key = readRsaPublicKey(spki);
      assert.equal(key.modulusBits, bits);
      assert.equal(key.modulusBytes, bits / 8);
      assert.equal(key.exponent, 65537);
      assert.equal(Buffer.from(key.modulus).toString("base64url"), n);
      assert.equal(key.spki, spki);
    });
  }
});

it("every size and the bounds of the exponent are accepted", () => {
  for (const bits of [1024, 2048, 3072, 4096]) {
    assert.equal(readRsaPublicKey(spkiOf({ bits })).modulusBits, bits);
  }
  const highest = [0x00, 0xff, 0xff, 0xff, 0xff];
  for (const exponent of [E65537, [0x01, 0x00, 0x03], highest]) {
    const key = readRsaPublicKey(spkiOf({ exponent }));
    assert.equal(
      key.exponent,
      Number(`0x${Buffer.from(exponent).toString("hex")}`),
    );
  }
});

describe("bad_key", () => {
  const good = spkiOf({});
  const body = parts({});
  const modulus = modulusOf(2048);
  const faults: Record<string, ArrayLike<number>> = {
    "no bytes": [],
    "one byte": [0x30],
    "not DER": [...Buffer.from("-----BEGIN PUBLIC KEY-----")],
    "a byte after it": [...good, 0],
    "cut short by a byte": good.slice(0, -1),
    "an indefinite length": [0x30, 0x80, ...good.slice(4), 0, 0],
    "a length of three octets": [0x30, 0x83, 0, ...good.slice(2)],
    "a long length of a short one": element(0x30, [
      0x30,
      0x81,
      0x0d,
      ...RSA,
      ...NULL,
      ...body.bits,
    ]),
    "two octets for a length of one": element(0x30, [
      0x30,
      0x82,
      0x00,
      0x0d,
      ...RSA,
      ...NULL,
      ...body.bits,
    ]),
    "a set instead of a sequence": [0x31, ...good.slice(1)],
    "a byte after the bit string": element(0x30, [
      ...body.algorithm,
      ...body.bits,
      0,
    ]),
    "nothing after the algorithm": element(0x30, body.algorithm),
    "no NULL": spkiOf({ algorithm: RSA }),
    "a NULL with a byte": spkiOf({ algorithm: [...RSA, 0x05, 0x01, 0x00] }),
    "a byte after the NULL": spkiOf({ algorithm: [...RSA, ...NULL, 0] }),
    "RSASSA-PSS": spkiOf({ algorithm: [...PSS, ...NULL] }),
    "RSASSA-PSS without parameters": spkiOf({ algorithm: PSS }),
    "an elliptic key": [
      ...generateKeyPairSync("ec", { namedCurve: "P-256" })
        .publicKey.export({ type: "spki", format: "der" }),
    ],
    "PKCS #1 without its wrapping": body.pair,
    "unused bits": element(0x30, [
      ...body.algorithm,
      ...element(0x03, [1, ...body.pair]),
    ]),
    "an empty bit string": element(0x30, [...body.algorithm, 0x03, 0x00]),
    "a constructed bit string": element(0x30, [
      ...body.algorithm,
      ...element(0x23, element(0x03, [0, ...body.pair])),
    ]),
    "a byte after the pair": element(0x30, [
      ...body.algorithm,
      ...element(0x03, [0, ...body.pair, 0]),
    ]),
    "a third integer": spkiOf({ more: [0x02, 0x01, 0x03] }),
    "no exponent": element(0x30, [
      ...body.algorithm,
      ...element(0x03, [0, ...element(0x30, element(0x02, [0, ...modulus]))]),
    ]),
    "a negative modulus": spkiOf({ modulus }),
    "a modulus with two zeros": spkiOf({ modulus: [0, 0, ...modulus] }),
    "an empty modulus": spkiOf({ modulus: [] }),
    "modulus zero": spkiOf({ modulus: [0] }),
    "an even modulus": spkiOf({ modulus: [0, ...modulus.slice(0, -1), 2] }),
    "an empty exponent": spkiOf({ exponent: [] }),
    "exponent 0": spkiOf({ exponent: [0] }),
    "exponent 1": spkiOf({ exponent: [1] }),
    "exponent 3": spkiOf({ exponent: [3] }),
    "exponent 65535": spkiOf({ exponent: [0, 0xff, 0xff] }),
    "exponent 65538, even": spkiOf({ exponent: [1, 0, 2] }),
    "exponent 2^32 + 1": spkiOf({ exponent: [1, 0, 0, 0, 1] }),
    "an exponent as long as the modulus": spkiOf({ exponent: [0, ...modulus] }),
    "a negative exponent": spkiOf({ exponent: [0xff, 0xff, 0xff] }),
    "an exponent with a zero before it": spkiOf({ exponent: [0, ...E65537] }),
  };
  for (
    const bits of [512, 768, 1023, 1025, 1536, 2047, 2049, 4095, 4097, 8192]
  ) {
    faults[`${bits} bits`] = spkiOf({ bits });
  }
  for (const [name, bytes] of Object.entries(faults)) {
    it(name, () => {
      assert.throws(() => readRsaPublicKey(Uint8Array.from(bytes)), isBadKey);
    });
  }
});

it("no byte of the wrapping may be another", () => {
  const good = spkiOf({});
  const modulusAt = good.length - 5 - 256;
  for (let at = 0; at < good.length - 3; at++) {
    if (at === modulusAt) at += 256;
    for (let bit = 1; bit < 256; bit <<= 1) {
      const other = good.slice();
      other[at] ^= bit;
      assert.throws(() => readRsaPublicKey(other), isBadKey, `byte ${at}`);
    }
  }
});

it("whatever the bytes, a key or bad_key", () => {
  const good = [...spkiOf({ bits: 1024 })];
  const splice = fc.record({
    at: fc.nat(good.length),
    remove: fc.nat(4),
    insert: fc.uint8Array({ maxLength: 4 }),
  });
  fc.assert(
    fc.property(fc.array(splice, { maxLength: 3 }), (splices) => {
      const bytes = good.slice();
      for (const { at, remove, insert } of splices) {
        bytes.splice(at, remove, ...insert);
      }
      const spki = Uint8Array.from(bytes);
      try {
        const { modulus, exponent } = readRsaPublicKey(spki);
        const e = exponent.toString(16).padStart(6, "0");
        const again = spkiOf({
          modulus: [0, ...modulus],
          exponent: [...Buffer.from(e.length % 2 ? `0${e}` : e, "hex")],
        });
        assert.deepEqual(spki, again);
      } catch (error) {
        assert.ok(isBadKey(error), String(error));
      }
    }),
  );
});

it("weak_key under the minimum, and only under it", () => {
  requireStrength({ modulusBits: 2048 }, 2048);
  requireStrength({ modulusBits: 1024 }, 1024);
  requireStrength({ modulusBits: 4096 }, 2048);
  assert.throws(
    () => requireStrength({ modulusBits: 1024 }, 2048),
    (error) => error instanceof ProtocolError && error.code === "weak_key",
  );
});

function isBadKey(error: unknown): boolean {
  return error instanceof ProtocolError && error.code === "bad_key" &&
    error.message.startsWith("Cannot accept the RSA key: ");
}

interface Pieces {
  bits?: number;
  /** The content of the INTEGER, sign octet included. */
  modulus?: readonly number[];
  exponent?: readonly number[];
  algorithm?: readonly number[];
  more?: readonly number[];
}

function spkiOf(pieces: Pieces): Uint8Array {
  const { algorithm, bits } = parts(pieces);
  return Uint8Array.from(element(0x30, [...algorithm, ...bits]));
}

function parts(pieces: Pieces) {
  const bits = pieces.bits ?? 2048;
  const modulus = pieces.modulus ?? signed(modulusOf(bits));
  const pair = element(0x30, [
    ...element(0x02, modulus),
    ...element(0x02, pieces.exponent ?? E65537),
    ...(pieces.more ?? []),
  ]);
  return {
    algorithm: element(0x30, pieces.algorithm ?? [...RSA, ...NULL]),
    bits: element(0x03, [0, ...pair]),
    pair,
  };
}

/** An odd number of exactly so many bits. */
function modulusOf(bits: number): number[] {
  const modulus = new Array<number>(Math.ceil(bits / 8)).fill(0x55);
  modulus[0] = 1 << ((bits - 1) % 8);
  return modulus;
}

function signed(number: number[]): number[] {
  return number[0] < 0x80 ? number : [0, ...number];
}

function element(tag: number, content: readonly number[]): number[] {
  const { length } = content;
  if (length < 0x80) return [tag, length, ...content];
  return length < 0x100
    ? [tag, 0x81, length, ...content]
    : [tag, 0x82, length >> 8, length & 0xff, ...content];
}
