import fc from "fast-check";
import { concat } from "../../tester/bytes.ts";
import { FrameType } from "../../tester/registry.ts";
import { bothRoles } from "../both_roles.ts";
import { property } from "../property.ts";

/** Pings by their sizes, and where the stream that holds them is cut. */
const cutPings = fc.record({
  sizes: fc.array(fc.nat(1_500), { minLength: 1, maxLength: 8 }),
  cuts: fc.array(fc.nat(4_000), { maxLength: 12 }),
});

/** Any segmentation gives the same result. */
export const segmentsProperty = bothRoles({
  layer: "frames",
  name: "any-segments",
  title: "Frames are the same however the stream is cut (a property)",
  requirements: ["FRM-2", "FRM-8"],
  settings: "each",
  run: (t, peer) =>
    property(t, cutPings, async ({ sizes, cuts }) => {
      const contents = sizes.map((size) => t.random(size));
      const sealed = contents.map((content) =>
        peer.seal(FrameType.Ping, content)
      );
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
    }),
});
