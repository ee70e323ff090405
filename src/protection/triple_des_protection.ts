import { drawRandom } from "../keys/draw_random.ts";
import type {
  CryptoProvider,
  RandomSource,
  TripleDesKey,
} from "../keys/provider.ts";
import {
  HEADER_SIZE,
  TDES_BLOCK_SIZE,
  TDES_MAC_SIZE,
} from "../schema/limits.ts";
import { joinChunks, lengthOf, sliceChunks } from "./chunk_list.ts";
import type { FrameProtection } from "./frame_protection.ts";
import { requireSequence } from "./nonce.ts";

/**
 * body = iv8 ‖ ct ‖ mac32 (spec/protection.md): encrypt, then MAC over sequence,
 * header, iv and ciphertext; the MAC is verified before anything is decrypted.
 */
export function tripleDesProtection(
  provider: CryptoProvider,
  key: TripleDesKey,
  random: RandomSource,
): FrameProtection {
  return {
    seal(sequence, header, plain) {
      const iv = drawRandom(random, "3DES IV", TDES_BLOCK_SIZE);
      const ciphertext = key.encrypt(iv, [...plain, padding(lengthOf(plain))]);
      const mac = key.mac([macPrefix(sequence, header), iv, ...ciphertext]);
      return [iv, ...ciphertext, mac];
    },

    open(sequence, header, body, bodyLength) {
      const end = bodyLength - TDES_MAC_SIZE;
      const iv = joinChunks(sliceChunks(body, 0, TDES_BLOCK_SIZE));
      const ciphertext = sliceChunks(body, TDES_BLOCK_SIZE, end);
      const mac = joinChunks(sliceChunks(body, end, bodyLength));
      const right = key.mac([macPrefix(sequence, header), iv, ...ciphertext]);
      if (!provider.equal(right, mac)) return undefined;
      return withoutPadding(key.decrypt(iv, ciphertext));
    },

    erase() {},
  };
}

/** u64(sequence) ‖ header. */
function macPrefix(sequence: number, header: Uint8Array): Uint8Array {
  requireSequence(sequence);
  const prefix = new Uint8Array(8 + HEADER_SIZE);
  prefix[5] = sequence >>> 16;
  prefix[6] = sequence >>> 8;
  prefix[7] = sequence;
  prefix.set(header, 8);
  return prefix;
}

/** PKCS #7: 1 to 8 bytes that each hold their number. */
function padding(length: number): Uint8Array {
  const size = TDES_BLOCK_SIZE - length % TDES_BLOCK_SIZE;
  return new Uint8Array(size).fill(size);
}

/** The plain before its padding, or undefined if that is not PKCS #7. */
function withoutPadding(padded: Uint8Array[]): Uint8Array[] | undefined {
  const length = lengthOf(padded);
  const last = padded[padded.length - 1];
  const size = last[last.length - 1];
  if (size < 1 || size > TDES_BLOCK_SIZE) return undefined;
  const tail = joinChunks(sliceChunks(padded, length - size, length));
  if (!tail.every((byte) => byte === size)) return undefined;
  return sliceChunks(padded, 0, length - size);
}
