import {
  Z_BUF_ERROR,
  Z_DEFAULT_STRATEGY,
  Z_NO_FLUSH,
  Z_OK,
  Z_SYNC_FLUSH,
  zlibDeflate,
  zlibDeflateInit2,
  zlibInflate,
  zlibInflateInit2,
  ZStream,
} from "pako";
import { ProtocolError } from "../errors.ts";
import { COMPRESSION_HEADROOM } from "../schema/limits.ts";
import { joinChunks } from "./chunk_list.ts";

/** Compresses the contents of one direction, with one context for all of them. */
export interface Compressor {
  /**
   * Raw DEFLATE of the content, flushed, without the final 00 00 FF FF. What it
   * returns must be sent: the context has moved on.
   *
   * @throws {RangeError} for empty content.
   */
  compress(parts: readonly Uint8Array[]): Uint8Array;
}

/** Decompresses the contents of one direction, with one context for all. */
export interface Decompressor {
  /**
   * The content, as chunks that belong to the caller. Never holds more than the
   * bound and one chunk in memory, whatever the input claims.
   *
   * @throws {ProtocolError} `frame_too_large` past C bytes;
   *   `decompression_failed` for invalid DEFLATE, a final block, an end that is
   *   not a block boundary, or no bytes at all.
   */
  decompress(parts: readonly Uint8Array[]): Uint8Array[];
}

/** C: the longest content that may be compressed, and what it may inflate to. */
export function compressionCapacity(maxFrame: number): number {
  return maxFrame - COMPRESSION_HEADROOM;
}

/**
 * Makes the encoder of one direction (spec/protection.md, compression), at level
 * 1 (fast) to 9 (small). Its memory, about 270 KiB, is allocated when first used.
 *
 * @throws {RangeError} for another level.
 */
export function createCompressor(level: number): Compressor {
  if (!Number.isInteger(level) || level < 1 || level > 9) {
    throw new RangeError(`Cannot compress at level ${level}: 1 to 9 allowed`);
  }
  return new PakoCompressor(level);
}

/**
 * Makes the decoder of one direction (spec/protection.md, compression). Its
 * memory, about 110 KiB, is allocated when first used.
 */
export function createDecompressor(maxFrame: number): Decompressor {
  return new PakoDecompressor(compressionCapacity(maxFrame));
}

/** Raw DEFLATE with the whole 32 KiB window. */
const RAW_WINDOW_BITS = -15;
const DEFLATED = 8;
/**
 * Blocks of at most 16,383 symbols: they never outgrow the window, so that
 * incompressible content can always be stored and stays within its headroom.
 */
const MEMORY_LEVEL = 8;
const OUTPUT_SIZE = 65_536;
const TAIL = Uint8Array.of(0x00, 0x00, 0xff, 0xff);

class PakoCompressor implements Compressor {
  readonly #level: number;
  #stream: ZStream | undefined;

  constructor(level: number) {
    this.#level = level;
  }

  compress(parts: readonly Uint8Array[]): Uint8Array {
    const inputs = parts.filter((part) => part.length > 0);
    if (inputs.length === 0) throw new RangeError("Cannot compress no bytes");
    this.#stream ??= this.#allocate();
    const chunks: Uint8Array[] = [];
    const last = inputs.pop() as Uint8Array;
    for (const input of inputs) this.#deflate(input, Z_NO_FLUSH, chunks);
    this.#deflate(last, Z_SYNC_FLUSH, chunks);
    const output = joinChunks(chunks);
    const end = output.length - TAIL.length;
    if (!TAIL.every((byte, i) => output[end + i] === byte)) {
      throw new Error("Cannot compress: the encoder did not flush");
    }
    return output.subarray(0, end);
  }

