import {
  annotateFrames,
  annotatePlaintext,
} from "../../../conformance/reports/annotate.ts";
import { Opener } from "../../../conformance/tester/protection.ts";
import { KeySchedule } from "../../../conformance/tester/schedule.ts";
import { AEAD_TAG_SIZE, Cipher } from "../../../src/mod.ts";
import { isThere, type Passage, rowsOf } from "./passage.ts";

/** How a Protected frame is to be opened. */
export interface SealedWith {
  readonly cipher: number;
  readonly secret: Uint8Array;
  readonly sequence: number;
}

/** What a secret gives depends on nothing else of a schedule. */
const KEYS_ALONE = new KeySchedule({
  frames: [],
  clientRandom: new Uint8Array(),
  serverRandom: new Uint8Array(),
  ikm: new Uint8Array(),
  first: "client",
});
const IV = 8;
const MAC = 32;

/**
 * A Protected frame in its parts, and what it opens to with the vector's own
 * keys; where it does not open, that.
 */
export function sealedPassages(
  title: string,
  frame: Uint8Array,
  keys: SealedWith,
): Passage[] {
  const outer: Passage = {
    title,
    rows: [
      ...annotateFrames(frame.subarray(0, 4)).filter(isThere(4)),
      ...rowsOf(frame, partsOf(frame.length - 4, keys.cipher), 4),
    ],
  };
  const plain = openWith(keys, frame.subarray(4));
  return [
    outer,
    plain
      ? {
        title: `${title}, opened at sequence ${keys.sequence}`,
        rows: plain.length === 0
          ? rowsOf(plain, [["Protected.type", 0, "PRO-11", "none at all"]])
          : annotatePlaintext(plain, plain.length),
      }
      : { title: `${title} does not open at ${keys.sequence}`, rows: [] },
  ];
}

function partsOf(size: number, cipher: number) {
  if (cipher !== Cipher["3DES-EDE-CBC-HMAC-SHA-256"]) {
    const own = cipher === Cipher["AES-256-GCM"] ? "PRO-3" : "PRO-4";
    return [
      ["Protected.body (ciphertext)", Math.max(0, size - AEAD_TAG_SIZE), own],
      ["Protected.body (tag)", AEAD_TAG_SIZE, own],
    ] as const;
  }
  return [
    ["Protected.body (IV)", IV, "PRO-7"],
    ["Protected.body (ciphertext)", Math.max(0, size - IV - MAC), "PRO-5"],
    ["Protected.body (MAC)", MAC, "PRO-6"],
  ] as const;
}

function openWith(
  { cipher, secret, sequence }: SealedWith,
  body: Uint8Array,
): Uint8Array | undefined {
  const opener = new Opener(KEYS_ALONE, secret, cipher);
  opener.sequence = BigInt(sequence);
  return opener.open(body);
}
