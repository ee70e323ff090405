import { TEST_NAME } from "../runner/materials.ts";
import {
  AUTHORITY,
  type Authority,
  authorityExtensions,
  type CertificateRecipe,
  leafExtensions,
  makeCertificate,
} from "../tester/certificates.ts";
import { commonName } from "../tester/distinguished_name.ts";
import type { GeneralName } from "../tester/general_names.ts";

/** What may be otherwise about a certificate. */
export type Changes = Partial<CertificateRecipe>;

/** The authorities of chains, from the anchor down. */
export const ROOT: Authority = AUTHORITY;
export const INTERMEDIATE: Authority = {
  subject: commonName("FESA Conformance Intermediate"),
  key: "intermediate2048",
};
export const ISSUING: Authority = {
  subject: commonName("FESA Conformance Issuing"),
  key: "other2048",
};
/** One that nobody trusts. */
export const STRANGER: Authority = {
  subject: commonName("Somebody Else"),
  key: "other2048",
};

/** A moment before every clock here, and one after. */
export const PAST = "2025-12-31T00:00:00Z";
export const FUTURE = "2027-01-01T00:00:00Z";

/** Makers of certificates in DER, right but for the changes. */
export const parties = {
  /** The suite's anchor. */
  root: (changes: Changes = {}): Uint8Array =>
    made({
      ...ROOT,
      serial: "01",
      extensions: authorityExtensions(),
      ...changes,
    }),

  /** An authority under the root. */
  intermediate: (changes: Changes = {}): Uint8Array =>
    made({
      ...INTERMEDIATE,
      issuer: ROOT,
      serial: "22",
      extensions: authorityExtensions(),
      ...changes,
    }),

  /** An authority under the intermediate. */
  issuing: (changes: Changes = {}): Uint8Array =>
    made({
      ...ISSUING,
      issuer: INTERMEDIATE,
      serial: "21",
      extensions: authorityExtensions(),
      ...changes,
    }),

  /** A server's certificate from the root itself. */
  leaf: (changes: Changes = {}): Uint8Array =>
    made({
      subject: commonName(TEST_NAME),
      key: "rsa2048",
      issuer: ROOT,
      serial: "20",
      extensions: leafExtensions(TEST_NAME),
      ...changes,
    }),

  /** A server's certificate from the intermediate. */
  leafBelow: (changes: Changes = {}): Uint8Array =>
    parties.leaf({ issuer: INTERMEDIATE, ...changes }),

  /** A server's certificate for other names, its common name none of them. */
  leafFor: (...names: readonly (string | GeneralName)[]): Uint8Array =>
    parties.leaf({
      subject: commonName("A Server"),
      extensions: leafExtensions(...names),
    }),
};

function made(recipe: CertificateRecipe): Uint8Array {
  return makeCertificate(recipe).der;
}
