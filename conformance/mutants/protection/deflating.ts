import { Deflate, Z_PARTIAL_FLUSH } from "pako";
import { createCompressor } from "../../../src/protection/compression.ts";
import { COMPRESSED_BIT, FrameType } from "../../../src/schema/registries.ts";
import { concat } from "../../tester/bytes.ts";
import { type Fault, inBothRoles, type Mutant } from "../mutant.ts";
import { override } from "../override.ts";
import { sendsCompressed } from "../recompress.ts";

/** Content that is compressed otherwise. */
export const deflating: readonly Mutant[] = [
  ...both({
    name: "pong-uncompressed",
    requirement: "CMP-11",
    title: "A Pong is never compressed",
    models: "An answer that is made without a look at how it was asked",
    plant: (site) => {
      const again = createCompressor(1);
      return sendsCompressed(site, ({ innerType, content }) => {
        if (innerType === (FrameType.Pong | COMPRESSED_BIT)) {
          return { innerType: FrameType.Pong, content };
        }
        if (innerType < COMPRESSED_BIT) return { innerType, content };
        return { innerType, content: again.compress([content]) };
      });
    },
  }),
  ...both({
    name: "pong-compressed",
    requirement: "CMP-11",
    title: "A Pong is compressed wherever compression was agreed",
    models: "An answer that is made without a look at how it was asked",
    plant: (site) => {
      const again = createCompressor(1);
      return sendsCompressed(site, ({ innerType, content }) => {
        const isPong = innerType === FrameType.Pong &&
          site.connection.session?.compression === 1 && content.length > 0;
        if (innerType < COMPRESSED_BIT && !isPong) {
          return { innerType, content };
        }
        return {
          innerType: innerType | COMPRESSED_BIT,
          content: again.compress([content]),
        };
      });
    },
  }),
  ...both({
    name: "tail-sent",
    requirement: "CMP-1",
    title: "The last four bytes of a flush are sent with the rest",
    models: "RFC 7692, read to the last sentence but one",
    plant: (site) =>
      sendsCompressed(site, ({ innerType }, deflated) => ({
        innerType,
        content: innerType < COMPRESSED_BIT
          ? deflated
          : concat(deflated, Uint8Array.of(0, 0, 0xff, 0xff)),
      })),
  }),
  ...both({
    name: "partly-flushed",
    requirement: "CMP-13",
    title: "Compressed content ends in a partial flush",
    models: "Z_PARTIAL_FLUSH, which saves four bits",
    plant: (site) => {
      const deflate = new Deflate({ raw: true, windowBits: 15 });
      let chunks: Uint8Array[] = [];
      deflate.onData = (chunk) => void chunks.push(chunk as Uint8Array);
      return sendsCompressed(site, ({ innerType, content }) => {
        if (innerType < COMPRESSED_BIT) return { innerType, content };
        chunks = [];
        deflate.push(content, Z_PARTIAL_FLUSH);
        return { innerType, content: concat(...chunks) };
      });
    },
  }),
  ...both({
    name: "compresses-too-much",
    requirement: "CMP-6",
    title: "Frames are compressed that inflate to more than C",
    models: "One of two limits for both",
    plant: (site) => {
      const again = createCompressor(1);
      let held: Uint8Array[] = [];
      return sendsCompressed(site, ({ innerType, content }) => {
        if (innerType < COMPRESSED_BIT) return { innerType, content };
        if (site.connection.queued > 0 && held.length === 0) {
          held = [content];
          return undefined;
        }
        const whole = concat(...held, content);
        held = [];
        return { innerType, content: again.compress([whole]) };
      });
    },
  }),
  ...both({
    name: "opt-out-ignored",
    requirement: "CMP-10",
    title: "What the application keeps out of compression is compressed",
    models: "CRIME's second half: a secret beside a stranger's text",
    plant: () => ({
      connection: (connection) =>
        override(connection, {
          send: (next) => (bytes) => next(bytes, { compress: true }),
        }),
    }),
  }),
  ...both({
    name: "raw-where-shorter",
    requirement: "CMP-5",
    title: "What did not shrink is sent as it is, though the encoder has run",
    models: "An optimisation behind the back of the other end's window",
    plant: (site) =>
      sendsCompressed(
        site,
        ({ innerType, content }, deflated) =>
          innerType < COMPRESSED_BIT || deflated.length < content.length
            ? { innerType, content: deflated }
            : { innerType: innerType & ~COMPRESSED_BIT, content },
      ),
  }),
];

function both(fault: Omit<Fault, "layer">): [Mutant, Mutant] {
  return inBothRoles({ ...fault, layer: "protection" });
}
