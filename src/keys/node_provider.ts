import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomFillSync,
  timingSafeEqual,
} from "node:crypto";
import { AEAD_NONCE_SIZE, AEAD_TAG_SIZE, HASH_SIZE } from "../schema/limits.ts";
import { Cipher } from "../schema/registries.ts";
import { encryptRsa, importPrivateKey } from "./node_rsa.ts";
import type {
  AeadKey,
  CryptoProvider,
  RandomSource,
  TripleDesKey,
} from "./provider.ts";

/** The primitives on node:crypto, the same on Node and on Deno. */
export const nodeProvider: CryptoProvider = {
  sha256,
  hmacSha256,
  equal,
  hkdfExtract: (salt, ikm) => hmacSha256(salt, ikm),
  hkdfExpand,
  aead,
  tripleDes,
  importPrivateKey,
  encryptRsa,
};

/** Random bytes of the platform's CSPRNG, whatever the purpose. */
export const systemRandom: RandomSource = (
  _purpose: string,
  size: number,
): Uint8Array => randomFillSync(new Uint8Array(size));

function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return plain(hash.digest());
}

function hmacSha256(
  key: Uint8Array | KeyObject,
  ...parts: readonly Uint8Array[]
): Uint8Array {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return plain(hmac.digest());
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function hkdfExpand(
  prk: Uint8Array,
  info: Uint8Array,
  size: number,
): Uint8Array {
  if (!Number.isInteger(size) || size < 1 || size > 255 * HASH_SIZE) {
    throw new RangeError(`Cannot expand to ${size} bytes: 1 to 8160 allowed`);
  }
  const output = new Uint8Array(size);
  let block: Uint8Array = new Uint8Array(0);
  for (let done = 0, i = 1; done < size; done += HASH_SIZE, i++) {
    const next = hmacSha256(prk, block, info, Uint8Array.of(i));
    block.fill(0);
    block = next;
    output.set(block.subarray(0, size - done), done);
  }
  block.fill(0);
  return output;
}

/** The names of the AEADs in node:crypto. */
type AeadName = "aes-256-gcm" | "chacha20-poly1305";

const AEAD_NAMES: ReadonlyMap<number, AeadName> = new Map([
  [Cipher["AES-256-GCM"], "aes-256-gcm"],
  [Cipher["ChaCha20-Poly1305"], "chacha20-poly1305"],
]);

const TAG_LENGTH = { authTagLength: AEAD_TAG_SIZE };

function aead(cipher: number, key: Uint8Array): AeadKey {
  const name = AEAD_NAMES.get(cipher);
  if (name === undefined) {
    throw new RangeError(`Cannot make a key: cipher ${cipher} is not an AEAD`);
  }
  const keyObject = secretKey(key, 32);
  return {
    seal(nonce, aad, parts) {
      requireSize("nonce", nonce, AEAD_NONCE_SIZE);
      const sealing = createCipheriv(
        name as "aes-256-gcm",
        keyObject,
        nonce,
        TAG_LENGTH,
      );
      sealing.setAAD(aad);
      const chunks: Uint8Array[] = [];
      for (const part of parts) chunks.push(sealing.update(part));
      sealing.final();
      chunks.push(sealing.getAuthTag());
      return chunks;
    },
    open(nonce, aad, parts, tag) {
      requireSize("nonce", nonce, AEAD_NONCE_SIZE);
      requireSize("tag", tag, AEAD_TAG_SIZE);
      const opening = createDecipheriv(
        name as "aes-256-gcm",
        keyObject,
        nonce,
        TAG_LENGTH,
      );
      opening.setAAD(aad);
      opening.setAuthTag(tag);
      const chunks: Uint8Array[] = [];
      for (const part of parts) chunks.push(opening.update(part));
      try {
        opening.final();
      } catch {
        return undefined;
      }
      return chunks;
    },
  };
}

function tripleDes(key: Uint8Array, macKey: Uint8Array): TripleDesKey {
  const cipherKey = secretKey(key, 24);
  const hmacKey = secretKey(macKey, 32);
  return {
    encrypt(iv, parts) {
      const sealing = createCipheriv("des-ede3-cbc", cipherKey, iv);
      sealing.setAutoPadding(false);
      return wholeBlocks(sealing, parts);
    },
    decrypt(iv, parts) {
      const opening = createDecipheriv("des-ede3-cbc", cipherKey, iv);
      opening.setAutoPadding(false);
      return wholeBlocks(opening, parts);
    },
    mac: (parts) => hmacSha256(hmacKey, ...parts),
  };
}

function wholeBlocks(
  cipher: { update(part: Uint8Array): Uint8Array; final(): Uint8Array },
  parts: readonly Uint8Array[],
): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (const part of parts) {
    const chunk = cipher.update(part);
    if (chunk.length > 0) chunks.push(chunk);
  }
  const last = cipher.final();
  if (last.length > 0) chunks.push(last);
  return chunks;
}

function secretKey(key: Uint8Array, size: number): KeyObject {
  requireSize("key", key, size);
  return createSecretKey(key);
}

function requireSize(what: string, bytes: Uint8Array, size: number): void {
  if (bytes.length !== size) {
    throw new RangeError(
      `Cannot use a ${what} of ${bytes.length} bytes: expected ${size}`,
    );
  }
}

/** The same bytes without Buffer's methods, so that results compare as equals. */
function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
