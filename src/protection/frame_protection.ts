import type { CryptoProvider, RandomSource } from "../keys/provider.ts";
import { trafficKeys } from "../keys/key_schedule.ts";
import { aeadProtection } from "./aead_protection.ts";
import {
  isPrivateCipher,
  type PrivateTransforms,
} from "./private_transform.ts";
import { tripleDesProtection } from "./triple_des_protection.ts";

/** How one key protects the bodies of frames; sequence and limits are above it. */
export interface FrameProtection {
  /** The body of the frame, as chunks; `header` is its header, 4 bytes. */
  seal(
    sequence: number,
    header: Uint8Array,
    plain: readonly Uint8Array[],
  ): Uint8Array[];
  /** The plain of a body, as chunks, or undefined if anything is wrong. */
  open(
    sequence: number,
    header: Uint8Array,
    body: readonly Uint8Array[],
    bodyLength: number,
  ): Uint8Array[] | undefined;
  /** Overwrites the bytes it holds, as far as JavaScript lets it. */
  erase(): void;
}

/** What all keys of a direction have in common. */
export interface ProtectionOptions {
  /** The primitives. */
  readonly provider: CryptoProvider;
  /** The cipher that was negotiated. */
  readonly cipher: number;
  /** IVs of 3DES; an AEAD and an opener never ask for any. */
  readonly random: RandomSource;
  /** The private transforms that are configured, if any. */
  readonly transforms?: PrivateTransforms;
}

/**
 * The protection of one generation, from its secret.
 *
 * @throws {RangeError} for a cipher that is neither registered nor configured.
 */
export function createFrameProtection(
  options: ProtectionOptions,
  secret: Uint8Array,
): FrameProtection {
  const { provider, cipher } = options;
  const transform = options.transforms?.get(cipher);
  if (isPrivateCipher(cipher) && transform === undefined) {
    throw new RangeError(
      `Cannot protect frames: no transform 0x${
        cipher.toString(16)
      } is configured`,
    );
  }
  const keys = trafficKeys(provider, secret, cipher, transform?.keySize);
  if ("mac" in keys) {
    const key = provider.tripleDes(keys.key, keys.mac);
    keys.key.fill(0);
    keys.mac.fill(0);
    return tripleDesProtection(provider, key, options.random);
  }
  if (transform !== undefined) {
    return aeadProtection(transform.create(keys.key), keys.iv);
  }
  const key = provider.aead(cipher, keys.key);
  keys.key.fill(0);
  return aeadProtection(key, keys.iv);
}
