import { ascii, concat, hex, uint } from "../../../conformance/tester/bytes.ts";
import { frame, header } from "../../../conformance/tester/frame.ts";
import {
  KNOWN_ANSWERS,
  type KnownAnswer,
} from "../../../conformance/tester/known_answers.ts";
import { PROTECTION } from "../../../conformance/tester/protection.ts";
import { AlertCode, FrameType, MAX_FRAMES_PER_KEY } from "../../../src/mod.ts";
import { EXTERNAL } from "../external.ts";
import type { ProtectionVector, SealVector } from "./format.ts";
import { flipped, plainOf, type Scene, TDES } from "./scene.ts";

const { bad_frame_protection, malformed, key_limit } = AlertCode;
const { Protected, Data, Ping, KeyUpdate, Alert } = FrameType;
export const DATA = plainOf(Data, ascii("fesa"));

/** What every cipher has in common: right frames of all sizes. */
export function rightFrames(scene: Scene, count: number): SealVector[] {
  const requirements = scene.cipher === TDES
    ? ["PRO-1", "PRO-2", "PRO-5", "PRO-8"]
    : ["PRO-1", "PRO-2", scene.cipher === 1 ? "PRO-3" : "PRO-4"];
  const right = (
    id: string,
    comment: string,
    plain: Uint8Array,
    sequence?: number,
  ) => scene.sealed(id, comment, requirements, plain, { sequence });
  return [
    right("first", "The first frame under a key", DATA, 0),
    right("second", "The second frame under a key", DATA),
    right("sequence-255", "The largest sequence number of a byte", DATA, 255),
    right("sequence-256", "The sequence number takes two bytes", DATA, 256),
    right("sequence-65536", "It takes three bytes", DATA, 65_536),
    right(
      "no-content",
      "A Ping without content",
      plainOf(Ping, new Uint8Array()),
    ),
    ...[6, 7, 8, 15, 16].map((size) =>
      right(
        `content-${size}`,
        `Content of ${size} bytes, at the edge of a block`,
        plainOf(Data, scene.draw(`content ${size}`, size)),
      )
    ),
    right(
      "content-4096",
      "As much as the least maxFrame allows",
      plainOf(Data, scene.draw("content 4096", 4_096)),
    ),
    right("key-update", "A KeyUpdate", plainOf(KeyUpdate, uint(1, 1))),
    right("alert", "A close", plainOf(Alert, uint(0, 1))),
    ...Array.from({ length: count }, (_, i) => {
      const [low, high, sequence] = scene.draw(`drawn ${i}/size`, 3);
      const size = low + 256 * (high % 8);
      return right(
        `drawn/${i}`,
        `Drawn content of ${size} bytes`,
        plainOf(Data, scene.draw(`drawn ${i}/content`, size)),
        sequence,
      );
    }),
  ];
}

