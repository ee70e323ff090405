import fc from "fast-check";
import { z } from "zod";
import type { Property } from "../property.ts";
import { plain, property } from "../property.ts";
import { clientCase, serverCase } from "../../runner/case.ts";
import { seededRandom } from "../../runner/randomness.ts";
import { concat } from "../../tester/bytes.ts";
import { FrameType } from "../../tester/registry.ts";
import type { Tester } from "../both_roles.ts";

/** Pings by their sizes, and where the stream that holds them is cut. */
const CutPings = z.strictObject({
  sizes: z.array(z.int().min(0).max(4_096)),
  cuts: z.array(z.int().min(0)),
});
type CutPings = z.infer<typeof CutPings>;

const FIELDS = {
  title: "Frames are the same however the stream is cut (a property)",
  requirements: ["FRM-2", "FRM-8"],
  settings: "each",
  conversation: CutPings,
} as const;

/** Any segmentation gives the same result. */
export const segmentsProperty = [
  serverCase({
    ...FIELDS,
    id: "frames/server-any-segments",
    run: (t) => property(t, cutting((patience) => t.establish({ patience }))),
  }),
  clientCase({
    ...FIELDS,
    id: "frames/client-any-segments",
    run: (t) => property(t, cutting((patience) => t.establish({ patience }))),
  }),
];

function cutting(
  establish: (patience: number) => Promise<Tester>,
): Property<CutPings> {
  return plain({
    conversation: CutPings,
    draw: fc.record({
      sizes: fc.array(fc.nat(1_500), { minLength: 1, maxLength: 8 }),
      cuts: fc.array(fc.nat(4_000), { maxLength: 12 }),
    }),
    play: async (pings, patience) => sendCut(await establish(patience), pings),
  });
}

async function sendCut(
  peer: Tester,
  { sizes, cuts }: CutPings,
): Promise<void> {
  const random = seededRandom(0, "contents");
  const contents = sizes.map((size) => random(size));
  const sealed = contents.map((content) => peer.seal(FrameType.Ping, content));
  const stream = concat(...sealed);
  const ends = [...new Set(cuts.map((cut) => cut % stream.length))]
    .sort((a, b) => a - b);
  let start = 0;
  for (const end of [...ends, stream.length]) {
    if (end > start) {
      const piece = stream.subarray(start, end);
      peer.sendBytes(piece, `bytes ${start} to ${end} of the Pings`);
      await peer.wire.apart();
    }
    start = end;
  }
  for (const content of contents) {
    await peer.expectPong(content, { requirement: "FRM-2" });
  }
}
