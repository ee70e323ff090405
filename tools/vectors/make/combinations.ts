import { Cipher, SecuritySetting } from "../../../src/mod.ts";

/** A setting and a cipher that goes with it. */
export interface Combination {
  readonly name: string;
  readonly setting: number;
  readonly cipher: number;
}

/** Every setting with every registered cipher of it. */
export const COMBINATIONS: readonly Combination[] = [
  {
    name: "proprietary-chacha20",
    setting: SecuritySetting.proprietary,
    cipher: Cipher["ChaCha20-Poly1305"],
  },
  {
    name: "open-aes",
    setting: SecuritySetting.open,
    cipher: Cipher["AES-256-GCM"],
  },
  {
    name: "open-3des",
    setting: SecuritySetting.open,
    cipher: Cipher["3DES-EDE-CBC-HMAC-SHA-256"],
  },
  {
    name: "certified-aes",
    setting: SecuritySetting.certified,
    cipher: Cipher["AES-256-GCM"],
  },
  {
    name: "certified-3des",
    setting: SecuritySetting.certified,
    cipher: Cipher["3DES-EDE-CBC-HMAC-SHA-256"],
  },
];
