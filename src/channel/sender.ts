import {
  type Compressor,
  createCompressor,
} from "../protection/compression.ts";
import { lengthOf } from "../protection/chunk_list.ts";
import type { Sealer } from "../protection/sealer.ts";
import { encodeFrame } from "../frames/frame.ts";
import { alert, finished, keyUpdate } from "../schema/codecs.ts";
import { COMPRESSION_HEADROOM } from "../schema/limits.ts";
import {
  COMPRESSED_BIT,
  FrameType,
  KeyUpdateRequest,
} from "../schema/registries.ts";
import { SendQueue } from "./send_queue.ts";

/** How a connection sends; what the peer may be sent is the connection's. */
export interface SenderOptions {
  /** DEFLATE level, 1 to 9. */
  readonly compressionLevel: number;
  /** Frames under one key before a KeyUpdate, at most the cipher's own limit. */
  readonly keyUpdateAfterFrames: number;
}

/**
 * Everything on its way out, in the order it is sent: clear frames until keys
 * are installed, Protected frames after (spec/protection.md, spec/channel.md).
 */
export class Sender {
  readonly #keyUpdateAfterFrames: number;
  readonly #queue = new SendQueue();
  #sealer: Sealer | undefined;
  #compressor: Compressor | undefined;
  #finishedSealed = false;
  #maxFrame = 0;
  #out: Uint8Array[] = [];
  #pongsWaiting = 0;

  /** @throws RangeError for a level or a number of frames out of range. */
  constructor(options: SenderOptions) {
    const { compressionLevel, keyUpdateAfterFrames: frames } = options;
    if (!Number.isInteger(frames) || frames < 1) {
      throw new RangeError(
        `keyUpdateAfterFrames is ${frames}: a whole number from 1 on`,
      );
    }
    this.#keyUpdateAfterFrames = frames;
    this.#compressor = createCompressor(compressionLevel);
  }

  install(sealer: Sealer): void {
    this.#sealer = sealer;
  }

  establish(maxFrame: number): void {
    this.#maxFrame = maxFrame;
  }

  /** Sends a frame of the handshake in clear. */
  clear(frame: Uint8Array): void {
    this.#out.push(frame);
  }

  finished(verify: Uint8Array): void {
    this.#seal(FrameType.Finished, [finished.encode({ verify })]);
    this.#finishedSealed = true;
  }

  /** Sends an alert, clear until the own Finished is sealed. */
  alert(code: number): void {
    const body = alert.encode({ code });
    if (this.#finishedSealed) this.#seal(FrameType.Alert, [body]);
    else this.#out.push(encodeFrame(FrameType.Alert, body));
  }

  /** Sends a Ping or a Pong. */
  probe(
    type: typeof FrameType.Ping | typeof FrameType.Pong,
    content: Uint8Array,
    compress: boolean,
  ): void {
    this.#sealContent(type, [content], compress);
    if (type === FrameType.Pong) this.#pongsWaiting++;
  }

  /**
   * Moves to the next key. Under a key that sealed nothing yet there is no
   * KeyUpdate to send: the key is fresh. Returns whether one was sent.
   */
  keyUpdate(requested: boolean): boolean {
    if (!this.#sealer || this.#sealer.sequence === 0) return false;
    const request = requested
      ? KeyUpdateRequest.requested
      : KeyUpdateRequest.notRequested;
    const body = keyUpdate.encode({ request });
    this.#out.push(...this.#sealer.seal(FrameType.KeyUpdate, [body]));
    this.#sealer.rekey();
    return true;
  }

  /** Queues bytes of the application's stream. */
  write(bytes: Uint8Array, compress: boolean): void {
    this.#queue.push(bytes, compress);
  }

  /** Seals queued Data until about `budget` bytes are on their way out. */
  fill(budget: number): void {
    let size = lengthOf(this.#out);
    while (this.#queue.size > 0 && size < budget) {
      const { compress } = this.#queue;
      const most = compress ? this.mostCompressible : this.#maxFrame;
      const content = this.#queue.take(most);
      this.#sealContent(FrameType.Data, content, compress);
      size += lengthOf(content);
    }
  }

  /** Hands over what is on its way out. */
  take(): Uint8Array[] {
    const out = this.#out;
    this.#out = [];
    this.#pongsWaiting = 0;
    return out;
  }

  /** Bytes written that no frame holds yet. */
  get queued(): number {
    return this.#queue.size;
  }

  get isEmpty(): boolean {
    return this.#out.length === 0 && this.#queue.size === 0;
  }

  /** Pongs sealed that were not yet handed over. */
  get pongsWaiting(): number {
    return this.#pongsWaiting;
  }

  /** C: the longest content that may be compressed. */
  get mostCompressible(): number {
    return this.#maxFrame - COMPRESSION_HEADROOM;
  }

  /** Drops what no frame holds yet: nothing more is sent. */
  end(): void {
    this.#queue.clear();
    this.#sealer?.erase();
    this.#sealer = undefined;
    this.#compressor = undefined;
  }

  #sealContent(
    type: number,
    content: readonly Uint8Array[],
    compress: boolean,
  ): void {
    if (!compress) return this.#seal(type, content);
    if (!this.#compressor) throw new TypeError("Cannot compress after the end");
    const compressed = this.#compressor.compress(content);
    this.#seal(type | COMPRESSED_BIT, [compressed]);
  }

  /** Seals a frame, behind a KeyUpdate where the key has no place left. */
  #seal(innerType: number, content: readonly Uint8Array[]): void {
    if (!this.#sealer) throw new TypeError("There are no keys to seal with");
    if (innerType !== FrameType.Alert && innerType !== FrameType.Finished) {
      const isDue = this.#sealer.sequence >= this.#keyUpdateAfterFrames ||
        this.#sealer.mustRekeyBefore(lengthOf(content));
      if (isDue) this.keyUpdate(false);
    }
    this.#out.push(...this.#sealer.seal(innerType, content));
  }
}
