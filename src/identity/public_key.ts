import { DerReader, Tag } from "./der.ts";
import type { Fault } from "./reasons.ts";
import {
  type PssOptions,
  readPssOptions,
  RSASSA_PSS,
} from "./signature_scheme.ts";

/** What a SubjectPublicKeyInfo holds, as far as its use here depends on it. */
export type PublicKey =
  | ({ readonly kind: "RSA" } & RsaNumbers)
  | ({
    /** One that signs in this way alone. */
    readonly kind: "RSA-PSS";
    /** What its signatures have to be like; absent, anything goes. */
    readonly options?: PssOptions;
    /** The key without that restriction, a SubjectPublicKeyInfo. */
    readonly plain: Uint8Array;
  } & RsaNumbers)
  | { readonly kind: "EC"; readonly curve: Curve }
  | { readonly kind: "Ed25519" }
  | { readonly kind: "unknown"; readonly algorithm: string };

/** What is judged of an RSA key. */
export interface RsaNumbers {
  readonly modulusBits: number;
  /** Two is no prime of one. */
  readonly oddModulus: boolean;
  /** The exponent, or undefined if it is even, below 3, or 2^32 or more. */
  readonly exponent?: number;
}

/** The curves that both platforms verify on. */
export type Curve = "P-256" | "P-384" | "P-521";

/** The size of a coordinate, in bytes. */
export const COORDINATE_SIZE: Readonly<Record<Curve, number>> = {
  "P-256": 32,
  "P-384": 48,
  "P-521": 66,
};

/** RSA moduli of issuers, in bits; Deno reads no longer ones. */
export const ISSUER_RSA_BITS = { least: 2048, most: 4096 } as const;

/** Reads a key. Throws `DerError` where it is not DER. */
export function readPublicKey(spki: Uint8Array): PublicKey {
  const outer = DerReader.open(spki);
  const algorithm = outer.enter();
  const id = algorithm.oid();
  const parameters = algorithm.done ? undefined : algorithm.element();
  algorithm.end();
  const key = outer.octetsOfBitString();
  outer.end();
  if (id === RSA_ENCRYPTION && parameters?.tag === Tag.null) {
    return { kind: "RSA", ...readRsa(key) };
  }
  if (id === RSASSA_PSS) return readPss(key, parameters?.whole);
  if (id === EC_PUBLIC_KEY && parameters?.tag === Tag.oid) {
    const curve = CURVES.get(new DerReader(parameters.whole).oid());
    if (curve && isPoint(key, curve)) return { kind: "EC", curve };
  }
  if (id === ED25519 && !parameters) return { kind: "Ed25519" };
  return { kind: "unknown", algorithm: id };
}

/**
 * Whether both platforms can verify with this key. It is all that is asked of a
 * trust anchor's, which is taken as given.
 */
export function verifyingKeyFault(key: PublicKey): Fault | undefined {
  if (key.kind === "unknown") {
    return {
      reason: "unknown_algorithm",
      detail: `Its key's algorithm ${key.algorithm} (or its form) is not known`,
    };
  }
  const { most } = ISSUER_RSA_BITS;
  return "modulusBits" in key && key.modulusBits > most
    ? {
      reason: "over_budget",
      detail: `Its RSA key has ${key.modulusBits} bits, more than ${most}`,
    }
    : undefined;
}

/**
 * Whether an intermediate authority may sign with this key. A leaf's has rules
 * of its own (spec/keys.md).
 */
export function issuerKeyFault(key: PublicKey): Fault | undefined {
  const fault = verifyingKeyFault(key);
  if (fault || !("modulusBits" in key)) return fault;
  if (key.modulusBits < ISSUER_RSA_BITS.least) {
    return {
      reason: "weak_key",
      detail:
        `Its RSA key has ${key.modulusBits} bits, less than ${ISSUER_RSA_BITS.least}`,
    };
  }
  return key.exponent === undefined
    ? { reason: "weak_key", detail: "Its RSA exponent is not a safe one" }
    : undefined;
}

const RSA_ENCRYPTION = "1.2.840.113549.1.1.1";
const EC_PUBLIC_KEY = "1.2.840.10045.2.1";
const ED25519 = "1.3.101.112";
const CURVES: ReadonlyMap<string, Curve> = new Map([
  ["1.2.840.10045.3.1.7", "P-256"],
  ["1.3.132.0.34", "P-384"],
  ["1.3.132.0.35", "P-521"],
]);

/** A point as RFC 5480 §2.2 has it; Node alone reads a third, hybrid form. */
function isPoint(key: Uint8Array, curve: Curve): boolean {
  const size = COORDINATE_SIZE[curve];
  return key[0] === 4
    ? key.length === 1 + 2 * size
    : (key[0] === 2 || key[0] === 3) && key.length === 1 + size;
}

function readPss(key: Uint8Array, parameters?: Uint8Array): PublicKey {
  const unknown = { kind: "unknown", algorithm: RSASSA_PSS } as const;
  const numbers = readRsa(key);
  const { modulusBits, exponent } = numbers;
  const usable = modulusBits <= ISSUER_RSA_BITS.most && exponent !== undefined;
  if (!usable) return unknown;
  const bits = encode(Tag.bitString, [0, ...key]);
  const plain = encode(Tag.sequence, [...RSA_ENCRYPTION_WITH_NULL, ...bits]);
  const known = { kind: "RSA-PSS", plain, ...numbers } as const;
  if (!parameters) return known;
  const options = readPssOptions(parameters);
  return options && "hash" in options ? { ...known, options } : unknown;
}

/** An element of fewer than 65,536 bytes. */
function encode(tag: number, content: readonly number[]): Uint8Array {
  const { length } = content;
  const long = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length];
  return Uint8Array.of(tag, ...length < 0x80 ? [length] : long, ...content);
}

/** The AlgorithmIdentifier of an RSA key. */
const RSA_ENCRYPTION_WITH_NULL = [
  ...[0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01],
  ...[0x01, 0x05, 0x00],
];

function readRsa(key: Uint8Array): RsaNumbers {
  const pair = DerReader.open(key);
  const modulus = pair.integer();
  const exponentBytes = pair.integer();
  pair.end();
  const start = modulus[0] === 0 ? 1 : 0;
  const modulusBits = modulus[0] >= 0x80
    ? 0
    : 8 * (modulus.length - start) - (Math.clz32(modulus[start] ?? 0) - 24);
  const exponent = exponentBytes.length > 5 || exponentBytes[0] >= 0x80
    ? 0
    : exponentBytes.reduce((sum, byte) => sum * 256 + byte, 0);
  const safe = exponent >= 3 && exponent < 2 ** 32 && exponent % 2 === 1;
  const oddModulus = modulus[modulus.length - 1] % 2 === 1;
  return { modulusBits, oddModulus, exponent: safe ? exponent : undefined };
}
