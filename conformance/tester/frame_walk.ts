import { toBigInt } from "./bytes.ts";

/** Where the frames of some bytes lie. */
export interface Walked {
  /** How many of the first bytes belong to a frame begun before them. */
  readonly continued: number;
  /** The first byte of each frame that begins here. */
  readonly starts: readonly number[];
}

const HEADER = 4;

/** Finds the frames in a stream of bytes that comes in any pieces. */
export class FrameWalk {
  /** Bytes of an unfinished header. */
  #header = new Uint8Array();
  /** Bytes that the last frame still lacks. */
  #lacking = 0;

  /** Goes over the next bytes of the stream. */
  take(bytes: Uint8Array): Walked {
    const starts: number[] = [];
    let at = Math.min(this.#lacking, bytes.length);
    this.#lacking -= at;
    let continued = at;
    while (at < bytes.length) {
      const missing = HEADER - this.#header.length;
      const more = bytes.subarray(at, at + missing);
      if (this.#header.length === 0) starts.push(at);
      const header = new Uint8Array([...this.#header, ...more]);
      at += more.length;
      this.#header = header;
      if (header.length < HEADER) break;
      const length = Number(toBigInt(header.subarray(1)));
      const body = Math.min(length, bytes.length - at);
      at += body;
      this.#lacking = length - body;
      this.#header = new Uint8Array();
      if (starts.length === 0) continued = at;
    }
    if (starts.length === 0) continued = bytes.length;
    return { continued, starts };
  }
}
