import { Deframer } from "../frames/deframer.ts";
import type { Frame } from "../frames/frame.ts";
import {
  createDecompressor,
  type Decompressor,
} from "../protection/compression.ts";
import type { Opener } from "../protection/opener.ts";
import { FrameType } from "../schema/registries.ts";
import { type Inner, judgeHeader, judgeInner, type Reading } from "./judge.ts";

/** A message as the peer meant it: opened, judged and inflated. */
export interface Received {
  readonly type: number;
  readonly isProtected: boolean;
  /** Whether it came as DEFLATE; the content no longer is. */
  readonly compressed: boolean;
  readonly content: readonly Uint8Array[];
}

/** The three steps from bytes to a message, for the pipeline to name. */
export class Receiver {
  #deframer = new Deframer();
  #opener: Opener | undefined;
  #decompressor: Decompressor | undefined;
  #hasOpened = false;

  push(chunk: Uint8Array): void {
    this.#deframer.push(chunk);
  }

  /** Deframe: the next whole frame, its header judged first. */
  deframe(reading: Reading): Frame | undefined {
    return this.#deframer.next((type, length) =>
      judgeHeader(reading, type, length)
    );
  }

  /** Open: what a frame holds, and whether it was protected. */
  open(frame: Frame): Received & { readonly length: number } {
    if (frame.type !== FrameType.Protected) {
      const { type, length, body: content } = frame;
      const clear = { isProtected: false, compressed: false };
      return { type, length, content, ...clear };
    }
    if (!this.#opener) throw new TypeError("There are no keys to open with");
    const opened = this.#opener.open(frame.length, frame.body);
    this.#hasOpened = true;
    return {
      type: opened.innerType,
      isProtected: true,
      compressed: false,
      content: opened.content,
      length: opened.contentLength,
    };
  }

  /** Judge: the inner type for the state, then its size. */
  judge(reading: Reading, opened: Received & { length: number }): Inner {
    return opened.isProtected
      ? judgeInner(reading, opened.type, opened.length)
      : opened;
  }

  /** Inflate: the content as it was before compression. */
  inflate(
    reading: Reading,
    inner: Inner,
    content: readonly Uint8Array[],
  ): readonly Uint8Array[] {
    if (!inner.compressed) return content;
    this.#decompressor ??= createDecompressor(reading.session!.maxFrame);
    return this.#decompressor.decompress(content);
  }

  install(opener: Opener): void {
    this.#opener = opener;
  }

  rekey(): void {
    this.#opener?.rekey();
  }

  get opener(): Opener | undefined {
    return this.#opener;
  }

  /** Whether a Protected frame of this peer was opened. */
  get hasOpened(): boolean {
    return this.#hasOpened;
  }

  /** Ends the reading: what is held and what comes is of no account. */
  end(): void {
    this.#deframer.clear();
    this.#opener?.erase();
    this.#opener = undefined;
    this.#decompressor = undefined;
  }
}
