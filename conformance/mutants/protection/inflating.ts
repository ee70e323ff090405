import { Buffer } from "node:buffer";
import { constants, inflateRawSync } from "node:zlib";
import { ProtocolError } from "../../../src/errors.ts";
import {
  createDecompressor,
  type Decompressor,
} from "../../../src/protection/compression.ts";
import { COMPRESSION_HEADROOM } from "../../../src/schema/limits.ts";
import { COMPRESSED_BIT, FrameType } from "../../../src/schema/registries.ts";
import { concat } from "../../tester/bytes.ts";
import { answersFaults, toleratesFaults } from "../judgement.ts";
import { type Fault, inBothRoles, type Mutant } from "../mutant.ts";
import { override } from "../override.ts";
import type { Site } from "../site.ts";
import { readsCompressed } from "../recompress.ts";

/** Compressed content that is read otherwise. */
export const inflating: readonly Mutant[] = [
  ...both({
    name: "context-reset-by-frame",
    requirement: "CMP-3",
    title: "The inflater begins anew with every frame",
    models: "permessage-deflate without context takeover",
    plant: (site) =>
      readsCompressed((content, innerType) => ({
        innerType,
        content: concat(
          ...createDecompressor(site.connection.session!.maxFrame)
            .decompress([content]),
        ),
      })),
  }),
  ...both({
    name: "context-reset-by-update",
    requirement: "CMP-3",
    title: "The inflater begins anew at a KeyUpdate",
    models: "A context that hangs at the key",
    plant: () => {
      const fresh = () => createDecompressor(1_048_576);
      let decompressor = fresh();
      const reading = readsCompressed((content, innerType) => ({
        innerType,
        content: concat(...decompressor.decompress([content])),
      }));
      return {
        opener: (opener) =>
          override(reading.opener!(opener), {
            rekey: (next) => () => {
              decompressor = fresh();
              next();
            },
          }),
      };
    },
  }),
  ...both({
    name: "context-past-data",
    requirement: "CMP-4",
    title: "Uncompressed Data enters the inflater's window",
    models: "A history of what was said, not of what was compressed",
    plant: () => {
      const decompressor = createDecompressor(1_048_576);
      return readsCompressed(
        (content, innerType) => ({
          innerType,
          content: concat(...decompressor.decompress([content])),
        }),
        (content, innerType) => {
          if (innerType !== FrameType.Data || content.length === 0) return;
          decompressor.decompress([stored(content)]);
        },
      );
    },
  }),
  ...both({
    name: "inflates-without-bound",
    requirement: "CMP-7",
    title: "What a frame inflates to is not bounded",
    models: "A decompression bomb that goes off",
    plant: (site) => readsBeyond(site, () => 8 * 2 ** 20),
  }),
  ...both({
    name: "inflates-to-max-frame",
    requirement: "CMP-7",
    title: "What a frame inflates to is bounded by maxFrame, not by C",
    models: "One of two limits for both",
    plant: (site) => readsBeyond(site, () => site.connection.session!.maxFrame),
  }),
  ...both({
    name: "inflates-below-limit",
    requirement: "CMP-7",
    title: "Content that inflates to C bytes is refused like more",
    models: "A bound that is off by one",
    plant: (site) => {
      const decompressor = createDecompressor(1_048_576);
      return readsCompressed((content, innerType) => {
        const inflated = concat(...decompressor.decompress([content]));
        const { maxFrame } = site.connection.session!;
        if (inflated.length >= maxFrame - COMPRESSION_HEADROOM) {
          throw new ProtocolError("frame_too_large", "It inflates to C");
        }
        return { innerType, content: inflated };
      });
    },
  }),
  ...both({
    name: "too-much-as-failed",
    requirement: "CMP-7",
    title: "A frame that inflates to too much is decompression_failed",
    models: "One code for whatever goes wrong with DEFLATE",
    plant: () =>
      answersFaults(
        { code: "frame_too_large", text: /Cannot decompress/ },
        "decompression_failed",
      ),
  }),
  ...both({
    name: "final-block-accepted",
    requirement: "CMP-8",
    title: "A final block is taken, and a new stream begun behind it",
    models: "A library that knows when a stream is over, and says nothing",
    plant: () => {
      let window = new Uint8Array(0);
      return readsCompressed((content, innerType) => {
        const inflated = inflateLeniently(content, window);
        window = concat(window, inflated).slice(-32_768);
        return { innerType, content: inflated };
      });
    },
  }),
  ...both({
    name: "inflates-to-nothing-accepted",
    requirement: "CMP-8",
    title: "Compressed content that inflates to nothing is passed over",
    models: "Empty messages, which other protocols have",
    plant: () =>
      toleratesFaults({
        code: "decompression_failed",
        text: /holds no bytes/,
      }),
  }),
  ...both({
    name: "bad-deflate-as-malformed",
    requirement: "CMP-8",
    title: "Invalid DEFLATE is malformed",
    models: "One code for whatever does not parse",
    plant: () => answersFaults({ code: "decompression_failed" }, "malformed"),
  }),
  ...both({
    name: "empty-compressed-accepted",
    requirement: "CMP-12",
    title: "Empty compressed content is passed over",
    models: "A loop that has nothing to do and goes on",
    plant: () => toleratesFaults({ code: "malformed", text: / is empty/ }),
  }),
  ...both({
    name: "empty-compressed-as-failed",
    requirement: "CMP-12",
    title: "Empty compressed content is decompression_failed",
    models: "One code for whatever goes wrong with DEFLATE",
    plant: () =>
      answersFaults(
        { code: "malformed", text: / is empty/ },
        "decompression_failed",
      ),
  }),
  ...both({
    name: "bit-7-unagreed",
    requirement: "CMP-2",
    title: "Compressed frames are taken where compression 0 was agreed",
    models: "A flag in the frame that overrules the agreement",
    plant: (site) => {
      const reading = readsCompressed((content, innerType) => ({
        innerType: innerType & ~COMPRESSED_BIT,
        content: inflateLeniently(content),
      }));
      return {
        opener: (opener) => {
          const plain = opener.open.bind(opener);
          const other = reading.opener!(opener).open;
          opener.open = (length, body) =>
            site.connection.session?.compression === 0
              ? other(length, body)
              : plain(length, body);
          return opener;
        },
      };
    },
  }),
  ...both({
    name: "inflated-before-judged",
    requirement: "CMP-2",
    title: "What has bit 7 is inflated before its type is judged",
    models: "Compression as a layer of its own, below the dispatch",
    plant: (site) => ({
      opener: (opener) =>
        override(opener, {
          open: (next) => (length, body) => {
            const opened = next(length, body);
            const { session } = site.connection;
            const isOther = session?.compression === 1 &&
              !COMPRESSIBLE.includes(opened.innerType) &&
              opened.innerType >= COMPRESSED_BIT;
            if (!isOther) return opened;
            const { maxFrame } = session;
            createDecompressor(maxFrame).decompress(opened.content);
            return opened;
          },
        }),
    }),
  }),
  ...both({
    name: "bit-7-ignored-on-control",
    requirement: "CMP-2",
    title: "Bit 7 is ignored on KeyUpdate and Alert",
    models: "A mask that is put over every type",
    plant: () => ({
      opener: (opener) =>
        override(opener, {
          open: (next) => (length, body) => {
            const opened = next(length, body);
            const innerType = opened.innerType & ~COMPRESSED_BIT;
            const isControl = innerType === FrameType.KeyUpdate ||
              innerType === FrameType.Alert;
            return isControl ? { ...opened, innerType } : opened;
          },
        }),
    }),
  }),
];

