import { concat, uint } from "../../../conformance/tester/bytes.ts";
import { frame } from "../../../conformance/tester/frame.ts";
import { PROTECTION } from "../../../conformance/tester/protection.ts";
import { AlertCode, FrameType, MAX_FRAMES_PER_KEY } from "../../../src/mod.ts";
import type { ProtectionVector } from "./format.ts";
import { DATA } from "./frame_vectors.ts";
import { flipped, plainOf, type Scene } from "./scene.ts";

const { bad_frame_protection, malformed, key_limit } = AlertCode;
const { Protected, KeyUpdate } = FrameType;

/** A sequence number whose bytes all tell where they stand in a nonce. */
const DUE = 0x010203;

/** What an AEAD gets wrong. */
export function wrongAead(scene: Scene): ProtectionVector[] {
  const nonces: readonly [string, string, typeof PROTECTION.nonce][] = [
    ["nonce-without-sequence", "The nonce is the IV alone", (iv) => iv],
    [
      "nonce-without-iv",
      "The nonce is the sequence number alone",
      (_, s) => concat(uint(0, 4), uint(s, 8)),
    ],
    [
      "nonce-little-endian",
      "The sequence number is little-endian in the nonce",
      (iv, s) => xor(iv, concat(uint(0, 4), uint(s, 8).toReversed())),
    ],
    [
      "nonce-sequence-first",
      "The sequence number is before the zero bytes",
      (iv, s) => xor(iv, concat(uint(s, 8), uint(0, 4))),
    ],
    [
      "nonce-of-32-bits",
      "The sequence number replaces the last four bytes of the IV",
      (iv, s) => concat(iv.subarray(0, 8), uint(s, 4)),
    ],
  ];
  const own = scene.cipher === 1 ? "PRO-3" : "PRO-4";
  const other = scene.cipher === 1 ? 0x0101 : 0x0001;
  const body = (bytes: Uint8Array) => frame(Protected, bytes);
  const bodyOf = (id: string) => scene.seal(id, DATA, 1).slice(4);
  const refused = (
    id: string,
    comment: string,
    requirement: string,
    bytes: Uint8Array,
    flag: string,
    sequence = 1,
  ) =>
    scene.refused(id, comment, [requirement], bad_frame_protection, bytes, {
      flags: [flag],
      sequence,
    });
  return [
    ...nonces.map(([id, comment, nonce]) =>
      refused(
        id,
        comment,
        own,
        scene.seal(id, DATA, DUE, {}, { rules: { ...PROTECTION, nonce } }),
        "Nonce",
        DUE,
      )
    ),
    refused(
      "another-cipher",
      "Sealed by the other AEAD, under the right key",
      own,
      scene.seal("another-cipher", DATA, 1, {}, { cipher: other }),
      "Nonce",
    ),
    ...[1, 4, 8].map((missing) =>
      refused(
        `tag-of-${16 - missing}`,
        `The tag has ${16 - missing} bytes, and the header says so`,
        "PRO-9",
        body(bodyOf("tag-truncated").slice(0, -missing)),
        "TagSize",
      )
    ),
    refused(
      "ciphertext-last-bit",
      "The last bit of the ciphertext is flipped",
      "PRO-10",
      flipped(scene.seal("ciphertext-last-bit", DATA, 1), -17),
      "Altered",
    ),
    refused(
      "ciphertext-shortened",
      "The last byte of the ciphertext is missing, and the header says so",
      "PRO-10",
      body(
        concat(
          bodyOf("ciphertext-shortened").slice(0, -17),
          bodyOf("ciphertext-shortened").slice(-16),
        ),
      ),
      "Altered",
    ),
    refused(
      "tag-first",
      "The tag stands before the ciphertext",
      own,
      body(
        concat(
          bodyOf("tag-first").slice(-16),
          bodyOf("tag-first").slice(0, -16),
        ),
      ),
      "TagSize",
    ),
    refused(
      "body-and-a-byte",
      "A byte follows the tag, and the header says so",
      "PRO-9",
      body(concat(bodyOf("body-and-a-byte"), uint(0, 1))),
      "TagSize",
    ),
    ...[0, 1, 15].map((size) =>
      refused(
        `impossible-${size}`,
        `A body of ${size} bytes, too few for a tag`,
        "PRO-16",
        body(scene.draw(`impossible ${size}`, size)),
        "Impossible",
      )
    ),
    scene.refused(
      "no-inner-type",
      "A right tag over no plaintext at all",
      ["PRO-11"],
      malformed,
      scene.seal("no-inner-type", new Uint8Array(), 1),
      { flags: ["NoInnerType"] },
    ),
    scene.sealed(
      "last-of-key",
      "The last frame under a key: a sender keeps it for KeyUpdate or Alert",
      ["KUP-6", "KUP-8"],
      plainOf(KeyUpdate, uint(0, 1)),
      { sequence: MAX_FRAMES_PER_KEY - 1 },
    ),
    scene.opened(
      "last-of-key-data",
      "Data in the last place of a key: the receiver does not look",
      ["KUP-12"],
      DATA,
      scene.seal("last-of-key-data", DATA, MAX_FRAMES_PER_KEY - 1),
      { sequence: MAX_FRAMES_PER_KEY - 1 },
    ),
    scene.refused(
      "beyond-key",
      "A frame too many under one key, rightly sealed",
      ["KUP-8"],
      key_limit,
      scene.seal("beyond-key", DATA, MAX_FRAMES_PER_KEY),
      { sequence: MAX_FRAMES_PER_KEY, flags: ["KeyLimit"] },
    ),
  ];
}

function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((byte, i) => byte ^ b[i]);
}
