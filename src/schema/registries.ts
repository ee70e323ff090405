/**
 * Every code point of the protocol, as numbers (spec/registries.md).
 * A value that is not listed is legal wherever its field is an open registry.
 */

/** Protocol versions. */
export const Version = { v1: 0x0001 } as const;

/** Security settings, in ascending order of preference. */
export const SecuritySetting = {
  proprietary: 1,
  open: 2,
  certified: 3,
} as const;

/** Ciphers. 0xE000–0xE9FF are private transforms, see `PRIVATE_CIPHERS`. */
export const Cipher = {
  "AES-256-GCM": 0x0001,
  "3DES-EDE-CBC-HMAC-SHA-256": 0x0002,
  "ChaCha20-Poly1305": 0x0101,
} as const;

/** The range of cipher numbers left to private transforms, ends included. */
export const PRIVATE_CIPHERS = { first: 0xe000, last: 0xe9ff } as const;

/** Compressions. */
export const Compression = { none: 0, deflate: 1 } as const;

/** ClientHello extensions. */
export const ExtensionType = { deployment_key_id: 0x0001 } as const;

/** Values of KeyUpdate.request. */
export const KeyUpdateRequest = { notRequested: 0, requested: 1 } as const;

/** Frame types and inner types (spec/frames.md). */
export const FrameType = {
  ClientHello: 0x01,
  ServerHello: 0x02,
  ServerKey: 0x03,
  ServerCertificate: 0x04,
  ClientKeyExchange: 0x05,
  Finished: 0x06,
  Data: 0x10,
  Ping: 0x11,
  Pong: 0x12,
  KeyUpdate: 0x13,
  Alert: 0x15,
  Protected: 0x20,
} as const;

/** The bit of an inner type that says its content is DEFLATE. */
export const COMPRESSED_BIT = 0x80;

/** Alert codes (spec/failures.md). */
export const AlertCode = {
  close: 0x00,
  unexpected_frame: 0x01,
  malformed: 0x02,
  frame_too_large: 0x03,
  illegal_parameter: 0x04,
  no_common_version: 0x10,
  no_common_setting: 0x11,
  no_common_cipher: 0x12,
  unrecognized_name: 0x13,
  bad_key: 0x20,
  weak_key: 0x21,
  key_not_trusted: 0x22,
  bad_certificate: 0x23,
  unknown_ca: 0x24,
  certificate_expired: 0x25,
  certificate_revoked: 0x26,
  revocation_unknown: 0x27,
  certificate_unsuitable: 0x28,
  name_mismatch: 0x29,
  bad_frame_protection: 0x30,
  bad_finished: 0x31,
  key_limit: 0x32,
  decompression_failed: 0x33,
  flood: 0x34,
  timeout: 0x40,
  busy: 0x41,
  internal_error: 0x50,
  aborted: 0x51,
} as const;

/** The name of an alert, as in the spec. */
export type AlertName = keyof typeof AlertCode;

/** GREASE: values no peer may give a meaning to (spec/registries.md). */
export const GREASE_U16: readonly number[] = Array.from(
  { length: 16 },
  (_, i) => 0x0a0a + 0x1010 * i,
);
/** GREASE for settings and compressions. */
export const GREASE_U8: readonly number[] = Array.from(
  { length: 8 },
  (_, i) => 0x0b + 0x1f * i,
);

/** The name of a registered number, or its hexadecimal form. */
export function nameOf(
  registry: Readonly<Record<string, number>>,
  value: number,
): string {
  for (const [name, number] of Object.entries(registry)) {
    if (number === value) return name;
  }
  return `0x${value.toString(16).padStart(2, "0")}`;
}
