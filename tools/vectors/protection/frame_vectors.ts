import { ascii, concat, uint } from "../../../conformance/tester/bytes.ts";
import { header } from "../../../conformance/tester/frame.ts";
import { AlertCode, FrameType } from "../../../src/mod.ts";
import type { ProtectionVector, SealVector } from "./format.ts";
import { flipped, plainOf, type Scene, TDES } from "./scene.ts";

const { bad_frame_protection } = AlertCode;
const { Protected, Data, Ping, KeyUpdate, Alert } = FrameType;
/** Data "fesa", as in the known answers. */
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
      "sequence-high-word",
      "Sealed at sequence 2^32 + 1: the counter's low half alone is right",
      right("sequence-high-word", 2 ** 32 + 1),
      "Replay",
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
