import { Buffer } from "node:buffer";
import { X509Certificate } from "node:crypto";
import { nodeProvider } from "../../src/node.ts";
import type { PassphraseSource } from "../cert/passphrase.ts";
import { readPrivateKey } from "../cert/private_key_file.ts";
import { readPemFile } from "../pem_file.ts";
import { UsageError } from "../usage_error.ts";

/** A server's RSA key. */
export interface ServerKey {
  /** PKCS#8, DER, not encrypted. */
  readonly privateKey: Uint8Array;
  readonly bits: number;
  /** Its public half, SubjectPublicKeyInfo in DER. */
  readonly spki: Uint8Array;
  /** What a client pins: the SHA-256 of `spki`, in hex. */
  readonly pin: string;
}

/**
 * Reads an RSA private key, PEM or DER, with a passphrase where it is encrypted.
 *
 * @throws UsageError.
 */
export function readServerKey(
  path: string,
  passphrase?: PassphraseSource,
): ServerKey {
  const key = readPrivateKey(path, passphrase);
  const privateKey = new Uint8Array(
    key.export({ type: "pkcs8", format: "der" }),
  );
  try {
    const { modulusBits, spki } = nodeProvider.importPrivateKey(privateKey);
    const pin = Buffer.from(nodeProvider.sha256(spki)).toString("hex");
    return { privateKey, bits: modulusBits, spki, pin };
  } catch (error) {
    throw new UsageError(`Cannot use ${path}: ${(error as Error).message}`);
  }
}

/**
 * Reads certificates, PEM, the server's own first, and checks that it is over
 * `key`.
 *
 * @throws UsageError.
 */
export function readCertificates(path: string, key: ServerKey): Uint8Array[] {
  const certificates = readPemFile(path, "CERTIFICATE");
  const leaf = publicKeyOf(path, certificates[0]);
  if (!Buffer.from(leaf).equals(key.spki)) {
    throw new UsageError(
      `Cannot use ${path}: its first certificate is over another key than the server's`,
    );
  }
  return certificates;
}

function publicKeyOf(path: string, der: Uint8Array): Uint8Array {
  try {
    return new X509Certificate(der).publicKey.export({
      type: "spki",
      format: "der",
    });
  } catch {
    throw new UsageError(
      `Cannot use ${path}: its first certificate is not X.509`,
    );
  }
}
