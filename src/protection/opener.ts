import { ProtocolError } from "../errors.ts";
import { isPossibleBodySize } from "./body_size.ts";
import { lengthOf, sliceChunks } from "./chunk_list.ts";
import type { ProtectionOptions } from "./frame_protection.ts";
import { Generation, type KeyUse } from "./generation.ts";
import { protectedHeader } from "./sealer.ts";

/** What an opener is made of. */
export interface OpenerOptions extends ProtectionOptions {
  /** The peer's secret, 32 bytes; copied, the caller erases its own. */
  readonly secret: Uint8Array;
  /** Where the first key's counters start, 0 if absent; for tests near a limit. */
  readonly use?: KeyUse;
}

/** A Protected frame's inside, once its tag or MAC was verified. */
export interface OpenedFrame {
  /** As sent, bit 7 included. */
  readonly innerType: number;
  /** As chunks, none of them empty. */
  readonly content: Uint8Array[];
  /** The bytes of all of it. */
  readonly contentLength: number;
}

/** Opens the frames of one direction (spec/protection.md). */
export interface Opener {
  /** The sequence number of the next frame. */
  readonly sequence: number;
  /**
   * Judges a frame by its header alone: whether the key may still protect it.
   * State and sizes were judged before.
   *
   * @throws {ProtocolError} `key_limit`.
   */
  judgeSize(bodyLength: number): void;
  /**
   * Opens a frame. `body` is all of its body, in chunks however they came; they
   * are read in place.
   *
   * @throws {ProtocolError} `bad_frame_protection` for whatever is wrong, with
   *   one message; `malformed` if it holds not even an inner type; `key_limit`.
   */
  open(bodyLength: number, body: readonly Uint8Array[]): OpenedFrame;
  /** Goes to the next generation: call it after opening a KeyUpdate. */
  rekey(): void;
  /** Erases the keys; opening is over. */
  erase(): void;
}

/** Makes the opener of one direction, at generation 0. */
export function createOpener(options: OpenerOptions): Opener {
  return new GenerationOpener(options);
}

class GenerationOpener implements Opener {
  readonly #cipher: number;
  #generation: Generation;

  constructor(options: OpenerOptions) {
    this.#cipher = options.cipher;
    this.#generation = new Generation(options, options.secret, options.use);
  }

  get sequence(): number {
    return this.#generation.sequence;
  }

  judgeSize(bodyLength: number): void {
    if (this.#generation.cost(bodyLength) > this.#generation.remaining) {
      throw new ProtocolError(
        "key_limit",
        `Cannot accept the Protected frame at sequence ${this.sequence}: its key is used up`,
      );
    }
  }

  open(bodyLength: number, body: readonly Uint8Array[]): OpenedFrame {
    if (lengthOf(body) !== bodyLength) {
      throw new RangeError("Cannot open a frame without all of its body");
    }
    const generation = this.#generation;
    if (!isPossibleBodySize(this.#cipher, bodyLength)) throw badProtection();
    this.judgeSize(bodyLength);
    const plain = generation.protection.open(
      generation.sequence,
      protectedHeader(bodyLength),
      body,
      bodyLength,
    );
    if (plain === undefined) throw badProtection();
    generation.count(bodyLength);
    return inside(plain);
  }

  rekey(): void {
    this.#generation = this.#generation.next();
  }

  erase(): void {
    this.#generation.erase();
  }
}

function inside(plain: Uint8Array[]): OpenedFrame {
  const length = lengthOf(plain);
  if (length === 0) {
    throw new ProtocolError(
      "malformed",
      "Cannot read the Protected frame: it holds no inner type",
    );
  }
  const [innerType] = sliceChunks(plain, 0, 1)[0];
  return {
    innerType,
    content: sliceChunks(plain, 1, length),
    contentLength: length - 1,
  };
}

/** One error for all of them: what was wrong is nobody's business. */
function badProtection(): ProtocolError {
  return new ProtocolError(
    "bad_frame_protection",
    "Cannot open the Protected frame: its protection is not right",
  );
}
