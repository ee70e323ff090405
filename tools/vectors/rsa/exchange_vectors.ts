import { ascii, concat, hex, uint } from "../../../conformance/tester/bytes.ts";
import {
  encryptOaep,
  type OaepOverrides,
  padOaep,
  parseSpki,
  rsaPublic,
  type RsaPublicKey,
} from "../../../conformance/tester/rsa.ts";
import {
  type ThrowawayKeyName,
  throwawaySpki,
} from "../../../conformance/tester/throwaway_keys.ts";
import { AlertCode } from "../../../src/mod.ts";
import type { Values } from "../seeded_values.ts";
import { GENERATED } from "../topic.ts";
import type { RejectionVector, RsaVector } from "./format.ts";

const SIZES: readonly ThrowawayKeyName[] = [
  "rsa1024",
  "rsa2048",
  "rsa3072",
  "rsa4096",
];
const KEY = "rsa2048";
const HASH = 32;

/** ClientKeyExchanges: right ones, hidden defects, and wrong sizes. */
export function exchangeVectors(values: Values, count: number): RsaVector[] {
  return [
    ...SIZES.flatMap((key) => right(values, key, count)),
    ...paddings(values),
    ...numbers(values),
    ...sizes(values),
  ];
}

function right(
  values: Values,
  name: ThrowawayKeyName,
  count: number,
): RsaVector[] {
  const key = parseSpki(throwawaySpki(name));
  return Array.from({ length: count }, (_, i): RsaVector => {
    const id = `oaep/${name}/${i}`;
    const preMaster = values(`${id}/pre-master`, 48);
    const seed = values(`${id}/OAEP seed`, HASH);
    return {
      ...head(id, "A pre-master as it should be", "KEX-7"),
      kind: "oaep",
      key: name,
      ciphertext: hex(encryptOaep(key, preMaster, seed)),
      preMaster: hex(preMaster),
      oaepSeed: hex(seed),
      expect: { result: "accept" },
    };
  });
}

/** What EME-OAEP gets wrong, encrypted rightly. */
function paddings(values: Values): RejectionVector[] {
  const key = parseSpki(throwawaySpki(KEY));
  const oaep = (
    name: string,
    comment: string,
    overrides: OaepOverrides,
    size = 48,
  ) => {
    const id = `oaep-${name}`;
    const message = values(`rejection/${id}/pre-master`, size);
    const seed = values(`rejection/${id}/OAEP seed`, HASH);
    const encoded = padOaep(key.size, message, seed, overrides);
    return padded(key, id, comment, encoded, message);
  };
  const longest = key.size - 2 * HASH - 2;
  const flip = (at: (db: Uint8Array) => number) => (db: Uint8Array) =>
    db.with(at(db), db[at(db)] ^ 1);
  const separator = (db: Uint8Array) => db.length - 49;
  return [
    oaep("first-octet-1", "The first octet is 01", { firstOctet: 1 }),
    oaep("label", "The label is not empty", { label: ascii("fesa") }),
    oaep("label-hash-first-bit", "The label's hash differs in its first bit", {
      edit: (db) => db.with(0, db[0] ^ 0x80),
    }),
    oaep("label-hash-last-bit", "The label's hash differs in its last bit", {
      edit: flip(() => HASH - 1),
    }),
    oaep("sha-1", "Hash and mask are of SHA-1", { hash: "sha1" }),
    oaep("mask-of-sha-1", "The mask alone is of SHA-1", { maskHash: "sha1" }),
    oaep("hash-of-sha-1", "The hash alone is of SHA-1", {
      hash: "sha1",
      maskHash: "sha256",
    }),
    oaep("padding-not-zero", "The padding's first byte is not zero", {
      edit: (db) => db.with(HASH, 0x02),
    }),
    oaep("separator-2", "02 separates the padding from the message", {
      edit: (db) => db.with(separator(db), 2),
    }),
    oaep("no-separator", "All is padding: there is no separator", {
      edit: (db) => db.fill(0, HASH),
    }, 0),
    oaep("no-bytes", "The message is empty", {}, 0),
    oaep("47-bytes", "The message has 47 bytes", {}, 47),
    oaep("49-bytes", "The message has 49 bytes", {}, 49),
    oaep("longest", "The message is the longest that fits", {}, longest),
    padded(
      key,
      "pkcs-1",
      "The padding is that of PKCS #1 v1.5",
      concat(
        uint(0x0002, 2),
        values("rejection/pkcs-1/padding", key.size - 51)
          .map((byte) => byte || 1),
        uint(0, 1),
        values("rejection/pkcs-1/pre-master", 48),
      ),
    ),
    padded(
      key,
      "no-padding",
      "The pre-master stands there without any padding",
      concat(
        new Uint8Array(key.size - 48),
        values("rejection/no-padding/pre-master", 48),
      ),
    ),
  ];
}

