import { createCipheriv, pbkdf2Sync, randomBytes } from "node:crypto";
import { element, integer, NULL, oid, sequence, Tag } from "./der_writer.ts";

/** Rounds of PBKDF2: what a guess at the passphrase costs. */
const ITERATIONS = 600_000;

/**
 * Encrypts a PKCS#8 key (RFC 5958 §3): PBES2 of PBKDF2 with HMAC-SHA-256 and
 * AES-256-CBC (RFC 8018). Our own because node:crypto does not let the rounds
 * be chosen, and takes 2,048.
 */
export function encryptPrivateKey(
  pkcs8: Uint8Array,
  passphrase: Uint8Array,
): Uint8Array {
  const salt = randomBytes(16);
  const iv = randomBytes(16);
  const key = pbkdf2Sync(passphrase, salt, ITERATIONS, 32, "sha256");
  const cipher = createCipheriv("aes-256-cbc", key, iv);
  const derivation = sequence(
    oid(PBKDF2),
    sequence(
      element(Tag.octetString, salt),
      integer(ITERATIONS),
      sequence(oid(HMAC_SHA256), NULL),
    ),
  );
  const encryption = sequence(oid(AES_256_CBC), element(Tag.octetString, iv));
  return sequence(
    sequence(oid(PBES2), sequence(derivation, encryption)),
    element(Tag.octetString, cipher.update(pkcs8), cipher.final()),
  );
}

const PBES2 = "1.2.840.113549.1.5.13";
const PBKDF2 = "1.2.840.113549.1.5.12";
const HMAC_SHA256 = "1.2.840.113549.2.9";
const AES_256_CBC = "2.16.840.1.101.3.4.1.42";
