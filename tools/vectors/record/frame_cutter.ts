import { concat, toBigInt } from "../../../conformance/tester/bytes.ts";
import { longestBody } from "../../../conformance/tester/frame.ts";
import { MAX_MAX_FRAME } from "../../../src/mod.ts";

/** The largest body of a Protected frame: 3DES at the top maxFrame. */
const LARGEST_SEALED = MAX_MAX_FRAME + 64;

/** Cuts one direction's bytes into frames, whatever pieces they come in. */
export class FrameCutter {
  #chunks: Uint8Array[] = [];
  #size = 0;
  #isOver = false;

  /** The frames that these bytes complete; a header that starts none, last. */
  cut(bytes: Uint8Array): { readonly bytes: Uint8Array; bad?: true }[] {
    if (this.#isOver) return [];
    this.#chunks.push(bytes);
    this.#size += bytes.length;
    const frames: { readonly bytes: Uint8Array; bad?: true }[] = [];
    while (this.#size >= 4) {
      const header = this.#peek();
      const length = Number(toBigInt(header.subarray(1)));
      const longest = longestBody(header[0], LARGEST_SEALED);
      if (longest === undefined || length > longest) {
        this.#isOver = true;
        frames.push({ bytes: header, bad: true });
        this.#chunks = [];
        this.#size = 0;
      } else if (this.#size < 4 + length) break;
      else frames.push({ bytes: this.#take(4 + length) });
    }
    return frames;
  }

  /** What there is of a frame that is not whole. */
  get rest(): Uint8Array {
    return concat(...this.#chunks);
  }

  #peek(): Uint8Array {
    if (this.#chunks[0].length < 4) this.#chunks = [this.rest];
    return this.#chunks[0].slice(0, 4);
  }

  #take(size: number): Uint8Array {
    const whole = this.#chunks[0].length < size ? this.rest : this.#chunks[0];
    const others = this.#chunks[0].length < size ? [] : this.#chunks.slice(1);
    const left = whole.subarray(size);
    this.#chunks = left.length > 0 ? [left, ...others] : others;
    this.#size -= size;
    return whole.slice(0, size);
  }
}
