import { DerError, DerReader } from "./der.ts";
import { COORDINATE_SIZE, type PublicKey } from "./public_key.ts";
import type { Fault } from "./reasons.ts";
import { readScheme, type Scheme } from "./signature_scheme.ts";
import type { Signed } from "./signed.ts";

/** Whether a signature may be relied on at all, whatever the key. */
export function algorithmFault({ algorithm }: Signed): Fault | undefined {
  const scheme = readScheme(algorithm);
  if (!scheme) {
    return {
      reason: "unknown_algorithm",
      detail:
        `Its signature algorithm ${algorithm.id} (or its parameters) is not known`,
    };
  }
  return "weak" in scheme
    ? {
      reason: "weak_signature",
      detail: `It is signed with ${scheme.weak}: SHA-256 is the least`,
    }
    : undefined;
}

/**
 * Whether a key made the signature, by WebCrypto. What is wrong with the key, the
 * signature's form or its value is all the same: it does not verify.
 */
export async function verifies(
  { signed, algorithm, signature }: Signed,
  { key, spki }: { readonly key: PublicKey; readonly spki: Uint8Array },
): Promise<boolean> {
  const scheme = readScheme(algorithm);
  if (!scheme || "weak" in scheme || !isFor(scheme, key)) return false;
  const { subtle } = globalThis.crypto;
  try {
    const imported = await subtle.importKey(
      "spki",
      (key.kind === "RSA-PSS" ? key.plain : spki) as Uint8Array<ArrayBuffer>,
      {
        name: scheme.name,
        hash: scheme.hash ?? "",
        namedCurve: key.kind === "EC" ? key.curve : "",
      },
      false,
      ["verify"],
    );
    const value = key.kind === "EC"
      ? fixedSize(signature, COORDINATE_SIZE[key.curve])
      : signature;
    return await subtle.verify(
      { ...scheme },
      imported,
      value as Uint8Array<ArrayBuffer>,
      signed as Uint8Array<ArrayBuffer>,
    );
  } catch {
    return false;
  }
}

/** Whether the scheme is one of the key's, and allowed by it (RFC 4055 §3.3). */
function isFor(
  { name, hash, saltLength = 0 }: Scheme,
  key: PublicKey,
): boolean {
  switch (key.kind) {
    case "RSA":
      return name === "RSASSA-PKCS1-v1_5" || name === "RSA-PSS";
    case "RSA-PSS":
      return name === "RSA-PSS" && (!key.options ||
        key.options.hash === hash && key.options.saltLength <= saltLength);
    case "EC":
      return name === "ECDSA";
    case "Ed25519":
      return name === "Ed25519";
    case "unknown":
      return false;
  }
}

/** ECDSA's two INTEGERs at the size of the curve, as WebCrypto wants them. */
function fixedSize(signature: Uint8Array, size: number): Uint8Array {
  const pair = DerReader.open(signature);
  const result = new Uint8Array(2 * size);
  for (const end of [size, 2 * size]) {
    const integer = pair.integer();
    if (integer[0] >= 0x80) throw new DerError("A signature has a sign");
    const value = integer[0] === 0 ? integer.subarray(1) : integer;
    if (value.length > size) throw new DerError("A signature is too long");
    result.set(value, end - value.length);
  }
  pair.end();
  return result;
}
