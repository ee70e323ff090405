import {
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  webcrypto,
} from "node:crypto";
import { Buffer } from "node:buffer";
import type { RsaPrivateKey } from "./provider.ts";
import { readRsaPublicKey } from "./rsa_public_key.ts";

const OAEP = { name: "RSA-OAEP", hash: "SHA-256" };

/** `CryptoProvider.importPrivateKey` on node:crypto. */
export function importPrivateKey(pkcs8: string | Uint8Array): RsaPrivateKey {
  const key = parse(pkcs8);
  const spki = new Uint8Array(
    createPublicKey(key as never).export({ type: "spki", format: "der" }),
  );
  let modulusBits: number;
  try {
    modulusBits = readRsaPublicKey(spki).modulusBits;
  } catch (error) {
    throw new TypeError(
      `Cannot use this private key: ${(error as Error).message}`,
    );
  }
  // webcrypto works on the thread pool; the key is imported once, when first
  // needed, and a failure to import it is the failure of every decryption.
  let imported: Promise<webcrypto.CryptoKey> | undefined;
  return {
    modulusBits,
    modulusBytes: modulusBits / 8,
    spki,
    async decrypt(ciphertext: Uint8Array): Promise<Uint8Array> {
      imported ??= webcrypto.subtle.importKey(
        "pkcs8",
        key.export({ type: "pkcs8", format: "der" }),
        OAEP,
        false,
        ["decrypt"],
      );
      return new Uint8Array(
        await webcrypto.subtle.decrypt(OAEP, await imported, ciphertext),
      );
    },
  };
}

/** `CryptoProvider.encryptRsa` on node:crypto. */
export async function encryptRsa(
  spki: Uint8Array,
  message: Uint8Array,
): Promise<Uint8Array> {
  const key = await webcrypto.subtle.importKey("spki", spki, OAEP, false, [
    "encrypt",
  ]);
  return new Uint8Array(await webcrypto.subtle.encrypt(OAEP, key, message));
}

function parse(pkcs8: string | Uint8Array): KeyObject {
  try {
    return typeof pkcs8 === "string"
      ? createPrivateKey({ key: pkcs8, format: "pem" })
      : createPrivateKey({
        key: Buffer.from(pkcs8.buffer, pkcs8.byteOffset, pkcs8.length),
        format: "der",
        type: "pkcs8",
      });
  } catch {
    throw new TypeError(
      "Cannot use this private key: expected an unencrypted RSA key, PEM or PKCS#8 DER",
    );
  }
}