const COMPRESSIBLE: readonly number[] = [
  FrameType.Data,
  FrameType.Ping,
  FrameType.Pong,
].map((type) => type | COMPRESSED_BIT);

function both(fault: Omit<Fault, "layer">): [Mutant, Mutant] {
  return inBothRoles({ ...fault, layer: "protection" });
}

/** Takes content up to another bound than the reference's. */
function readsBeyond(
  site: Site,
  most: () => number,
): ReturnType<typeof readsCompressed> {
  let decompressor: Decompressor | undefined;
  return readsCompressed((content, innerType) => {
    const { maxFrame } = site.connection.session!;
    decompressor ??= createDecompressor(most() + COMPRESSION_HEADROOM);
    const inflated = concat(...decompressor.decompress([content]));
    if (inflated.length <= maxFrame - COMPRESSION_HEADROOM) {
      return { innerType, content: inflated };
    }
    return {
      innerType: innerType & ~COMPRESSED_BIT,
      content: inflated,
      length: Math.min(inflated.length, maxFrame),
    };
  });
}

/** A stored block, not the last, as a DEFLATE stream has them. */
function stored(content: Uint8Array): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < content.length; at += 65_535) {
    const part = content.subarray(at, at + 65_535);
    const size = Uint8Array.of(part.length, part.length >> 8);
    blocks.push(Uint8Array.of(0), size, size.map((byte) => ~byte), part);
  }
  return concat(...blocks);
}

/** What zlib makes of it, final blocks too. */
function inflateLeniently(
  content: Uint8Array,
  window?: Uint8Array,
): Uint8Array {
  const whole = concat(content, Uint8Array.of(0, 0, 0xff, 0xff));
  const isWindow = window !== undefined && window.length > 0;
  const inflated = attempt(() =>
    inflateRawSync(whole, {
      finishFlush: constants.Z_SYNC_FLUSH,
      ...(isWindow && { dictionary: Buffer.from(window) }),
    })
  );
  if (inflated === undefined || inflated.length === 0) {
    throw new ProtocolError("decompression_failed", "It is not DEFLATE");
  }
  return new Uint8Array(inflated);
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
