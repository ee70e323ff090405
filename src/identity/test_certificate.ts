import { Buffer } from "node:buffer";
import { generateKeyPairSync, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import {
  type PathOptions,
  type PathVerdict,
  validateCertificatePath,
} from "./certificate_path.ts";

/**
 * Certificates in which anything at all can be wrong, written byte by byte by
 * code that knows nothing of what is under test.
 */

/** Bytes of one element: its tag, its length, its content. */
export function tlv(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80
    ? [length]
    : length < 0x100
    ? [0x81, length]
    : length < 0x10000
    ? [0x82, length >> 8, length & 0xff]
    : [0x83, length >> 16, length >> 8 & 0xff, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

/** A SEQUENCE. */
export function seq(...parts: readonly Uint8Array[]): Buffer {
  return tlv(0x30, ...parts);
}

/** Bytes in hex, spaces apart. */
export function raw(hex: string): Buffer {
  return Buffer.from(hex.replaceAll(" ", ""), "hex");
}

/** ASCII. */
export function text(tag: number, value: string): Buffer {
  return tlv(tag, Buffer.from(value, "latin1"));
}

/** A name of one common name; empty, of none. */
export function name(common: string): Buffer {
  return common === ""
    ? seq()
    : seq(tlv(0x31, seq(raw("0603550403"), text(0x0c, common))));
}

/** An Extension by its whole OBJECT IDENTIFIER, or the last arc of id-ce. */
export function extension(
  id: number | string,
  value: Uint8Array,
  critical = false,
): Buffer {
  const oid = typeof id === "number"
    ? tlv(6, Buffer.from([0x55, 0x1d, id]))
    : tlv(6, raw(id));
  const flag = critical ? raw("0101ff") : Buffer.alloc(0);
  return seq(oid, flag, tlv(4, value));
}

/** basicConstraints of an authority. */
export const AUTHORITY = extension(19, raw("30030101ff"), true);

/** basicConstraints of an authority with a pathLenConstraint. */
export function authorityWithin(pathLength: number): Buffer {
  return extension(
    19,
    seq(raw("0101ff02 01"), Buffer.from([pathLength])),
    true,
  );
}

/** subjectAltName of GeneralNames. */
export function names(...all: readonly Uint8Array[]): Buffer {
  return extension(17, seq(...all));
}

/** A dNSName, also as the base of a constraint. */
export function dns(value: string): Buffer {
  return text(0x82, value);
}

/** The host that a {@link Forged} leaf is for. */
export const HOST = "fesa.example";

/** The time at which they are valid. */
export const NOW = new Date("2026-06-15T12:00:00Z");

/** SubjectPublicKeyInfo of RSA numbers in hex. */
export function rsaSpki(modulus: string, exponent = "010001"): Buffer {
  const key = seq(tlv(2, raw(modulus)), tlv(2, raw(exponent)));
  return seq(RSA, tlv(3, Buffer.of(0), key));
}

/** As many bits of an RSA modulus, in hex. */
export function modulus(bits: number): string {
  return `00${"c1".repeat(bits / 8)}`;
}

/** A SubjectPublicKeyInfo of P-256 whose point is on no curve. */
export const EC_SPKI: Buffer = raw(
  `3059301306072a8648ce3d020106082a8648ce3d030107034200 04${"6b".repeat(64)}`,
);

const RSA = seq(raw("06092a864886f70d010101 0500"));
const ECDSA_SHA256 = seq(raw("06082a8648ce3d040302"));

/** What a certificate holds, each part as it stands there. */
export interface Parts {
  readonly version: Uint8Array;
  readonly serial: Uint8Array;
  readonly innerAlgorithm: Uint8Array;
  readonly issuer: Uint8Array;
  readonly validity: Uint8Array;
  readonly subject: Uint8Array;
  readonly spki: Uint8Array;
  readonly uniqueIds: Uint8Array;
  /** Undefined: the field is absent. */
  readonly extensions: readonly Uint8Array[] | undefined;
  readonly outerAlgorithm: Uint8Array;
  /** Signs the inner part. */
  readonly sign: (tbs: Uint8Array) => Uint8Array;
  /** The BIT STRING of the signature. */
  readonly signature: (value: Uint8Array) => Uint8Array;
  /** What follows the last element. */
  readonly trailer: Uint8Array;
}

/** Writes a certificate of these parts. */
export function certificate(parts: Parts): Uint8Array {
  const { extensions, outerAlgorithm } = parts;
  const tbs = seq(
    parts.version,
    parts.serial,
    parts.innerAlgorithm,
    parts.issuer,
    parts.validity,
    parts.subject,
    parts.spki,
    parts.uniqueIds,
    extensions ? tlv(0xa3, seq(...extensions)) : Buffer.alloc(0),
  );
  const signature = parts.signature(parts.sign(tbs));
  return new Uint8Array(
    Buffer.concat([seq(tbs, outerAlgorithm, signature), parts.trailer]),
  );
}

/** Who signs: a key pair of P-256, and how it signs. */
export interface Signer {
  readonly spki: Uint8Array;
  readonly sign: (tbs: Uint8Array) => Uint8Array;
}

/** A fresh key pair. */
export function signer(): Signer {
  const { privateKey, publicKey } = generateKeyPairSync("ec", {
    namedCurve: "P-256",
  });
  return signerOf(
    privateKey,
    publicKey.export({ type: "spki", format: "der" }),
  );
}

/** A key pair that there is, signing with SHA-256. */
export function signerOf(key: KeyObject, spki: Uint8Array): Signer {
  return { spki, sign: (tbs) => sign("sha256", tbs, key) };
}

const ROOT = signer();
const MIDDLE = signer();
/** 2,048 bits; nobody has the other half, and nobody needs it. */
const LEAF_SPKI = rsaSpki(modulus(2048));

/** What is to be different in each of the three. */
export interface Forgery {
  readonly root?: Partial<Parts>;
  readonly middle?: Partial<Parts>;
  readonly leaf?: Partial<Parts>;
}

/** A chain of three: `CN=leaf`, under `CN=middle`, under `CN=root`. */
export function forge(
  { root, middle, leaf }: Forgery = {},
): { root: Uint8Array; middle: Uint8Array; leaf: Uint8Array } {
  return {
    root: certificate({ ...authority("root", "root", ROOT, ROOT), ...root }),
    middle: certificate({
      ...authority("middle", "root", MIDDLE, ROOT),
      ...middle,
    }),
    leaf: certificate({ ...server("leaf", "middle", MIDDLE), ...leaf }),
  };
}

/** The parts of an authority's certificate. */
export function authority(
  subject: string,
  issuer: string,
  own: Signer,
  by: Signer,
): Parts {
  return {
    ...server(subject, issuer, by),
    spki: own.spki,
    extensions: [AUTHORITY],
  };
}

/** The parts of a server's certificate. */
export function server(subject: string, issuer: string, by: Signer): Parts {
  return {
    version: raw("a003020102"),
    serial: raw("020105"),
    innerAlgorithm: ECDSA_SHA256,
    issuer: name(issuer),
    validity: seq(text(23, "260101000000Z"), text(23, "261231235959Z")),
    subject: name(subject),
    spki: LEAF_SPKI,
    uniqueIds: Buffer.alloc(0),
    extensions: [names(dns(HOST))],
    outerAlgorithm: ECDSA_SHA256,
    sign: by.sign,
    signature: (value) => tlv(3, Buffer.of(0), value),
    trailer: Buffer.alloc(0),
  };
}

/** What a revocation list holds, each part as it stands there. */
export interface ListParts {
  readonly by: "root" | "middle";
  readonly version: Uint8Array;
  readonly issuer: Uint8Array;
  /** thisUpdate, and nextUpdate. */
  readonly times: Uint8Array;
  /** revokedCertificates, or nothing. */
  readonly entries: Uint8Array;
  readonly extensions: readonly Uint8Array[];
}

/** Writes a list: by default an empty one, current at {@link NOW}. */
export function list(
  { by, ...changed }: Pick<ListParts, "by"> & Partial<ListParts>,
): Uint8Array {
  const parts = {
    version: raw("020101"),
    issuer: name(by),
    times: Buffer.concat([
      text(23, "260601000000Z"),
      text(23, "260701000000Z"),
    ]),
    entries: Buffer.alloc(0),
    extensions: [],
    ...changed,
  };
  const { extensions } = parts;
  const tbs = seq(
    parts.version,
    ECDSA_SHA256,
    parts.issuer,
    parts.times,
    parts.entries,
    extensions.length > 0 ? tlv(0xa0, seq(...extensions)) : Buffer.alloc(0),
  );
  const { sign } = by === "root" ? ROOT : MIDDLE;
  const value = tlv(3, Buffer.of(0), sign(tbs));
  return new Uint8Array(seq(tbs, ECDSA_SHA256, value));
}

/** An entry of a list: a serial number in hex, and extensions. */
export function entry(
  serial: string,
  ...extensions: readonly Uint8Array[]
): Buffer {
  const more = extensions.length > 0 ? seq(...extensions) : Buffer.alloc(0);
  return seq(tlv(2, raw(serial)), text(23, "260601000000Z"), more);
}

/** Judges a forged chain: leaf and middle sent, root trusted. */
export function judgeForged(
  forgery: Forgery,
  options: Partial<PathOptions> = {},
): Promise<PathVerdict> {
  const { root, middle, leaf } = forge(forgery);
  return validateCertificatePath([leaf, middle], {
    anchors: [root],
    host: HOST,
    time: NOW,
    ...options,
  });
}

/** `ok`, or the reason and the place: `malformed 0`. */
export function told(verdict: PathVerdict): string {
  return verdict.ok ? "ok" : `${verdict.reason} ${verdict.index}`;
}
