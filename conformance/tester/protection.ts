import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";
import { concat, equal, uint } from "./bytes.ts";
import { frame, header } from "./frame.ts";
import type { KeySchedule, TrafficKeys } from "./schedule.ts";
import { AEAD_TAG_SIZE, Cipher, FrameType } from "./registry.ts";

const MAC_SIZE = 32;
const BLOCK = 8;

/** One way in which a sealed frame departs from the rules. */
export interface SealOverrides {
  /** Seals as if at this sequence number. */
  readonly sequence?: number | bigint;
  /** Leaves the sequence number as it was. */
  readonly keepSequence?: boolean;
  /** Authenticates this in place of the frame's own header. */
  readonly aad?: Uint8Array;
  /** 3DES: what CBC encrypts, padding included. */
  readonly padded?: Uint8Array;
  /** 3DES: the IV. */
  readonly iv?: Uint8Array;
  /** The last touch to the sealed body, before the header is put on. */
  readonly edit?: (body: Uint8Array) => Uint8Array;
}

/** What differs in how a target makes nonces and what it authenticates. */
export interface ProtectionRules {
  nonce(iv: Uint8Array, sequence: bigint): Uint8Array;
  aad(header: Uint8Array, sequence: bigint): Uint8Array;
  readonly firstSequence: bigint;
}

/** The rules of the protocol (spec/protection.md). */
export const PROTECTION: ProtectionRules = {
  nonce: (iv, sequence) => {
    const counter = concat(uint(0, 4), uint(sequence, 8));
    return iv.map((byte, i) => byte ^ counter[i]);
  },
  aad: (head) => head,
  firstSequence: 0n,
};

/** Seals the tester's frames, rightly or with one deviation. */
export class Sealer {
  sequence: bigint;
  generation = 0;
  /** Blocks of 3DES ciphertext under this key. */
  blocks = 0;
  #secret: Uint8Array;
  #keys: TrafficKeys;
  readonly #schedule: KeySchedule;
  readonly #cipher: number;
  readonly #random: (size: number) => Uint8Array;
  readonly #rules: ProtectionRules;

  constructor(
    schedule: KeySchedule,
    secret: Uint8Array,
    cipher: number,
    random: (size: number) => Uint8Array,
    rules: ProtectionRules = PROTECTION,
  ) {
    this.#schedule = schedule;
    this.#secret = secret;
    this.#cipher = cipher;
    this.#random = random;
    this.#rules = rules;
    this.#keys = schedule.trafficKeys(secret, cipher);
    this.sequence = rules.firstSequence;
  }

  /** A whole Protected frame around `plain`, an inner type and its content. */
  seal(plain: Uint8Array, overrides: SealOverrides = {}): Uint8Array {
    const sequence = BigInt(overrides.sequence ?? this.sequence);
    const body = this.#cipher === Cipher["3DES-EDE-CBC-HMAC-SHA-256"]
      ? this.#tripleDes(plain, sequence, overrides)
      : this.#aead(plain, sequence, overrides);
    if (overrides.keepSequence !== true) this.sequence++;
    return frame(FrameType.Protected, overrides.edit?.(body) ?? body);
  }

  /** The next generation, sequence from zero: what follows a KeyUpdate. */
  update(): void {
    this.#secret = this.#schedule.next(this.#secret);
    this.#keys = this.#schedule.trafficKeys(this.#secret, this.#cipher);
    this.sequence = 0n;
    this.blocks = 0;
    this.generation++;
  }

