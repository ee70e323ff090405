import type { AlertName } from "../schema/registries.ts";

/**
 * Why a certificate path is refused, and the alert that says so on the wire
 * (spec/identity.md). The one table between the two.
 */
const ALERT_OF_REASON = {
  /** There is no certificate to judge. */
  empty_chain: "bad_certificate",
  /** Not DER, not X.509, or fields and extensions that contradict RFC 5280. */
  malformed: "bad_certificate",
  /** The chain would cost more to judge than any honest one. */
  over_budget: "bad_certificate",
  /** The issuer's key does not verify the signature. */
  bad_signature: "bad_certificate",
  /** More intermediate certificates than a pathLenConstraint permits. */
  path_too_long: "bad_certificate",
  /** A name outside what a certificate above permits. */
  name_not_permitted: "bad_certificate",
  /** No certificate policy is valid along the path, and one is required. */
  no_valid_policy: "bad_certificate",
  /** No path leads to a trust anchor. */
  unknown_issuer: "unknown_ca",
  /** There is no trust anchor at all, or one that is not a certificate. */
  no_anchor: "unknown_ca",
  not_yet_valid: "certificate_expired",
  expired: "certificate_expired",
  revoked: "certificate_revoked",
  /** No certificate revocation list of the issuer was given. */
  crl_missing: "revocation_unknown",
  /** The issuer's list is not of the time at which the path is judged. */
  crl_stale: "revocation_unknown",
  /** The issuer's list is malformed, or its signature does not verify. */
  crl_unverified: "revocation_unknown",
  /** A delta, indirect or partitioned list, or one with an unknown extension. */
  crl_unsupported: "revocation_unknown",
  /** An issuer that is not marked as a certification authority. */
  not_an_authority: "certificate_unsuitable",
  /** keyUsage does not permit what the key is used for. */
  key_usage: "certificate_unsuitable",
  /** extendedKeyUsage does not permit the purpose. */
  extended_key_usage: "certificate_unsuitable",
  /** A critical extension that is not evaluated here. */
  critical_extension: "certificate_unsuitable",
  /** Signed with MD5, SHA-1 or another digest shorter than SHA-256. */
  weak_signature: "certificate_unsuitable",
  /** A signature or key algorithm that is not one of ours. */
  unknown_algorithm: "certificate_unsuitable",
  /** An authority's key of a size or exponent that is not safe. */
  weak_key: "certificate_unsuitable",
  /** The same of a leaf, whose key has rules of its own (spec/keys.md). */
  leaf_key: "bad_key",
  /** The leaf's RSA key is shorter than the least that is configured. */
  leaf_key_short: "weak_key",
  /** The key of the leaf is not an RSA key, so it can't take a pre-master. */
  not_rsa: "certificate_unsuitable",
  /** No subject alternative name matches the reference identity. */
  name_mismatch: "name_mismatch",
} as const satisfies Record<string, AlertName>;

/** The rule that a certificate, or the path, broke. */
export type CertificateReason = keyof typeof ALERT_OF_REASON;

/** All of them. */
export const CERTIFICATE_REASONS: readonly CertificateReason[] = Object.keys(
  ALERT_OF_REASON,
) as CertificateReason[];

/** The alert that answers a refusal: one of 0x20 to 0x29. */
export function alertFor(
  reason: CertificateReason,
): (typeof ALERT_OF_REASON)[CertificateReason] {
  return ALERT_OF_REASON[reason];
}

/** A rule broken, before it is known by which certificate. */
export interface Fault {
  readonly reason: CertificateReason;
  readonly detail: string;
}
