import { ProtocolError } from "../errors.ts";
import type { CryptoProvider } from "../keys/provider.ts";
import { hex } from "./hex.ts";

/** The pin of a key: SHA-256 of its SubjectPublicKeyInfo, in lower-case hex. */
export function pinOf(
  spki: Uint8Array,
  provider: Pick<CryptoProvider, "sha256">,
): string {
  return hex(provider.sha256(spki));
}

/**
 * A pin as it was configured, in lower case.
 *
 * @throws {TypeError} if it is not 64 hexadecimal digits.
 */
export function readPin(text: string): string {
  if (/^[0-9a-fA-F]{64}$/.test(text)) return text.toLowerCase();
  throw new TypeError(
    "pin must be 64 hexadecimal digits: the SHA-256 of the server's public key (SPKI)",
  );
}

/** Refuses a key that is not the pinned one. Throws `key_not_trusted`. */
export function requirePin(pin: string, spkiSha256: string): void {
  if (pin === spkiSha256) return;
  throw new ProtocolError(
    "key_not_trusted",
    `Cannot accept the server's key: it is ${spkiSha256}, pinned is ${pin}`,
  );
}
