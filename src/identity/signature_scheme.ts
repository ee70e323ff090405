import { context, DerError, DerReader, Tag } from "./der.ts";
import { hex } from "./hex.ts";

/** How something was signed, as WebCrypto names it. */
export interface Scheme {
  readonly name: "RSASSA-PKCS1-v1_5" | "RSA-PSS" | "ECDSA" | "Ed25519";
  /** Ed25519 brings its own. */
  readonly hash?: Hash;
  /** In bytes, for RSA-PSS. */
  readonly saltLength?: number;
}

/** The digests that may be signed. */
export type Hash = "SHA-256" | "SHA-384" | "SHA-512";

/** A digest that may not, by its name. */
export interface Weak {
  readonly weak: string;
}

/** The object identifier of RSASSA-PSS, of signatures and of keys. */
export const RSASSA_PSS = "1.2.840.113549.1.1.10";

/**
 * The scheme that an AlgorithmIdentifier names, parameters included: RSASSA with
 * PKCS #1 v1.5 or PSS padding and ECDSA, each with SHA-256, SHA-384 or SHA-512,
 * and Ed25519. Undefined for any other.
 */
export function readScheme(
  { id, der }: { readonly id: string; readonly der: Uint8Array },
): Scheme | Weak | undefined {
  const weak = WEAK.get(id);
  if (weak !== undefined) return { weak };
  if (der.length > LONGEST) return undefined;
  if (id !== RSASSA_PSS) return SCHEMES.get(hex(der));
  const algorithm = DerReader.open(der);
  algorithm.oid();
  if (algorithm.done) return undefined;
  const options = readPssOptions(algorithm.element().whole);
  return options && "hash" in options
    ? { name: "RSA-PSS", ...options }
    : options;
}

/** The digest of RSASSA-PSS, and the size of its salt. */
export interface PssOptions {
  readonly hash: Hash;
  readonly saltLength: number;
}

/**
 * RSASSA-PSS-params (RFC 4055 §3.1). What is absent is SHA-1, which makes the
 * whole weak. Undefined for what does not parse, another digest, or a mask that
 * is not made with the same one.
 */
export function readPssOptions(
  der: Uint8Array,
): PssOptions | Weak | undefined {
  try {
    return parsePssOptions(der);
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}

/** In bytes: more than any of the identifiers known here can have. */
const LONGEST = 128;
/** In bytes, RFC 4055 §3.1. */
const DEFAULT_SALT = 20;

function parsePssOptions(der: Uint8Array): PssOptions | Weak | undefined {
  const options = DerReader.open(der);
  const field = <T>(
    number: number,
    read: (field: DerReader) => T,
  ): T | undefined => {
    if (options.next !== context(number, true)) return undefined;
    const explicit = options.enter(context(number, true));
    const value = read(explicit);
    explicit.end();
    return value;
  };
  const hash = field(0, readHash);
  const mask = field(1, readMask);
  const saltLength = field(2, (reader) => reader.count()) ?? DEFAULT_SALT;
  options.end();
  if (!hash || !mask) return { weak: "SHA-1" };
  return hash === mask ? { hash, saltLength } : undefined;
}

function readHash(reader: DerReader): Hash {
  const algorithm = reader.enter();
  const hash = HASHES.get(algorithm.oid());
  if (!algorithm.done) requireNull(algorithm);
  algorithm.end();
  if (!hash) throw new DerError("A digest that is not known");
  return hash;
}

function readMask(reader: DerReader): Hash {
  const algorithm = reader.enter();
  if (algorithm.oid() !== MGF1) throw new DerError("A mask that is not MGF1");
  const hash = readHash(algorithm);
  algorithm.end();
  return hash;
}

function requireNull(reader: DerReader): void {
  if (reader.element(Tag.null).content.length > 0) {
    throw new DerError("A NULL is not empty");
  }
}

const MGF1 = "1.2.840.113549.1.1.8";

const HASHES: ReadonlyMap<string, Hash> = new Map([
  ["2.16.840.1.101.3.4.2.1", "SHA-256"],
  ["2.16.840.1.101.3.4.2.2", "SHA-384"],
  ["2.16.840.1.101.3.4.2.3", "SHA-512"],
]);

/** Whole AlgorithmIdentifiers, in hex: parameters are part of the name. */
const SCHEMES: ReadonlyMap<string, Scheme> = new Map([
  ["300506032b6570", { name: "Ed25519" }],
  ...schemes("SHA-256", { rsa: "0b", ecdsa: "02" }),
  ...schemes("SHA-384", { rsa: "0c", ecdsa: "03" }),
  ...schemes("SHA-512", { rsa: "0d", ecdsa: "04" }),
]);

/**
 * RFC 4055 §5 has NULL, or nothing, after an RSA algorithm; RFC 5758 §3.2
 * nothing after ECDSA. `arcs` are the last ones of the object identifiers.
 */
function schemes(
  hash: Hash,
  arcs: { readonly rsa: string; readonly ecdsa: string },
): [string, Scheme][] {
  const pkcs1: Scheme = { name: "RSASSA-PKCS1-v1_5", hash };
  return [
    [`300d06092a864886f70d0101${arcs.rsa}0500`, pkcs1],
    [`300b06092a864886f70d0101${arcs.rsa}`, pkcs1],
    [`300a06082a8648ce3d0403${arcs.ecdsa}`, { name: "ECDSA", hash }],
  ];
}

const WEAK: ReadonlyMap<string, string> = new Map([
  ["1.2.840.113549.1.1.2", "MD2"],
  ["1.2.840.113549.1.1.3", "MD4"],
  ["1.2.840.113549.1.1.4", "MD5"],
  ["1.2.840.113549.1.1.5", "SHA-1"],
  ["1.2.840.113549.1.1.14", "SHA-224"],
  ["1.3.14.3.2.3", "MD5"],
  ["1.3.14.3.2.29", "SHA-1"],
  ["1.2.840.10045.4.1", "SHA-1"],
  ["1.2.840.10045.4.3.1", "SHA-224"],
  ["1.2.840.10040.4.3", "SHA-1"],
  ["2.16.840.1.101.3.4.3.1", "SHA-224"],
]);
