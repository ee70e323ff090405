import { concat, hex, uint } from "../../../conformance/tester/bytes.ts";
import {
  type ProtectionRules,
  Sealer,
  type SealOverrides,
} from "../../../conformance/tester/protection.ts";
import type {
  KeySchedule,
  TrafficKeys,
} from "../../../conformance/tester/schedule.ts";
import { Cipher, SecuritySetting } from "../../../src/mod.ts";
import { makeHandshake } from "../make/handshake.ts";
import { generationKeys } from "../make/secrets.ts";
import type { Values } from "../seeded_values.ts";
import { GENERATED } from "../topic.ts";
import type { OpenVector, SealVector } from "./format.ts";

const SINCE = "0.1.0";
export const TDES = Cipher["3DES-EDE-CBC-HMAC-SHA-256"];

/** What a vector may have otherwise than the scene. */
export interface FrameOptions {
  /** The receiver's sequence number, and the sender's unless overridden. */
  readonly sequence?: number;
  readonly blocks?: number;
  /** The receiver's secret, where it is of another generation. */
  readonly secret?: Uint8Array;
  readonly flags?: readonly string[];
}

/** One direction of a connection, and vectors of frames in it. */
export class Scene {
  readonly cipher: number;
  readonly name: string;
  readonly schedule: KeySchedule;
  readonly secret: Uint8Array;
  readonly #values: Values;

  private constructor(
    values: Values,
    name: string,
    cipher: number,
    schedule: KeySchedule,
  ) {
    this.#values = values;
    this.name = name;
    this.cipher = cipher;
    this.schedule = schedule;
    this.secret = schedule.secrets.client;
  }

  static async make(
    values: Values,
    name: string,
    cipher: number,
  ): Promise<Scene> {
    const setting = cipher === Cipher["ChaCha20-Poly1305"]
      ? SecuritySetting.proprietary
      : SecuritySetting.open;
    const made = await makeHandshake(values, `protection/${name}`, {
      setting,
      cipher,
    });
    return new Scene(values, name, cipher, made.schedule);
  }

  /** The named bytes of this scene. */
  draw(name: string, size: number): Uint8Array {
    return this.#values(`protection/${this.name}/${name}`, size);
  }

  get keys(): TrafficKeys {
    return this.schedule.trafficKeys(this.secret, this.cipher);
  }

  /** A frame under the scene's secret, its 3DES IV named after the vector. */
  seal(
    id: string,
    plain: Uint8Array,
    sequence: number,
    overrides: SealOverrides = {},
    sender: {
      readonly secret?: Uint8Array;
      readonly cipher?: number;
      readonly rules?: ProtectionRules;
    } = {},
  ): Uint8Array {
    const { secret = this.secret, cipher = this.cipher, rules } = sender;
    const iv = this.draw(`${id}/3DES IV`, 8);
    return new Sealer(this.schedule, secret, cipher, () => iv, rules)
      .seal(plain, { sequence, ...overrides });
  }

  /** A vector for sender and receiver. */
  sealed(
    id: string,
    comment: string,
    requirements: string[],
    plain: Uint8Array,
    options: FrameOptions = {},
  ): SealVector {
    const { sequence = 1, secret } = options;
    const frame = this.seal(id, plain, sequence, {}, { secret });
    return {
      ...this.#head(id, comment, requirements, options),
      kind: "seal",
      ...this.#shared(options),
      plain: hex(plain),
      ...(this.cipher === TDES && { iv8: hex(frame.subarray(4, 12)) }),
      frame: hex(frame),
      expect: { result: "accept" },
    };
  }

  /** A vector for a receiver that is to refuse the frame. */
  refused(
    id: string,
    comment: string,
    requirements: string[],
    code: number,
    frame: Uint8Array,
    options: FrameOptions = {},
  ): OpenVector {
    return {
      ...this.#head(id, comment, requirements, options),
      kind: "open",
      ...this.#shared(options),
      frame: hex(frame),
      expect: { result: "alert", codes: [code] },
    };
  }

  /** A vector for a receiver alone: no sender would seal this so. */
  opened(
    id: string,
    comment: string,
    requirements: string[],
    plain: Uint8Array,
    frame: Uint8Array,
    options: FrameOptions = {},
  ): OpenVector {
    return {
      ...this.#head(id, comment, requirements, options),
      kind: "open",
      ...this.#shared(options),
      plain: hex(plain),
      frame: hex(frame),
      expect: { result: "accept" },
    };
  }

  #head(
    id: string,
    comment: string,
    requirements: string[],
    { flags = [] }: FrameOptions,
  ) {
    return {
      id: `${this.name}/${id}`,
      comment,
      requirements,
      flags: [...flags],
      provenance: GENERATED,
      since: SINCE,
    };
  }

  #shared({ sequence = 1, blocks, secret: own }: FrameOptions) {
    const { secret, ...keys } = generationKeys(
      this.schedule,
      own ?? this.secret,
      this.cipher,
    );
    return {
      cipher: this.cipher,
      secret,
      keys: { ...keys, key: keys.key ?? "" },
      sequence,
      ...(this.cipher === TDES && { blocks: blocks ?? 5 * sequence }),
    };
  }
}

/** An inner type and its content. */
export function plainOf(innerType: number, content: Uint8Array): Uint8Array {
  return concat(uint(innerType, 1), content);
}

/** The frame with one bit of its body flipped; `at` from the end if negative. */
export function flipped(
  frame: Uint8Array,
  at: number,
  bit = 0x01,
): Uint8Array {
  const index = at < 0 ? frame.length + at : 4 + at;
  return frame.with(index, frame[index] ^ bit);
}
