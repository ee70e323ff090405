import { AEAD_NONCE_SIZE, MAX_FRAMES_PER_KEY } from "../schema/limits.ts";
import { PRIVATE_CIPHERS } from "../schema/registries.ts";
import type { AeadKey } from "../keys/provider.ts";

/**
 * The slot for a deployment's own encryption in the setting `proprietary`
 * (spec/protection.md). A transform is an AEAD: its keys and nonces come from the
 * same schedule, its frames have the same shape, and it must authenticate the
 * nonce, the header and every byte.
 */
export interface PrivateTransform {
  /** 0xE000 to 0xE9FF. */
  readonly cipher: number;
  /** Bytes of its key, 16 to 255. */
  readonly keySize: number;
  /** Bytes of its nonce, always 12. */
  readonly nonceSize: 12;
  /** Frames it may protect under one key, 2 to 2^20, on both ends the same. */
  readonly maxFrames: number;
  /** Makes one key; `key` has `keySize` bytes and belongs to the transform. */
  create(key: Uint8Array): AeadKey;
}

/** The private transforms an end is configured with, by cipher number. */
export type PrivateTransforms = ReadonlyMap<number, PrivateTransform>;

/**
 * Checks the transforms of a configuration.
 *
 * @throws {RangeError} for a number, size or limit out of range, or a cipher
 *   that is given twice.
 */
export function registerTransforms(
  transforms: readonly PrivateTransform[],
): PrivateTransforms {
  const registered = new Map<number, PrivateTransform>();
  for (const transform of transforms) {
    const { cipher, keySize, nonceSize, maxFrames } = transform;
    requireRange(cipher, "cipher", isPrivateCipher(cipher), cipher);
    requireRange(cipher, "keySize", isIn(keySize, 16, 255), keySize);
    requireRange(
      cipher,
      "nonceSize",
      nonceSize === AEAD_NONCE_SIZE,
      nonceSize,
    );
    requireRange(
      cipher,
      "maxFrames",
      isIn(maxFrames, 2, MAX_FRAMES_PER_KEY),
      maxFrames,
    );
    if (registered.has(cipher)) {
      throw new RangeError(`${describe(cipher)}: it is registered twice`);
    }
    registered.set(cipher, transform);
  }
  return registered;
}

/** Whether a cipher number is left to private transforms. */
export function isPrivateCipher(cipher: number): boolean {
  return isIn(cipher, PRIVATE_CIPHERS.first, PRIVATE_CIPHERS.last);
}

function requireRange(
  cipher: number,
  field: string,
  inRange: boolean,
  value: number,
): void {
  if (!inRange) {
    throw new RangeError(
      `${describe(cipher)}: its ${field} ${value} is out of range`,
    );
  }
}

function isIn(value: number, first: number, last: number): boolean {
  return Number.isInteger(value) && value >= first && value <= last;
}

function describe(cipher: number): string {
  return `Cannot register the transform 0x${cipher.toString(16)}`;
}