/** Ciphertexts that were never made by encrypting a pre-master. */
function numbers(values: Values): RejectionVector[] {
  const key = parseSpki(throwawaySpki(KEY));
  const other = parseSpki(throwawaySpki("other2048"));
  const encrypted = (name: string, to: RsaPublicKey) =>
    encryptOaep(
      to,
      values(`rejection/${name}/pre-master`, 48),
      values(`rejection/${name}/OAEP seed`, HASH),
    );
  const number = (name: string, comment: string, value: bigint) =>
    rejection(name, comment, uint(value, key.size));
  const good = encrypted("flipped", key);
  return [
    rejection(
      "another-key",
      "It is encrypted to another key",
      uint(toNumber(encrypted("another-key", other)) % key.n, key.size),
    ),
    rejection(
      "first-bit",
      "A bit of the first byte is flipped",
      flipIn(good, 0),
    ),
    rejection(
      "last-bit",
      "The last bit is flipped",
      flipIn(good, good.length - 1),
    ),
    rejection(
      "bytes-reversed",
      "The bytes are little-endian",
      lowered(good, key),
    ),
    number("zero", "The number 0", 0n),
    number("one", "The number 1", 1n),
    number("modulus-less-1", "The modulus less 1", key.n - 1n),
    number("modulus", "The modulus itself", key.n),
    number("modulus-and-1", "The modulus and 1", key.n + 1n),
    number("largest", "All bits are set", (1n << BigInt(8 * key.size)) - 1n),
  ];
}

/** What has not k bytes is no secret: it is answered at once. */
function sizes(values: Values): RsaVector[] {
  const key = parseSpki(throwawaySpki(KEY));
  const good = encryptOaep(
    key,
    values("size/pre-master", 48),
    values("size/OAEP seed", HASH),
  );
  const size = (
    name: string,
    comment: string,
    bytes: Uint8Array,
  ): RsaVector => ({
    ...head(`size/${name}`, comment, "KEX-8", "WrongSize"),
    kind: "size",
    key: KEY,
    ciphertext: hex(bytes),
    expect: { result: "alert", codes: [AlertCode.malformed] },
  });
  return [
    size("empty", "No byte at all", new Uint8Array()),
    size("one-byte-less", "The last byte is missing", good.slice(0, -1)),
    size("one-byte-more", "A byte follows", concat(good, uint(0, 1))),
    size(
      "zero-before",
      "A zero byte stands before it",
      concat(uint(0, 1), good),
    ),
    size(
      "half",
      "As long as another modulus, of 1024 bits",
      good.slice(0, 128),
    ),
    size(
      "512-bytes",
      "The longest that the header lets through",
      concat(good, good),
    ),
  ];
}

function padded(
  key: RsaPublicKey,
  name: string,
  comment: string,
  encoded: Uint8Array,
  message: Uint8Array = encoded.slice(-48),
): RejectionVector {
  return {
    ...rejection(name, comment, rsaPublic(key, encoded)),
    encoded: hex(encoded),
    message: hex(message),
  };
}

function rejection(
  name: string,
  comment: string,
  ciphertext: Uint8Array,
): RejectionVector {
  return {
    ...head(`rejection/${name}`, comment, "KEX-9", "RsaOracle"),
    kind: "rejection",
    key: KEY,
    ciphertext: hex(ciphertext),
    expect: {
      result: "implicitRejection",
      codes: [AlertCode.bad_frame_protection],
    },
  };
}

function head(
  id: string,
  comment: string,
  requirement: string,
  ...flags: string[]
) {
  return {
    id,
    comment,
    requirements: [requirement],
    flags,
    provenance: GENERATED,
    since: "0.1.0",
  };
}

function flipIn(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.with(at, bytes[at] ^ 1);
}

/** Reversed, and below the modulus: nothing else is wrong with it. */
function lowered(bytes: Uint8Array, key: RsaPublicKey): Uint8Array {
  return uint(toNumber(bytes.toReversed()) % key.n, key.size);
}

function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x${hex(bytes)}`);
}
