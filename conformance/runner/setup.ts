import { Cipher, type SecuritySetting } from "../tester/registry.ts";
import type { RequiredWord } from "../contract/mod.ts";

/** A security setting by its name. */
export type SettingName = keyof typeof SecuritySetting;

/** The settings in the order a report shows them. */
export const SETTINGS: readonly SettingName[] = [
  "open",
  "certified",
  "proprietary",
];

/** Ciphers by the contract's words. */
export const CIPHERS = {
  aes: Cipher["AES-256-GCM"],
  "3des": Cipher["3DES-EDE-CBC-HMAC-SHA-256"],
  chacha20: Cipher["ChaCha20-Poly1305"],
} as const;
/** A cipher by the contract's word. */
export type CipherName = keyof typeof CIPHERS;

/** One row of the matrix: what a case runs under. */
export interface Setup {
  readonly setting: SettingName;
  readonly cipher: CipherName;
  readonly compression: boolean;
}

/** The row that every implementation has, unless it says otherwise. */
export const FIRST_ROW: Setup = {
  setting: "open",
  cipher: "aes",
  compression: false,
};

/** The ciphers a setting can have, the default first. */
export function ciphersOf(setting: SettingName): readonly CipherName[] {
  return setting === "proprietary" ? ["chacha20"] : ["aes", "3des"];
}

/** `open/aes`, `proprietary/chacha20+deflate`. */
export function rowName({ setting, cipher, compression }: Setup): string {
  return `${setting}/${cipher}${compression ? "+deflate" : ""}`;
}

/** The words of `requires` that a row stands for. */
export function wordsOf(setup: Setup): RequiredWord[] {
  return [
    setup.setting,
    setup.cipher,
    ...(setup.compression ? ["deflate" as const] : []),
  ];
}

/** Words that no implementation may refuse (spec/conformance.md). */
export const CORE_WORDS: readonly string[] = ["open", "certified", "aes"];
