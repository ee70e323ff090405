import { AEAD_NONCE_SIZE, MAX_FRAMES_PER_KEY } from "../schema/limits.ts";

/**
 * The nonce of the frame at `sequence`: iv XOR (0^32 ‖ u64(sequence)). The only
 * place that makes one (spec/protection.md).
 *
 * @throws {RangeError} at the limit of frames a key: a counter never wraps.
 */
export function nonceOf(iv: Uint8Array, sequence: number): Uint8Array {
  requireSequence(sequence);
  // Not slice(): a Buffer would give a view, and the iv would change.
  const nonce = new Uint8Array(iv);
  // Below 2^20, only the last three bytes of the u64 are not zero.
  nonce[AEAD_NONCE_SIZE - 3] ^= sequence >>> 16;
  nonce[AEAD_NONCE_SIZE - 2] ^= sequence >>> 8;
  nonce[AEAD_NONCE_SIZE - 1] ^= sequence;
  return nonce;
}

/**
 * Refuses a sequence number outside 0…2^20 − 1.
 *
 * @throws {RangeError}
 */
export function requireSequence(sequence: number): void {
  if (
    !Number.isInteger(sequence) || sequence < 0 ||
    sequence >= MAX_FRAMES_PER_KEY
  ) {
    throw new RangeError(
      `Cannot protect a frame at sequence ${sequence}: the key is used up`,
    );
  }
}
