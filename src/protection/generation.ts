import { nextSecret } from "../keys/key_schedule.ts";
import {
  MAX_BLOCKS_PER_KEY,
  MAX_FRAMES_PER_KEY,
  TDES_BLOCK_SIZE,
} from "../schema/limits.ts";
import { Cipher } from "../schema/registries.ts";
import { TDES_OVERHEAD } from "./body_size.ts";
import {
  createFrameProtection,
  type FrameProtection,
  type ProtectionOptions,
} from "./frame_protection.ts";

/** Where a generation's counters stand; both are 0 for a fresh key. */
export interface KeyUse {
  /** Frames protected so far, and the sequence number of the next. */
  readonly sequence: number;
  /** 3DES blocks of ciphertext so far; 0 for an AEAD. */
  readonly blocks: number;
}

/**
 * One generation of one direction: its secret, its keys and its counters, which
 * are made together and replaced together (spec/protection.md, key update).
 */
export class Generation {
  readonly #options: ProtectionOptions;
  readonly #secret: Uint8Array;
  #protection: FrameProtection | undefined;
  #sequence: number;
  #blocks: number;

  /** Copies `secret`; the caller erases its own. */
  constructor(
    options: ProtectionOptions,
    secret: Uint8Array,
    use: KeyUse = { sequence: 0, blocks: 0 },
  ) {
    this.#options = options;
    this.#secret = new Uint8Array(secret);
    this.#protection = createFrameProtection(options, secret);
    this.#sequence = use.sequence;
    this.#blocks = use.blocks;
  }

  /** The sequence number of the next frame. */
  get sequence(): number {
    return this.#sequence;
  }

  /**
   * What the frames of this generation are sealed and opened with.
   *
   * @throws {TypeError} once erased.
   */
  get protection(): FrameProtection {
    if (this.#protection === undefined) {
      throw new TypeError("Cannot protect frames: the keys are erased");
    }
    return this.#protection;
  }

  /** What this key may still protect: frames, or blocks for 3DES. */
  get remaining(): number {
    return this.#isTripleDes
      ? MAX_BLOCKS_PER_KEY - this.#blocks
      : this.#frameLimit - this.#sequence;
  }

  /** What a frame takes of `remaining`. */
  cost(bodyLength: number): number {
    return this.#isTripleDes
      ? (bodyLength - TDES_OVERHEAD) / TDES_BLOCK_SIZE
      : 1;
  }

  /** Counts a frame that was sealed, or opened. */
  count(bodyLength: number): void {
    if (this.#isTripleDes) this.#blocks += this.cost(bodyLength);
    this.#sequence++;
  }

  /** The generation after a KeyUpdate; this one is erased. */
  next(): Generation {
    const { protection: _ } = this;
    const secret = nextSecret(this.#options.provider, this.#secret);
    this.erase();
    const next = new Generation(this.#options, secret);
    secret.fill(0);
    return next;
  }

  /** Overwrites what it holds, as far as JavaScript lets it. */
  erase(): void {
    this.#secret.fill(0);
    this.#protection?.erase();
    this.#protection = undefined;
  }

  get #isTripleDes(): boolean {
    return this.#options.cipher === Cipher["3DES-EDE-CBC-HMAC-SHA-256"];
  }

  get #frameLimit(): number {
    const { transforms, cipher } = this.#options;
    return transforms?.get(cipher)?.maxFrames ?? MAX_FRAMES_PER_KEY;
  }
}
