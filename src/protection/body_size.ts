import {
  AEAD_TAG_SIZE,
  HASH_SIZE,
  TDES_BLOCK_SIZE,
  TDES_MAC_SIZE,
} from "../schema/limits.ts";
import { Cipher } from "../schema/registries.ts";

const TDES = Cipher["3DES-EDE-CBC-HMAC-SHA-256"];

/** What a 3DES body holds besides its ciphertext: iv8 and mac32. */
export const TDES_OVERHEAD: number = TDES_BLOCK_SIZE + TDES_MAC_SIZE;

/**
 * The body of a Protected frame whose plain (inner type and content) has
 * `plainLength` bytes (spec/frames.md). Private transforms are AEADs in shape.
 */
export function sealedSize(cipher: number, plainLength: number): number {
  return cipher === TDES
    ? TDES_OVERHEAD +
      TDES_BLOCK_SIZE * (Math.floor(plainLength / TDES_BLOCK_SIZE) + 1)
    : plainLength + AEAD_TAG_SIZE;
}

/** L(maxFrame): the longest body a Protected frame may announce. */
export function maximumBodySize(cipher: number, maxFrame: number): number {
  return sealedSize(cipher, 1 + maxFrame);
}

/** The body of a sealed Finished, the only size before Established: 49 or 80. */
export function finishedBodySize(cipher: number): number {
  return sealedSize(cipher, 1 + HASH_SIZE);
}

/** Whether any plaintext, even an empty one, seals to a body of this length. */
export function isPossibleBodySize(cipher: number, length: number): boolean {
  return cipher === TDES
    ? length >= TDES_OVERHEAD + TDES_BLOCK_SIZE &&
      (length - TDES_OVERHEAD) % TDES_BLOCK_SIZE === 0
    : length >= AEAD_TAG_SIZE;
}
