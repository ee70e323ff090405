import type { ThrowawayKeyName } from "../../../conformance/tester/throwaway_keys.ts";
import { Cipher, SecuritySetting } from "../../../src/mod.ts";
import type { SessionWriter } from "./session_writer.ts";
import type { Role } from "./step_format.ts";

/** A conversation to be written. */
export interface Recipe {
  readonly id: string;
  readonly comment: string;
  readonly requirements: readonly string[];
  readonly setting: number;
  readonly cipher: number;
  readonly key?: ThrowawayKeyName;
  readonly compression?: boolean;
  readonly deploymentKeyId?: boolean;
  readonly drives?: Role;
  readonly flag?: string;
  /** The Alert that it ends with; none, and it ends cleanly. */
  readonly code?: number;
  /** Whose stream ends before its time. */
  readonly truncatedBy?: Role;
  readonly write: (session: SessionWriter) => void;
}

const { proprietary, open, certified } = SecuritySetting;
const AES = Cipher["AES-256-GCM"];
const TDES = Cipher["3DES-EDE-CBC-HMAC-SHA-256"];

/** The conversations' names for a setting and a cipher of it. */
export const PLACES: readonly (readonly [
  name: string,
  setting: number,
  cipher: number,
])[] = [
  ["proprietary", proprietary, Cipher["ChaCha20-Poly1305"]],
  ["open-aes", open, AES],
  ["open-3des", open, TDES],
  ["certified-aes", certified, AES],
  ["certified-3des", certified, TDES],
];
