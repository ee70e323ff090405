import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import { Buffer } from "node:buffer";
import { DEFAULT_MINIMUM_RSA_BITS } from "../../../src/mod.ts";
import { spkiOf } from "../rsa_key.ts";
import type { Fact, Facts } from "./facts.ts";

/** What is public of a key: its kind, its size, and the pin of its public half. */
export interface KeyFacts {
  readonly kind: string;
  readonly bits?: number;
  readonly exponent?: number;
  readonly curve?: string;
  readonly pin: string;
  readonly [name: string]: Fact | undefined;
}

/** The facts of a SubjectPublicKeyInfo, DER; of what can't be read its pin alone. */
export function keyFacts(spki: Uint8Array): KeyFacts {
  const pin = createHash("sha256").update(spki).digest("hex");
  try {
    const key = createPublicKey({
      key: Buffer.from(spki),
      format: "der",
      type: "spki",
    });
    return { ...details(key), pin };
  } catch {
    return { kind: "unknown", pin };
  }
}

/** What is weak about a key. */
export function keyWarnings({ kind, bits }: KeyFacts): readonly string[] {
  if (
    kind !== "rsa" || bits === undefined || bits >= DEFAULT_MINIMUM_RSA_BITS
  ) {
    return [];
  }
  return [`its RSA key has ${bits} bits, which is weak`];
}

/** The facts of a private key, as an object of a file; none of its numbers. */
export function privateKeyFacts(key: KeyObject, encrypted: boolean): Facts {
  const facts = keyFacts(spkiOf(key));
  return {
    type: "private key",
    encrypted,
    key: defined(facts),
    warnings: keyWarnings(facts),
  };
}

/** The facts of a private key that nobody gave the passphrase of. */
export function lockedKeyFacts(): Facts {
  return {
    type: "private key",
    encrypted: true,
    warnings: ["its size and pin show with its passphrase"],
  };
}

/**
 * The facts of a public key, SubjectPublicKeyInfo in DER.
 *
 * @throws TypeError where it is none.
 */
export function publicKeyFacts(spki: Uint8Array): Facts {
  const facts = keyFacts(spki);
  if (facts.kind === "unknown") throw new TypeError("It is no public key");
  return {
    type: "public key",
    key: defined(facts),
    warnings: keyWarnings(facts),
  };
}

/** Without what is undefined. */
export function defined(
  facts: Readonly<Record<string, Fact | undefined>>,
): Readonly<Record<string, Fact>> {
  return Object.fromEntries(
    Object.entries(facts).filter((entry): entry is [string, Fact] =>
      entry[1] !== undefined
    ),
  );
}

function details(
  key: KeyObject,
): { kind: string; bits?: number; exponent?: number; curve?: string } {
  const { modulusLength, publicExponent, namedCurve } =
    key.asymmetricKeyDetails ?? {};
  return {
    kind: key.asymmetricKeyType ?? "unknown",
    bits: modulusLength,
    exponent: publicExponent === undefined ? undefined : Number(publicExponent),
    curve: namedCurve,
  };
}
