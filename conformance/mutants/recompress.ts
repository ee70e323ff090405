import {
  type Compressor,
  createCompressor,
  createDecompressor,
  type Decompressor,
} from "../../src/protection/compression.ts";
import { COMPRESSED_BIT, FrameType } from "../../src/schema/registries.ts";
import { concat } from "../tester/bytes.ts";
import { override } from "./override.ts";
import type { Seams } from "./seams.ts";
import type { Site } from "./site.ts";

/** What may be compressed: bit 7 on any other type is the reference's to refuse. */
const CONTENTS: readonly number[] = [
  FrameType.Data,
  FrameType.Ping,
  FrameType.Pong,
];

/** What a compressed frame says, as a faulty reader has it. */
export interface Inflated {
  readonly innerType: number;
  readonly content: Uint8Array;
  /** Its length, as far as it is judged. */
  readonly length?: number;
}

/**
 * Reads compressed frames otherwise than the reference. What `read` gives is
 * handed to it compressed anew, or uncompressed where it is to be taken for
 * another frame; `see` is told of frames without compression.
 */
export function readsCompressed(
  read: (content: Uint8Array, innerType: number) => Inflated,
  see: (content: Uint8Array, innerType: number) => void = () => {},
): Pick<Seams, "opener"> {
  const compressor: Compressor = createCompressor(1);
  return {
    opener: (opener) =>
      override(opener, {
        open: (next) => (length, body) => {
          const opened = next(length, body);
          const bytes = concat(...opened.content);
          const isCompressed = CONTENTS.includes(
            opened.innerType ^ COMPRESSED_BIT,
          );
          if (!isCompressed || bytes.length === 0) {
            see(bytes, opened.innerType);
            return opened;
          }
          const { innerType, content, length: judged = content.length } = read(
            bytes,
            opened.innerType,
          );
          if (innerType < COMPRESSED_BIT) {
            return { innerType, content: [content], contentLength: judged };
          }
          const again = compressor.compress([content]);
          return { innerType, content: [again], contentLength: again.length };
        },
      }),
  };
}

/** An inner type, and the content under it. */
export interface Said {
  readonly innerType: number;
  readonly content: Uint8Array;
}

/**
 * Sends frames otherwise than the reference: `send` is told what each says,
 * inflated, and gives the inner type and content that is sealed, or nothing
 * where the frame is kept back.
 */
export function sendsCompressed(
  site: Site,
  send: (said: Said, deflated: Uint8Array) => Said | undefined,
): Pick<Seams, "sealer"> {
  let decompressor: Decompressor | undefined;
  const inflated = (deflated: Uint8Array): Uint8Array => {
    decompressor ??= createDecompressor(site.connection.session!.maxFrame);
    return concat(...decompressor.decompress([deflated]));
  };
  return {
    sealer: (sealer) =>
      override(sealer, {
        seal: (next) => (innerType, chunks) => {
          const carried = concat(...chunks);
          const isCompressed = innerType >= COMPRESSED_BIT;
          const content = isCompressed ? inflated(carried) : carried;
          const sent = send({ innerType, content }, carried);
          return sent ? next(sent.innerType, [sent.content]) : [];
        },
      }),
  };
}
