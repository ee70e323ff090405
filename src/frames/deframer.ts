import { HEADER_SIZE } from "../schema/limits.ts";
import { ByteQueue } from "./byte_queue.ts";
import type { Frame } from "./frame.ts";

/**
 * Called once for each frame, as soon as its four header bytes are there and
 * before a byte of its body is awaited. Throws to refuse it.
 */
export type JudgeHeader = (type: number, length: number) => void;

/**
 * Cuts the byte stream into frames, however the stream was cut
 * (spec/frames.md). It reserves nothing for a length it has only been told:
 * it holds what it was sent, and no more.
 */
export class Deframer {
  #queue = new ByteQueue();
  #header: { type: number; length: number } | undefined;

  /** Takes bytes of the stream; keeps views of them until they are consumed. */
  push(chunk: Uint8Array): void {
    this.#queue.push(chunk);
  }

  /** The next frame that is there as a whole, or nothing yet. */
  next(judge: JudgeHeader): Frame | undefined {
    if (!this.#header) {
      if (this.#queue.size < HEADER_SIZE) return undefined;
      const [type, high, middle, low] = this.#queue.takeSmall(HEADER_SIZE);
      const length = high << 16 | middle << 8 | low;
      judge(type, length);
      this.#header = { type, length };
    }
    const { type, length } = this.#header;
    if (this.#queue.size < length) return undefined;
    this.#header = undefined;
    return { type, length, body: this.#queue.take(length) };
  }

  /** Bytes held: of frames that are not yet whole, or not yet asked for. */
  get held(): number {
    return this.#queue.size;
  }

  /** Forgets everything held. */
  clear(): void {
    this.#queue = new ByteQueue();
    this.#header = undefined;
  }
}
