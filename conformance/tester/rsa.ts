import {
  constants,
  createHash,
  type KeyObject,
  privateDecrypt,
} from "node:crypto";
import { concat, equal, fromHex, toBigInt, uint } from "./bytes.ts";
import { der, derInteger, readElements } from "./der.ts";

/** An RSA public key, read from its SPKI. */
export interface RsaPublicKey {
  readonly n: bigint;
  readonly e: bigint;
  readonly bits: number;
  /** Bytes of the modulus, and of a ciphertext. */
  readonly size: number;
}

/** A deviation from EME-OAEP's padding; all is right where nothing is set. */
export interface OaepOverrides {
  readonly firstOctet?: number;
  readonly label?: Uint8Array;
  readonly hash?: "sha1" | "sha256";
  readonly maskHash?: "sha1" | "sha256";
  /** Touches DB = lHash ‖ PS ‖ 01 ‖ message before it is masked. */
  readonly edit?: (db: Uint8Array) => Uint8Array;
}

const RSA_ENCRYPTION = fromHex("300d06092a864886f70d0101010500");

/** The SPKI of a modulus and exponent, of any values. */
export function encodeSpki(n: bigint, e: bigint): Uint8Array {
  const key = der(0x30, derInteger(n), derInteger(e));
  return der(0x30, RSA_ENCRYPTION, der(0x03, uint(0, 1), key));
}

/**
 * Reads an RSA SPKI, DER to the byte: rsaEncryption with NULL, and nothing
 * after it. Throws TypeError where it is anything else.
 */
export function parseSpki(spki: Uint8Array): RsaPublicKey {
  const [outer] = readElements(spki);
  const [, bitString] = readElements(outer.content);
  const [key] = readElements(bitString.content.subarray(1));
  const [modulus, exponent] = readElements(key.content);
  const n = toBigInt(modulus.content);
  const e = toBigInt(exponent.content);
  if (!equal(encodeSpki(n, e), spki)) {
    throw new TypeError("Cannot read the key as a DER rsaEncryption SPKI");
  }
  const bits = n.toString(2).length;
  return { n, e, bits, size: Math.ceil(bits / 8) };
}

/** RSAES-OAEP with SHA-256, its seed given, one deviation allowed. */
export function encryptOaep(
  key: RsaPublicKey,
  message: Uint8Array,
  seed: Uint8Array,
  overrides: OaepOverrides = {},
): Uint8Array {
  return rsaPublic(key, padOaep(key.size, message, seed, overrides));
}

/** EME-OAEP to `size` bytes. */
export function padOaep(
  size: number,
  message: Uint8Array,
  seed: Uint8Array,
  overrides: OaepOverrides = {},
): Uint8Array {
  const { hash = "sha256", maskHash = hash } = overrides;
  const labelHash = new Uint8Array(
    createHash(hash).update(overrides.label ?? new Uint8Array()).digest(),
  );
  const usedSeed = seed.subarray(0, labelHash.length);
  const filling = size - message.length - 2 * labelHash.length - 2;
  const db = concat(
    labelHash,
    new Uint8Array(filling),
    uint(1, 1),
    message,
  );
  const edited = overrides.edit?.(db) ?? db;
  const masked = xor(edited, mask(usedSeed, edited.length, maskHash));
  const maskedSeed = xor(usedSeed, mask(masked, usedSeed.length, maskHash));
  return concat(uint(overrides.firstOctet ?? 0, 1), maskedSeed, masked);
}

/** The raw public operation on any number, as a ciphertext of k bytes. */
export function rsaPublic(key: RsaPublicKey, padded: Uint8Array): Uint8Array {
  let result = 1n;
  let power = toBigInt(padded) % key.n;
  for (let e = key.e; e > 0n; e >>= 1n) {
    if (e & 1n) result = result * power % key.n;
    power = power * power % key.n;
  }
  return uint(result, key.size);
}

/** The seed of an OAEP ciphertext for the tester's own key. */
export function oaepSeed(key: KeyObject, ciphertext: Uint8Array): Uint8Array {
  const padded = new Uint8Array(
    privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, ciphertext),
  );
  const masked = padded.subarray(1, 33);
  return xor(masked, mask(padded.subarray(33), masked.length, "sha256"));
}

/** Opens a ciphertext with the tester's own key, or undefined. */
export function decryptOaep(
  key: KeyObject,
  ciphertext: Uint8Array,
): Uint8Array | undefined {
  try {
    return new Uint8Array(privateDecrypt({
      key,
      padding: constants.RSA_PKCS1_OAEP_PADDING,
      oaepHash: "sha256",
    }, ciphertext));
  } catch {
    return undefined;
  }
}

/** MGF1. */
export function mask(
  seed: Uint8Array,
  size: number,
  hash: string,
): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (let i = 0, made = 0; made < size; i++) {
    const block = createHash(hash).update(seed).update(uint(i, 4)).digest();
    blocks.push(new Uint8Array(block));
    made += block.length;
  }
  return concat(...blocks).slice(0, size);
}

function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((byte, i) => byte ^ b[i]);
}
