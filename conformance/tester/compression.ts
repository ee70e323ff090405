import { Deflate, Inflate } from "pako";
import { concat, fromHex } from "./bytes.ts";

const SYNC_FLUSH = 2;
const TAIL = fromHex("0000ffff");
const BEHIND_A_BLOCK = 128;

/** One direction's DEFLATE encoder, its window kept (spec/protection.md). */
export class Compressor {
  readonly #deflate = new Deflate({ raw: true, level: 6, windowBits: 15 });
  #chunks: Uint8Array[] = [];

  constructor() {
    this.#deflate.onData = (chunk) => void this.#chunks.push(chunk);
  }

  /** Compressed content: a sync flush without its last four bytes. */
  compress(content: Uint8Array): Uint8Array {
    this.#deflate.push(content, SYNC_FLUSH);
    const whole = concat(...this.#chunks);
    this.#chunks = [];
    return whole.slice(0, whole.length - TAIL.length);
  }
}

/** One direction's DEFLATE decoder, its window kept (spec/protection.md). */
export class Decompressor {
  readonly #inflate = new Inflate({ raw: true, windowBits: 15 });
  #chunks: Uint8Array[] = [];
  #size = 0;
  #stream: { readonly data_type: number } | undefined;

  constructor() {
    this.#inflate.onStart = (stream) => this.#stream = stream;
    this.#inflate.onData = (chunk) => {
      this.#size += chunk.length;
      // What lies beyond any legal content is counted, not kept.
      if (this.#size <= 2 ** 20) this.#chunks.push(chunk as Uint8Array);
    };
  }

  /** Whether what was fed last ended in the byte where a block ends. */
  get atBlockBoundary(): boolean {
    // zlib's word on where it stands: bits left over, and 128 behind a block.
    return this.#stream?.data_type === BEHIND_A_BLOCK;
  }

  /** The content, or undefined where it is not one sync-flushed run. */
  decompress(content: Uint8Array): Uint8Array | undefined {
    this.#chunks = [];
    this.#size = 0;
    const ok = this.#inflate.push(concat(content, TAIL), SYNC_FLUSH);
    if (!ok || this.#inflate.err !== 0 || this.#inflate.ended) return undefined;
    return this.#size <= 2 ** 20 ? concat(...this.#chunks) : undefined;
  }
}
