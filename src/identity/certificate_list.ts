import { context, DerError, DerReader, Tag } from "./der.ts";
import {
  type DistinguishedName,
  readDistinguishedName,
} from "./distinguished_name.ts";
import { readAuthorityKeyId } from "./extensions.ts";
import { requirePassedOver } from "./passed_over.ts";
import { type RawExtension, readRawExtensions } from "./raw_extensions.ts";
import { hex } from "./hex.ts";
import { readSigned, requireSameAlgorithm, type Signed } from "./signed.ts";

/** A certificate revocation list (RFC 5280 §5). */
export interface CertificateList extends Signed {
  readonly issuer: DistinguishedName;
  /** In ms since epoch; a list without a next update is never current. */
  readonly thisUpdate: number;
  readonly nextUpdate?: number;
  /** Serial numbers of what is revoked, in hex. */
  readonly revoked: ReadonlySet<string>;
  /** Why it does not tell the whole status, if it does not. */
  readonly unsupported?: string;
}

/** Reads a list. Throws {@link DerError}. */
export function readCertificateList(der: Uint8Array): CertificateList {
  const envelope = readSigned(der);
  const inner = DerReader.open(envelope.signed);
  const version = inner.next === Tag.integer ? inner.integer() : undefined;
  if (version && (version.length !== 1 || version[0] !== 1)) {
    throw new DerError("A list's version is not 2");
  }
  requireSameAlgorithm(inner, envelope);
  const issuer = readDistinguishedName(inner.element(Tag.sequence).whole);
  const thisUpdate = inner.time();
  const hasNext = inner.next === Tag.utcTime ||
    inner.next === Tag.generalizedTime;
  const nextUpdate = hasNext ? inner.time() : undefined;
  const entries = readEntries(inner.optional(Tag.sequence)?.content);
  const extensions = readListExtensions(inner);
  inner.end();
  if (!version && (entries.extended || extensions.size > 0)) {
    throw new DerError("A list's extensions need version 2");
  }
  return {
    ...envelope,
    issuer,
    thisUpdate,
    nextUpdate,
    revoked: entries.revoked,
    unsupported: unsupportedList(extensions) ?? entries.unsupported,
  };
}

const CRL_NUMBER = "2.5.29.20";
const REASON_CODE = "2.5.29.21";
const AUTHORITY_KEY_ID = "2.5.29.35";
const DELTA_CRL_INDICATOR = "2.5.29.27";
const ISSUING_DISTRIBUTION_POINT = "2.5.29.28";
const CERTIFICATE_ISSUER = "2.5.29.29";

type RawExtensions = ReadonlyMap<string, RawExtension>;

function readEntries(
  content: Uint8Array = new Uint8Array(),
): { revoked: ReadonlySet<string>; extended: boolean; unsupported?: string } {
  const list = new DerReader(content);
  const revoked = new Set<string>();
  let extended = false;
  let unsupported: string | undefined;
  while (!list.done) {
    const entry = list.enter();
    revoked.add(hex(entry.integer()));
    entry.time();
    if (!entry.done) {
      extended = true;
      const extensions = readRawExtensions(entry.element(Tag.sequence).whole);
      requireReason(extensions.get(REASON_CODE)?.value);
      unsupported ??= unsupportedEntry(extensions);
    }
    entry.end();
  }
  return { revoked, extended, unsupported };
}

function readListExtensions(reader: DerReader): RawExtensions {
  if (reader.next !== context(0, true)) return new Map();
  const explicit = reader.enter(context(0, true));
  const extensions = readRawExtensions(explicit.element(Tag.sequence).whole);
  explicit.end();
  requirePassedOver(extensions);
  const keyId = extensions.get(AUTHORITY_KEY_ID)?.value;
  if (keyId) readAuthorityKeyId(keyId);
  const number = extensions.get(CRL_NUMBER)?.value;
  if (number) requireNumber(number, Tag.integer);
  return extensions;
}

/** Any code revokes: a full list has none that doesn't. */
function requireReason(der?: Uint8Array): void {
  if (der) requireNumber(der, Tag.enumerated);
}

function requireNumber(der: Uint8Array, tag: number): void {
  const reader = new DerReader(der);
  reader.count(tag);
  reader.end();
}

/** Only a full list is used: its issuer's, for every reason and certificate. */
function unsupportedList(extensions: RawExtensions): string | undefined {
  if (extensions.has(DELTA_CRL_INDICATOR)) return "it is a delta list";
  if (extensions.has(ISSUING_DISTRIBUTION_POINT)) {
    return "it is an indirect or partitioned list";
  }
  return unknownCritical(extensions);
}

function unsupportedEntry(extensions: RawExtensions): string | undefined {
  return extensions.has(CERTIFICATE_ISSUER)
    ? "it is an indirect list"
    : unknownCritical(extensions);
}

function unknownCritical(extensions: RawExtensions): string | undefined {
  const unknown = [...extensions].find(([, { critical }]) => critical);
  return unknown &&
    `its critical extension ${unknown[0]} is not evaluated here`;
}
