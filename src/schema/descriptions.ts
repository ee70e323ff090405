import type * as registries from "./registries.ts";

/**
 * What each number of a registry stands for, in a few words for people: the
 * tables of the specification print them. Nothing decides by them.
 */
export const DESCRIPTIONS: {
  readonly [R in Registry]: Readonly<
    Record<keyof (typeof registries)[R], string>
  >;
} = {
  Version: { v1: "these pages" },
  SecuritySetting: {
    proprietary: "keys come from a deployment key that both ends hold",
    open: "the server sends a bare RSA key",
    certified: "the server's RSA key comes in an X.509 certificate",
  },
  Cipher: {
    "AES-256-GCM": "for `open` and `certified`",
    "3DES-EDE-CBC-HMAC-SHA-256": "for `open` and `certified`",
    "ChaCha20-Poly1305": "for `proprietary`: FLEX-REF",
  },
  Compression: {
    none: "content is sent as it is",
    deflate: "DEFLATE, one context for each direction",
  },
  ExtensionType: {
    deployment_key_id: "in ClientHello: the deployment key that is meant",
  },
  KeyUpdateRequest: {
    notRequested: "no answer is due",
    requested: "the receiver updates its own direction too",
  },
  AlertCode: {
    close:
      "a normal end, when Established; anything but an error only if protected",
    unexpected_frame:
      "unknown type; type or inner type not accepted in the state; a clear frame after a Protected one was opened; bit 7 without compression or on another message; a KeyUpdate right after another; a Pong that is not awaited or differs",
    malformed:
      "a body that doesn't parse: bad length, trailing bytes, odd list, empty list, duplicate; a ClientKeyExchange of another size than the modulus; empty plaintext, empty Data, empty compressed content; KeyUpdate request above 1; an inner Finished, KeyUpdate or Alert of another size; an empty clear Alert",
    frame_too_large:
      "length over the type's limit; content over maxFrame; inflated content over C",
    illegal_parameter:
      "parses but is not permitted: a value that was not offered, a cipher of another setting, GREASE selected, maxFrame out of range or above the offer, compressions without 0, serverName with illegal bytes, an extension that was not offered, bad extension data",
    no_common_version: "no version in common",
    no_common_setting:
      "no setting in common, also where an unknown deployment key id leaves none",
    no_common_cipher: "the configured cipher was not offered",
    unrecognized_name: "serverName is none of the configured names",
    bad_key:
      "any defect of ServerKey; a leaf's RSA key of a wrong size or exponent",
    weak_key: "modulus below `minimumRsaBits`",
    key_not_trusted: "pin mismatch, changed `tofu` key, refused by policy",
    bad_certificate: "not X.509 in DER, bad signature, path constraint broken",
    unknown_ca: "no path to an anchor",
    certificate_expired: "a certificate of the path outside its validity",
    certificate_revoked: "a certificate of the path on a CRL",
    revocation_unknown: "CRL required and absent, stale or unverifiable",
    certificate_unsuitable:
      "keyUsage, extendedKeyUsage, basicConstraints, MD5 or SHA-1 signature, unknown critical extension, leaf not RSA",
    name_mismatch: "subjectAltName doesn't match the reference identity",
    bad_frame_protection:
      "tag, MAC or padding; impossible length of Protected; every implicit rejection",
    bad_finished: "Finished opened, verify wrong",
    key_limit: "a frame beyond the limit of its key",
    decompression_failed: "invalid DEFLATE, final block, nothing inflated",
    flood: "more than 16 Pongs pending",
    timeout: "handshake deadline; idle deadline",
    busy: "RSA capacity or connection limit reached",
    internal_error: "a fault of the end itself",
    aborted: "the application gave up",
  },
};

/** The registries whose numbers are described. */
type Registry =
  | "Version"
  | "SecuritySetting"
  | "Cipher"
  | "Compression"
  | "ExtensionType"
  | "KeyUpdateRequest"
  | "AlertCode";
