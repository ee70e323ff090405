import { context, DerError, DerReader, Tag } from "./der.ts";
import {
  type DistinguishedName,
  readDistinguishedName,
} from "./distinguished_name.ts";
import { type Extensions, readExtensions } from "./extensions.ts";
import { type PublicKey, readPublicKey } from "./public_key.ts";
import { readRawExtensions } from "./raw_extensions.ts";
import { readSigned, requireSameAlgorithm, type Signed } from "./signed.ts";

/** An X.509 certificate, of what path validation asks. Bytes are views. */
export interface Certificate extends Signed {
  readonly der: Uint8Array;
  readonly serialNumber: Uint8Array;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  /** Both ends of the validity, included, in ms since epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
  readonly key: PublicKey;
  readonly extensions: Extensions;
}

/**
 * Reads a certificate (RFC 5280 §4.1). Everything is checked that does not
 * depend on other certificates. Throws {@link DerError}.
 */
export function readCertificate(der: Uint8Array): Certificate {
  const envelope = readSigned(der);
  const inner = DerReader.open(envelope.signed);
  const version = readVersion(inner);
  const serialNumber = inner.integer();
  requireSameAlgorithm(inner, envelope);
  const issuer = readDistinguishedName(inner.element(Tag.sequence).whole);
  const validity = inner.enter();
  const notBefore = validity.time();
  const notAfter = validity.time();
  validity.end();
  const subject = readDistinguishedName(inner.element(Tag.sequence).whole);
  const spki = inner.element(Tag.sequence).whole;
  for (const number of [1, 2]) {
    const uniqueId = inner.optional(context(number, false));
    if (uniqueId && !(version >= 2 && uniqueId.content[0] < 8)) {
      throw new DerError("A unique id is no BIT STRING, or needs version 2");
    }
  }
  const extensions = readExtensionsField(inner, version);
  inner.end();
  return {
    der,
    ...envelope,
    serialNumber,
    issuer,
    subject,
    notBefore,
    notAfter,
    spki,
    key: readPublicKey(spki),
    extensions,
  };
}

/** Whether its subject is its issuer by name, as where a key is changed. */
export function isSelfIssued({ subject, issuer }: Certificate): boolean {
  return subject.key === issuer.key;
}

function readVersion(reader: DerReader): number {
  if (reader.next !== context(0, true)) return 1;
  const explicit = reader.enter(context(0, true));
  const [number, ...more] = explicit.integer();
  explicit.end();
  if (more.length > 0 || number !== 1 && number !== 2) {
    throw new DerError("A certificate's version is not 2 or 3");
  }
  return number + 1;
}

function readExtensionsField(reader: DerReader, version: number): Extensions {
  if (reader.next !== context(3, true)) return readExtensions(new Map());
  if (version !== 3) throw new DerError("Extensions need version 3");
  const explicit = reader.enter(context(3, true));
  const raw = readRawExtensions(explicit.element(Tag.sequence).whole);
  explicit.end();
  return readExtensions(raw);
}