  #allocate(): ZStream {
    const stream = new ZStream();
    const status = zlibDeflateInit2(
      stream,
      this.#level,
      DEFLATED,
      RAW_WINDOW_BITS,
      MEMORY_LEVEL,
      Z_DEFAULT_STRATEGY,
    );
    if (status !== Z_OK) throw new Error(`Cannot compress: zlib ${status}`);
    stream.output = new Uint8Array(OUTPUT_SIZE);
    return stream;
  }

  /** Room left in the output after a call says that the encoder has no more. */
  #deflate(
    input: Uint8Array,
    flush: typeof Z_NO_FLUSH | typeof Z_SYNC_FLUSH,
    chunks: Uint8Array[],
  ): void {
    const stream = this.#stream as ZStream;
    setInput(stream, input);
    do {
      setOutput(stream, OUTPUT_SIZE);
      const status = zlibDeflate(stream, flush);
      if (status !== Z_OK && status !== Z_BUF_ERROR) {
        throw new Error(`Cannot compress: zlib ${status}`);
      }
      takeOutput(stream, chunks);
    } while (stream.avail_out === 0);
    setInput(stream, NOTHING);
  }
}

class PakoDecompressor implements Decompressor {
  readonly #capacity: number;
  #stream: ZStream | undefined;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  decompress(parts: readonly Uint8Array[]): Uint8Array[] {
    this.#stream ??= this.#allocate();
    const chunks: Uint8Array[] = [];
    let room = this.#capacity;
    for (const input of parts) room = this.#inflate(input, room, chunks);
    this.#inflate(TAIL, room, chunks);
    if (!atBlockBoundary(this.#stream)) {
      throw failed("it does not end at a block boundary");
    }
    if (chunks.length === 0) throw failed("it holds no bytes");
    return chunks;
  }

  #allocate(): ZStream {
    const stream = new ZStream();
    const status = zlibInflateInit2(stream, RAW_WINDOW_BITS);
    if (status !== Z_OK) throw new Error(`Cannot decompress: zlib ${status}`);
    stream.output = new Uint8Array(OUTPUT_SIZE);
    return stream;
  }

  /**
   * Inflates all of `input`, and gives the room that is left. The output has
   * place for one byte more than the room, which is the byte too many.
   */
  #inflate(input: Uint8Array, room: number, chunks: Uint8Array[]): number {
    const stream = this.#stream as ZStream;
    setInput(stream, input);
    do {
      setOutput(stream, Math.min(OUTPUT_SIZE, room + 1));
      const status = zlibInflate(stream, Z_SYNC_FLUSH);
      if (stream.data_type & LAST_BLOCK) throw failed("its block is final");
      if (status !== Z_OK && status !== Z_BUF_ERROR) {
        throw failed("it is not DEFLATE");
      }
      room -= takeOutput(stream, chunks);
      if (room < 0) {
        throw new ProtocolError(
          "frame_too_large",
          `Cannot decompress the content: it has more than ${this.#capacity} bytes`,
        );
      }
      // A full output may mean that there is more to come.
    } while (stream.avail_out === 0);
    setInput(stream, NOTHING);
    return room;
  }
}

const NOTHING = new Uint8Array(0);

/** Notes of zlib's inflate in data_type, over the count of unused bits. */
const LAST_BLOCK = 64;
const BETWEEN_BLOCKS = 128;

/** Between two blocks, not after the last, with every bit used. */
function atBlockBoundary(stream: ZStream): boolean {
  return stream.avail_in === 0 && (stream.data_type & 0xff) === BETWEEN_BLOCKS;
}

function setInput(stream: ZStream, input: Uint8Array): void {
  stream.input = input;
  stream.next_in = 0;
  stream.avail_in = input.length;
}

function setOutput(stream: ZStream, size: number): void {
  stream.next_out = 0;
  stream.avail_out = size;
}

/** Copies what was written to the output, and gives its length. */
function takeOutput(stream: ZStream, chunks: Uint8Array[]): number {
  const length = stream.next_out;
  if (length > 0) chunks.push(stream.output.slice(0, length));
  return length;
}

function failed(why: string): ProtocolError {
  return new ProtocolError(
    "decompression_failed",
    `Cannot decompress the content: ${why}`,
  );
}
