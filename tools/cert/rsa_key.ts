import {
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  webcrypto,
} from "node:crypto";
import { promisify } from "node:util";
import { readRsaPublicKey, RSA_MODULUS_BITS } from "../../src/mod.ts";
import { UsageError } from "../usage_error.ts";

/** Makes an RSA key of so many bits. */
export async function generateRsaKey(bits: number): Promise<KeyObject> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", {
    modulusLength: bits,
  });
  return privateKey;
}

/** The public half of a key, SubjectPublicKeyInfo in DER. */
export function spkiOf(key: KeyObject): Uint8Array {
  // Deno's types take no KeyObject here.
  const half = key.type === "private" ? createPublicKey(key as never) : key;
  return new Uint8Array(half.export({ type: "spki", format: "der" }));
}

/** Why a public key can't be a server's in this protocol (spec/keys.md). */
export function serverKeyFault(spki: Uint8Array): string | undefined {
  try {
    readRsaPublicKey(spki);
    return undefined;
  } catch (error) {
    const [, detail] = /: (.*)$/.exec((error as Error).message) ?? [];
    return `a server of this protocol needs an RSA key of ${
      RSA_MODULUS_BITS.join(", ")
    } bits: ${detail}`;
  }
}

/** The bits of a key that `serverKeyFault` has nothing against. */
export function rsaBits(spki: Uint8Array): number {
  return readRsaPublicKey(spki).modulusBits;
}

/** A key as WebCrypto signs with it. */
export interface Signer {
  readonly privateKey: webcrypto.CryptoKey;
  readonly publicKey: webcrypto.CryptoKey;
  readonly algorithm: { readonly name: string; readonly hash: string };
}

/**
 * A private key to sign with: RSA or a NIST curve, SHA-256 or longer.
 *
 * @throws UsageError, naming the file, for any other.
 */
export async function signerOf(key: KeyObject, path: string): Promise<Signer> {
  const algorithm = algorithmOf(key);
  if (!algorithm) {
    throw new UsageError(
      `Cannot use ${path}: it is a key of the kind ${key.asymmetricKeyType}, expected RSA or a curve of P-256, P-384 and P-521`,
    );
  }
  const { subtle } = webcrypto;
  const pkcs8 = key.export({ type: "pkcs8", format: "der" });
  return {
    privateKey: await subtle.importKey("pkcs8", pkcs8, algorithm, false, [
      "sign",
    ]),
    publicKey: await subtle.importKey("spki", spkiOf(key), algorithm, true, [
      "verify",
    ]),
    algorithm,
  };
}

interface SigningAlgorithm {
  readonly name: string;
  readonly hash: string;
  readonly namedCurve?: string;
}

function algorithmOf(key: KeyObject): SigningAlgorithm | undefined {
  if (key.asymmetricKeyType === "rsa") {
    return { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  }
  const curve = CURVES[key.asymmetricKeyDetails?.namedCurve ?? ""];
  return key.asymmetricKeyType === "ec" && curve
    ? { name: "ECDSA", ...curve }
    : undefined;
}

/** By the names that OpenSSL has for them. */
const CURVES: Readonly<Record<string, { hash: string; namedCurve: string }>> = {
  prime256v1: { hash: "SHA-256", namedCurve: "P-256" },
  secp384r1: { hash: "SHA-384", namedCurve: "P-384" },
  secp521r1: { hash: "SHA-512", namedCurve: "P-521" },
};
