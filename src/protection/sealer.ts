import { HEADER_SIZE } from "../schema/limits.ts";
import { FrameType } from "../schema/registries.ts";
import { sealedSize } from "./body_size.ts";
import { lengthOf } from "./chunk_list.ts";
import type { ProtectionOptions } from "./frame_protection.ts";
import { Generation, type KeyUse } from "./generation.ts";

/** What a sealer is made of. */
export interface SealerOptions extends ProtectionOptions {
  /** The direction's secret, 32 bytes; copied, the caller erases its own. */
  readonly secret: Uint8Array;
  /** Where the first key's counters start, 0 if absent; for tests near a limit. */
  readonly use?: KeyUse;
}

/** Seals the frames of one direction (spec/protection.md). */
export interface Sealer {
  /** The sequence number of the next frame. */
  readonly sequence: number;
  /**
   * What this key may still protect, in frames, or in blocks of ciphertext for
   * 3DES; the last place, kept for KeyUpdate or Alert, is included.
   */
  readonly remaining: number;
  /**
   * The whole Protected frame, header first, as chunks ready for a writev. The
   * content is read in place and not changed.
   *
   * @throws {RangeError} past the key's limit: the last place takes KeyUpdate or
   *   Alert only, and nothing at all can be sealed beyond it.
   */
  seal(innerType: number, content: readonly Uint8Array[]): Uint8Array[];
  /**
   * Whether content of this length would need the last place, so that only a
   * KeyUpdate or an Alert may be sealed before `rekey`.
   */
  mustRekeyBefore(contentLength: number): boolean;
  /** Goes to the next generation: call it after sealing a KeyUpdate. */
  rekey(): void;
  /** Erases the keys; sealing is over. */
  erase(): void;
}

/** Makes the sealer of one direction, at generation 0. */
export function createSealer(options: SealerOptions): Sealer {
  return new GenerationSealer(options);
}

/** The header of a Protected frame. */
export function protectedHeader(bodyLength: number): Uint8Array {
  const header = new Uint8Array(HEADER_SIZE);
  header[0] = FrameType.Protected;
  header[1] = bodyLength >>> 16;
  header[2] = bodyLength >>> 8;
  header[3] = bodyLength;
  return header;
}

/** Content up to this size is copied behind its inner type: one cipher call. */
const SMALL_CONTENT = 2_048;

class GenerationSealer implements Sealer {
  readonly #cipher: number;
  #generation: Generation;
  /** Where small plaintexts are put together; the cipher has read it at once. */
  readonly #scratch = new Uint8Array(1 + SMALL_CONTENT);

  constructor(options: SealerOptions) {
    this.#cipher = options.cipher;
    this.#generation = new Generation(options, options.secret, options.use);
  }

  get sequence(): number {
    return this.#generation.sequence;
  }

  get remaining(): number {
    return this.#generation.remaining;
  }

  seal(innerType: number, content: readonly Uint8Array[]): Uint8Array[] {
    const generation = this.#generation;
    const contentLength = lengthOf(content);
    const bodyLength = sealedSize(this.#cipher, 1 + contentLength);
    this.#requirePlace(innerType, bodyLength);
    const header = protectedHeader(bodyLength);
    const chunks = generation.protection.seal(
      generation.sequence,
      header,
      this.#plainOf(innerType, content, contentLength),
    );
    generation.count(bodyLength);
    chunks.unshift(header);
    return chunks;
  }

  mustRekeyBefore(contentLength: number): boolean {
    const bodyLength = sealedSize(this.#cipher, 1 + contentLength);
    return this.#generation.cost(bodyLength) >= this.#generation.remaining;
  }

  rekey(): void {
    this.#generation = this.#generation.next();
  }

  erase(): void {
    this.#generation.erase();
    this.#scratch.fill(0);
  }

  #requirePlace(innerType: number, bodyLength: number): void {
    const kept = innerType === FrameType.KeyUpdate ||
        innerType === FrameType.Alert
      ? 0
      : 1;
    const { remaining } = this.#generation;
    if (this.#generation.cost(bodyLength) > remaining - kept) {
      throw new RangeError(
        `Cannot seal at sequence ${this.sequence}: the key is used up, and a KeyUpdate must come first`,
      );
    }
    if (bodyLength > 0xffffff) {
      throw new RangeError(`Cannot seal a body of ${bodyLength} bytes`);
    }
  }

  #plainOf(
    innerType: number,
    content: readonly Uint8Array[],
    length: number,
  ): Uint8Array[] {
    if (length > SMALL_CONTENT) return [Uint8Array.of(innerType), ...content];
    const scratch = this.#scratch;
    scratch[0] = innerType;
    let at = 1;
    for (const part of content) {
      scratch.set(part, at);
      at += part.length;
    }
    return [scratch.subarray(0, at)];
  }
}