/** What a receiver of any cipher refuses: changed on the way, or misplaced. */
export function wrongPlaces(scene: Scene): ProtectionVector[] {
  const refused = (
    id: string,
    comment: string,
    frame: Uint8Array,
    flag: string,
    sequence = 1,
    requirement = "PRO-10",
  ) =>
    scene.refused(
      id,
      comment,
      [requirement, "PRO-9"],
      bad_frame_protection,
      frame,
      { flags: [flag], sequence },
    );
  const right = (id: string, sequence = 1) => scene.seal(id, DATA, sequence);
  const { server } = scene.schedule.secrets;
  const under = (id: string, secret: Uint8Array) =>
    scene.seal(id, DATA, 1, {}, { secret });
  const size = right("size").length - 4;
  return [
    refused(
      "body-first-bit",
      "The first bit of the body is flipped",
      flipped(right("body-first-bit"), 0, 0x80),
      "Altered",
    ),
    refused(
      "tag-first-bit",
      "The first bit of the tag or MAC is flipped",
      flipped(
        right("tag-first-bit"),
        scene.cipher === TDES ? -32 : -16,
        0x80,
      ),
      "Altered",
    ),
    refused(
      "tag-last-bit",
      "The last bit of the tag or MAC is flipped",
      flipped(right("tag-last-bit"), -1),
      "Altered",
    ),
    refused(
      "tag-zero",
      "The tag or MAC is all zero",
      right("tag-zero").fill(0, scene.cipher === TDES ? -32 : -16),
      "Altered",
    ),
    refused(
      "body-of-another",
      "The tag or MAC is that of another content",
      concat(
        right("body-of-another").slice(0, -16),
        scene.seal("body-of-another", plainOf(Data, ascii("FESA")), 1)
          .slice(-16),
      ),
      "Altered",
    ),
    refused(
      "replayed",
      "The frame before, again",
      right("replayed", 0),
      "Replay",
    ),
    refused(
      "dropped",
      "The frame after: one was dropped",
      right("dropped", 2),
      "Replay",
    ),
    refused(
      "sequence-not-reset",
      "Sealed at sequence 256, due at 0: the counter's low byte alone is right",
      right("sequence-not-reset", 256),
      "Replay",
      0,
    ),
    refused(
      "reflected",
      "Sealed with the receiver's own keys: its direction is wrong",
      under("reflected", server),
      "Direction",
    ),
    refused(
      "next-generation",
      "Sealed with the next generation's keys, and no KeyUpdate before",
      under("next-generation", scene.schedule.next(scene.secret)),
      "Generation",
      1,
      "KUP-2",
    ),
    refused(
      "header-not-authenticated",
      "Nothing is authenticated beside the body",
      scene.seal("header-not-authenticated", DATA, 1, {
        aad: new Uint8Array(),
      }),
      "Header",
      1,
      "PRO-3",
    ),
    refused(
      "header-of-plain",
      "The authenticated header has the plaintext's length",
      scene.seal("header-of-plain", DATA, 1, {
        aad: header(Protected, DATA.length),
      }),
      "Header",
      1,
      "PRO-3",
    ),
    refused(
      "header-of-inner-type",
      "The authenticated header has the inner type",
      scene.seal("header-of-inner-type", DATA, 1, { aad: header(Data, size) }),
      "Header",
      1,
      "PRO-3",
    ),
  ].map((vector) => relabelled(scene, vector));
}

/** The rule of the additional data, by cipher. */
function relabelled(
  { cipher }: Scene,
  vector: ProtectionVector,
): ProtectionVector {
  const own = cipher === TDES ? "PRO-5" : cipher === 1 ? "PRO-3" : "PRO-4";
  const requirements = vector.requirements
    .map((id) => id === "PRO-3" ? own : id);
  return { ...vector, requirements };
}

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
  ) =>
    scene.refused(id, comment, [requirement], bad_frame_protection, bytes, {
      flags: [flag],
    });
  return [
    ...nonces.map(([id, comment, nonce]) =>
      refused(
        id,
        comment,
        own,
        scene.seal(id, DATA, 1, {}, { rules: { ...PROTECTION, nonce } }),
        "Nonce",
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

/** The sealed frames of the known answers. */
export function knownFrames(cipher: number): SealVector[] {
  return KNOWN_ANSWERS.filter((answer) => answer.cipher === cipher)
    .flatMap((answer) => [
      known(answer, "client-finished", "client", 0, answer.sealed.client),
      known(answer, "server-finished", "server", 0, answer.sealed.server),
      known(answer, "client-data", "client", 1, answer.sealed.data),
    ]);
}

function known(
  answer: KnownAnswer,
  name: string,
  direction: "client" | "server",
  sequence: number,
  sealed: string,
): SealVector {
  const { cipher, first, expected } = answer;
  const [secret, key, rest] = expected[direction] as readonly string[];
  const verify = expected[direction === first ? "verify1" : "verify2"];
  const tripleDes = cipher === TDES;
  return {
    id: `external/${answer.name.toLowerCase().replaceAll(" ", "-")}/${name}`,
    comment: "Sealed by a program that shares nothing with this project",
    requirements: [
      "PRO-1",
      tripleDes ? "PRO-5" : cipher === 1 ? "PRO-3" : "PRO-4",
    ],
    flags: [],
    provenance: EXTERNAL,
    since: "0.1.0",
    kind: "seal",
    cipher,
    secret,
    keys: { key, ...(tripleDes ? { mac: rest } : { iv: rest }) },
    sequence,
    ...(tripleDes && { blocks: 5 * sequence, iv8: sealed.slice(8, 24) }),
    plain: sequence === 0 ? `06${verify}` : hex(DATA),
    frame: sealed,
    expect: { result: "accept" },
  };
}

function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((byte, i) => byte ^ b[i]);
}