  #aead(
    plain: Uint8Array,
    sequence: bigint,
    overrides: SealOverrides,
  ): Uint8Array {
    const head = header(FrameType.Protected, plain.length + AEAD_TAG_SIZE);
    const cipher = createCipheriv(
      aeadName(this.#cipher),
      this.#keys.key,
      this.#rules.nonce(this.#keys.iv, sequence),
      { authTagLength: AEAD_TAG_SIZE },
    );
    cipher.setAAD(overrides.aad ?? this.#rules.aad(head, sequence), {
      plaintextLength: plain.length,
    });
    return concat(cipher.update(plain), cipher.final(), cipher.getAuthTag());
  }

  #tripleDes(
    plain: Uint8Array,
    sequence: bigint,
    overrides: SealOverrides,
  ): Uint8Array {
    const iv = overrides.iv ?? this.#random(BLOCK);
    const cipher = createCipheriv("des-ede3-cbc", this.#keys.key, iv);
    cipher.setAutoPadding(false);
    const ct = concat(
      cipher.update(overrides.padded ?? pad(plain)),
      cipher.final(),
    );
    this.blocks += ct.length / BLOCK;
    const head = overrides.aad ??
      header(FrameType.Protected, BLOCK + ct.length + MAC_SIZE);
    const mac = createHmac("sha256", this.#keys.mac)
      .update(concat(uint(sequence, 8), this.#rules.aad(head, sequence)))
      .update(concat(iv, ct)).digest();
    return concat(iv, ct, mac);
  }
}

/** Opens what the target sealed. */
export class Opener {
  sequence: bigint;
  generation = 0;
  /** Blocks of 3DES ciphertext under this key. */
  blocks = 0;
  /** IVs of 3DES frames, and their last blocks, for a case to compare. */
  readonly ivs: Uint8Array[] = [];
  readonly lastBlocks: Uint8Array[] = [];
  #secret: Uint8Array;
  #keys: TrafficKeys;
  readonly #schedule: KeySchedule;
  readonly #cipher: number;
  readonly #rules: ProtectionRules;

  constructor(
    schedule: KeySchedule,
    secret: Uint8Array,
    cipher: number,
    rules: ProtectionRules = PROTECTION,
  ) {
    this.#schedule = schedule;
    this.#secret = secret;
    this.#cipher = cipher;
    this.#rules = rules;
    this.#keys = schedule.trafficKeys(secret, cipher);
    this.sequence = rules.firstSequence;
  }

  /**
   * The plaintext of a Protected body, or undefined where it does not open.
   * Only what opens advances the sequence number.
   */
  open(body: Uint8Array): Uint8Array | undefined {
    const plain = this.#cipher === Cipher["3DES-EDE-CBC-HMAC-SHA-256"]
      ? this.#tripleDes(body)
      : this.#aead(body);
    if (plain !== undefined) this.sequence++;
    return plain;
  }

  /** The next generation, sequence from zero: what follows a KeyUpdate. */
  update(): void {
    this.#secret = this.#schedule.next(this.#secret);
    this.#keys = this.#schedule.trafficKeys(this.#secret, this.#cipher);
    this.sequence = 0n;
    this.blocks = 0;
    this.generation++;
  }

  #aead(body: Uint8Array): Uint8Array | undefined {
    if (body.length < AEAD_TAG_SIZE) return undefined;
    const head = header(FrameType.Protected, body.length);
    const split = body.length - AEAD_TAG_SIZE;
    const decipher = createDecipheriv(
      aeadName(this.#cipher),
      this.#keys.key,
      this.#rules.nonce(this.#keys.iv, this.sequence),
      { authTagLength: AEAD_TAG_SIZE },
    );
    decipher.setAAD(this.#rules.aad(head, this.sequence), {
      plaintextLength: split,
    });
    decipher.setAuthTag(body.subarray(split));
    try {
      return concat(decipher.update(body.subarray(0, split)), decipher.final());
    } catch {
      return undefined;
    }
  }

  #tripleDes(body: Uint8Array): Uint8Array | undefined {
    const size = body.length - BLOCK - MAC_SIZE;
    if (size < BLOCK || size % BLOCK !== 0) return undefined;
    const head = header(FrameType.Protected, body.length);
    const iv = body.subarray(0, BLOCK);
    const ct = body.subarray(BLOCK, BLOCK + size);
    const mac = createHmac("sha256", this.#keys.mac)
      .update(
        concat(uint(this.sequence, 8), this.#rules.aad(head, this.sequence)),
      )
      .update(concat(iv, ct)).digest();
    if (!equal(mac, body.subarray(BLOCK + size))) return undefined;
    const decipher = createDecipheriv("des-ede3-cbc", this.#keys.key, iv);
    decipher.setAutoPadding(false);
    const plain = unpad(concat(decipher.update(ct), decipher.final()));
    if (plain === undefined) return undefined;
    this.blocks += size / BLOCK;
    if (this.ivs.length < 4096) {
      this.ivs.push(iv.slice());
      this.lastBlocks.push(ct.slice(-BLOCK));
    }
    return plain;
  }
}

/** PKCS#7 to whole 3DES blocks. */
export function pad(plain: Uint8Array): Uint8Array {
  const count = BLOCK - plain.length % BLOCK;
  return concat(plain, new Uint8Array(count).fill(count));
}

function unpad(padded: Uint8Array): Uint8Array | undefined {
  const count = padded[padded.length - 1];
  if (count < 1 || count > BLOCK) return undefined;
  const end = padded.length - count;
  if (padded.subarray(end).some((byte) => byte !== count)) return undefined;
  return padded.slice(0, end);
}

// Both AEADs have the same interface; node's types name only GCM's.
function aeadName(cipher: number): "aes-256-gcm" {
  const name: string = cipher === Cipher["AES-256-GCM"]
    ? "aes-256-gcm"
    : "chacha20-poly1305";
  return name as "aes-256-gcm";
}
