import { Decompressor } from "./compression.ts";
import { describe, type InnerFrame, innerName } from "./received.ts";
import { COMPRESSED_BIT, COMPRESSION_HEADROOM, FrameType } from "./registry.ts";
import { Violation } from "./violation.ts";

/** What was agreed, and how far the conversation is. */
export interface Agreed {
  readonly maxFrame: number;
  readonly compression: number;
  readonly established: boolean;
}

/** Contents of one size alone. */
const FIXED = new Map<number, number>([
  [FrameType.Finished, 32],
  [FrameType.KeyUpdate, 1],
  [FrameType.Alert, 1],
]);

/** Reads the plaintexts that the target sealed, strictly and in their order. */
export class InnerReader {
  readonly #decompressor = new Decompressor();
  #lastWasKeyUpdate = false;

  /** The frame in a plaintext, inflated; a Violation where it is none. */
  read(plain: Uint8Array, agreed: Agreed): InnerFrame {
    if (plain.length === 0) {
      throw new Violation("PRO-11", "an inner type", "an empty plaintext");
    }
    const inner: InnerFrame = {
      kind: "inner",
      type: plain[0] & ~COMPRESSED_BIT,
      compressed: (plain[0] & COMPRESSED_BIT) !== 0,
      content: plain.subarray(1),
    };
    const content = inner.compressed
      ? this.#inflated(inner, agreed)
      : inner.content;
    return this.#wellFormed({ ...inner, content }, agreed);
  }

  #inflated(inner: InnerFrame, agreed: Agreed): Uint8Array {
    if (agreed.compression !== 1 || inner.type < 0x10 || inner.type > 0x12) {
      throw new Violation(
        "CMP-2",
        "bit 7 only on Data, Ping and Pong, and only with compression",
        `inner type ${innerName(inner.type | COMPRESSED_BIT)}`,
      );
    }
    const content = this.#decompressor.decompress(inner.content);
    if (content === undefined) {
      throw new Violation(
        "CMP-1",
        "raw DEFLATE ending in a sync flush, its tail removed",
        "compressed content that does not inflate",
      );
    }
    if (!this.#decompressor.atBlockBoundary) {
      throw new Violation(
        "CMP-13",
        "content that ends at a block boundary, 00 00 FF FF appended",
        "content that ends inside a block",
        "Take the output of a sync flush (Z_SYNC_FLUSH), less its last four bytes",
      );
    }
    const limit = agreed.maxFrame - COMPRESSION_HEADROOM;
    if (content.length < 1 || content.length > limit) {
      throw new Violation(
        "CMP-6",
        `1 to ${limit} bytes of content`,
        `${content.length} bytes inflated`,
      );
    }
    return content;
  }

  #wellFormed(inner: InnerFrame, agreed: Agreed): InnerFrame {
    const { type, content } = inner;
    const fixed = FIXED.get(type);
    if (fixed !== undefined && content.length !== fixed) {
      throw new Violation("FRM-14", `${fixed} bytes`, describe(inner));
    }
    if (fixed === undefined && agreed.established) {
      if (content.length > agreed.maxFrame) {
        throw new Violation(
          "PRO-13",
          `at most ${agreed.maxFrame} bytes of content`,
          describe(inner),
        );
      }
      if (type === FrameType.Data && content.length === 0) {
        throw new Violation("DAT-2", "Data of 1 byte or more", "empty Data");
      }
    }
    if (type === FrameType.KeyUpdate && this.#lastWasKeyUpdate) {
      throw new Violation(
        "KUP-5",
        "a frame between two KeyUpdates",
        "a second KeyUpdate in a row",
      );
    }
    this.#lastWasKeyUpdate = type === FrameType.KeyUpdate;
    return inner;
  }
}
