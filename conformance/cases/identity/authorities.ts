import type { AlertName } from "../../tester/registry.ts";

/** The suite's trust anchor, as `tester/certificates.ts` makes it. */
export const AUTHORITY = {
  subject: "CN=FESA Conformance Authority",
  key: "authority2048",
} as const;

/** An authority under it. */
export const INTERMEDIATE = {
  subject: "CN=FESA Conformance Intermediate",
  key: "intermediate2048",
} as const;

/** Every code a refused path may have: any applicable one is right (IDN-18). */
export const CERTIFICATE_ALERTS: readonly AlertName[] = [
  "bad_key",
  "weak_key",
  "key_not_trusted",
  "bad_certificate",
  "unknown_ca",
  "certificate_expired",
  "certificate_revoked",
  "revocation_unknown",
  "certificate_unsuitable",
  "name_mismatch",
];
