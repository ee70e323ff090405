import { Buffer } from "node:buffer";
import type { ByteTransport } from "../../src/transport/byte_transport.ts";
import { override } from "./override.ts";

/** What becomes of a frame, decided by its header. */
export type Passage =
  /** It goes through as it comes. */
  | "pass"
  /** Neither its header nor its body goes on. */
  | "drop"
  /** It is held until all of it is there, and may be changed then. */
  | ((frame: Uint8Array) => readonly Uint8Array[]);

/**
 * Looks at the peer's frames before the connection does. What `decide` is told
 * of a header alone is told of every header, legal or not.
 */
export function gateFrames(
  transport: ByteTransport,
  decide: (type: number, length: number) => Passage,
): ByteTransport {
  return override(transport, {
    start: (next) => (handler) => {
      const gate = new FrameGate(decide, (chunk) => handler.onData(chunk));
      next({ ...handler, onData: (chunk) => gate.take(chunk) });
    },
  });
}

const HEADER = 4;

class FrameGate {
  readonly #decide: (type: number, length: number) => Passage;
  readonly #forward: (chunk: Uint8Array) => void;
  #held = Buffer.alloc(0);
  #passage: Passage = "pass";
  /** Bytes of the present frame that are to come; none before its header. */
  #left = 0;

  constructor(
    decide: (type: number, length: number) => Passage,
    forward: (chunk: Uint8Array) => void,
  ) {
    this.#decide = decide;
    this.#forward = forward;
  }

  take(chunk: Uint8Array): void {
    this.#held = Buffer.concat([this.#held, chunk]);
    while (this.#held.length > 0) {
      if (this.#left === 0 && !this.#begin()) return;
      if (typeof this.#passage === "function") {
        if (this.#held.length < this.#left) return;
        const frame = this.#cut(this.#left);
        for (const piece of this.#passage(frame)) this.#forward(piece);
      } else {
        const piece = this.#cut(Math.min(this.#left, this.#held.length));
        if (this.#passage === "pass") this.#forward(piece);
      }
    }
  }

  /** Judges the next header, if it is there. */
  #begin(): boolean {
    if (this.#held.length < HEADER) return false;
    const length = this.#held.readUIntBE(1, 3);
    this.#passage = this.#decide(this.#held[0], length);
    this.#left = HEADER + length;
    return true;
  }

  #cut(size: number): Uint8Array {
    const piece = new Uint8Array(this.#held.subarray(0, size));
    this.#held = this.#held.subarray(size);
    this.#left -= size;
    return piece;
  }
}
