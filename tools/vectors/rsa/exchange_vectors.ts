import { concat, hex, uint } from "../../../conformance/tester/bytes.ts";
import { encryptOaep, parseSpki } from "../../../conformance/tester/rsa.ts";
import {
  type ThrowawayKeyName,
  throwawaySpki,
} from "../../../conformance/tester/throwaway_keys.ts";
import { AlertCode } from "../../../src/mod.ts";
import type { Values } from "../seeded_values.ts";
import { exchangeHead } from "./exchange_head.ts";
import type { RsaVector } from "./format.ts";
import { rejectionVectors } from "./rejection_vectors.ts";

const SIZES: readonly ThrowawayKeyName[] = [
  "rsa1024",
  "rsa2048",
  "rsa3072",
  "rsa4096",
];
const KEY = "rsa2048";
const SEED = 32;
const PRE_MASTER = 48;

/** ClientKeyExchanges: right ones, hidden defects, and wrong sizes. */
export function exchangeVectors(values: Values, count: number): RsaVector[] {
  return [
    ...SIZES.flatMap((key) => right(values, key, count)),
    ...edges(values),
    ...rejectionVectors(values),
    ...sizes(values),
  ];
}

function right(
  values: Values,
  name: ThrowawayKeyName,
  count: number,
): RsaVector[] {
  return Array.from({ length: count }, (_, i) => {
    const id = `oaep/${name}/${i}`;
    return accepted(
      id,
      "A pre-master as it should be",
      name,
      values(`${id}/pre-master`, PRE_MASTER),
      values(`${id}/OAEP seed`, SEED),
    );
  });
}

/** Right ones that a careless reader of numbers or of padding loses. */
function edges(values: Values): RsaVector[] {
  const drawn = values("oaep/edge/pre-master", PRE_MASTER);
  const seed = (name: string) => values(`oaep/edge/${name}/OAEP seed`, SEED);
  const edge = (name: string, comment: string, preMaster: Uint8Array) =>
    accepted(`oaep/edge/${name}`, comment, KEY, preMaster, seed(name));
  return [
    edge("zero", "A pre-master of zeros alone", new Uint8Array(PRE_MASTER)),
    edge("ones", "A pre-master of bits all set", drawn.map(() => 0xff)),
    edge(
      "begins-with-zeros",
      "A pre-master that begins as padding does",
      drawn.map((byte, i) => i < 4 ? 0 : byte),
    ),
    edge(
      "begins-with-separator",
      "A pre-master that begins with 00 01",
      drawn.map((byte, i) => i < 2 ? i : byte),
    ),
    edge(
      "ends-with-zeros",
      "A pre-master that ends in zeros",
      drawn.map((byte, i) => i > 43 ? 0 : byte),
    ),
    ...SIZES.map((name) => shortNumber(values, name, drawn)),
  ];
}

/** One in 256 ciphertexts begins with a zero byte; they keep their k bytes. */
function shortNumber(
  values: Values,
  name: ThrowawayKeyName,
  preMaster: Uint8Array,
): RsaVector {
  const key = parseSpki(throwawaySpki(name));
  for (let i = 0;; i++) {
    const seed = values(`oaep/edge/${name}/OAEP seed ${i}`, SEED);
    if (encryptOaep(key, preMaster, seed)[0] !== 0) continue;
    return accepted(
      `oaep/edge/leading-zero-${name}`,
      "A ciphertext whose first byte is zero",
      name,
      preMaster,
      seed,
    );
  }
}

function accepted(
  id: string,
  comment: string,
  name: ThrowawayKeyName,
  preMaster: Uint8Array,
  seed: Uint8Array,
): RsaVector {
  const key = parseSpki(throwawaySpki(name));
  return {
    ...exchangeHead(id, comment, "KEX-7"),
    kind: "oaep",
    key: name,
    ciphertext: hex(encryptOaep(key, preMaster, seed)),
    preMaster: hex(preMaster),
    oaepSeed: hex(seed),
    expect: { result: "accept" },
  };
}

/** What has not k bytes is no secret: it is answered at once. */
function sizes(values: Values): RsaVector[] {
  const key = parseSpki(throwawaySpki(KEY));
  const good = encryptOaep(
    key,
    values("size/pre-master", 48),
    values("size/OAEP seed", SEED),
  );
  const size = (
    name: string,
    comment: string,
    bytes: Uint8Array,
  ): RsaVector => ({
    ...exchangeHead(`size/${name}`, comment, "KEX-8", "WrongSize"),
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
