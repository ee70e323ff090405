import { DerReader, Tag } from "./der.ts";
import type { Fault } from "./reasons.ts";

/** What a SubjectPublicKeyInfo holds, as far as its use here depends on it. */
export type PublicKey =
  | {
    readonly kind: "RSA";
    readonly modulusBits: number;
    /** The exponent, or undefined if it is even, below 3, or 2^32 or more. */
    readonly exponent?: number;
  }
  | { readonly kind: "EC"; readonly curve: Curve }
  | { readonly kind: "unknown"; readonly algorithm: string };

/** The curves that both platforms verify on. */
export type Curve = "P-256" | "P-384" | "P-521";

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
    return readRsa(key);
  }
  if (id === EC_PUBLIC_KEY && parameters?.tag === Tag.oid) {
    const curve = CURVES.get(new DerReader(parameters.whole).oid());
    if (curve) return { kind: "EC", curve };
  }
  return { kind: "unknown", algorithm: id };
}

/**
 * Whether an intermediate authority may sign with this key. A trust anchor's
 * key is taken as given, and a leaf's has rules of its own (spec/keys.md).
 */
export function issuerKeyFault(key: PublicKey): Fault | undefined {
  switch (key.kind) {
    case "EC":
      return undefined;
    case "unknown":
      return {
        reason: "unknown_algorithm",
        detail: `Its key's algorithm ${key.algorithm} is not known`,
      };
    case "RSA": {
      const { least, most } = ISSUER_RSA_BITS;
      if (key.modulusBits < least || key.modulusBits > most) {
        return {
          reason: "weak_key",
          detail:
            `Its RSA key has ${key.modulusBits} bits, not ${least} to ${most}`,
        };
      }
      return key.exponent === undefined
        ? { reason: "weak_key", detail: "Its RSA exponent is not a safe one" }
        : undefined;
    }
  }
}

const RSA_ENCRYPTION = "1.2.840.113549.1.1.1";
const EC_PUBLIC_KEY = "1.2.840.10045.2.1";
const CURVES: ReadonlyMap<string, Curve> = new Map([
  ["1.2.840.10045.3.1.7", "P-256"],
  ["1.3.132.0.34", "P-384"],
  ["1.3.132.0.35", "P-521"],
]);

function readRsa(key: Uint8Array): PublicKey {
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
  return { kind: "RSA", modulusBits, exponent: safe ? exponent : undefined };
}
