import { Cipher, Compression, nameOf, SecuritySetting } from "../src/mod.ts";
import { UsageError } from "./usage_error.ts";

/** What people write for the ciphers, on the command line and in files. */
export const CIPHER_NAMES = {
  AES: Cipher["AES-256-GCM"],
  "3DES": Cipher["3DES-EDE-CBC-HMAC-SHA-256"],
  ChaCha20: Cipher["ChaCha20-Poly1305"],
} as const;

/**
 * The numbers of names in a list such as "open,certified".
 *
 * @throws UsageError for a name that `names` doesn't have, or one given twice.
 */
export function numbersOf(
  option: string,
  list: string,
  names: Readonly<Record<string, number>>,
): number[] {
  const known = Object.keys(names).join(", ");
  const numbers = list.split(",").map((name) => {
    const number = Object.hasOwn(names, name.trim())
      ? names[name.trim()]
      : undefined;
    if (number === undefined) {
      throw new UsageError(
        `Cannot use ${option} "${name.trim()}": known are ${known}`,
      );
    }
    return number;
  });
  if (new Set(numbers).size < numbers.length) {
    throw new UsageError(`Cannot use ${option} ${list}: a name stands twice`);
  }
  return numbers;
}

/** What a session has agreed on, in names. */
export function namesOf(session: {
  readonly setting: number;
  readonly cipher: number;
  readonly compression: number;
}): { setting: string; cipher: string; compression: string } {
  return {
    setting: nameOf(SecuritySetting, session.setting),
    cipher: nameOf(CIPHER_NAMES, session.cipher),
    compression: nameOf(Compression, session.compression),
  };
}
