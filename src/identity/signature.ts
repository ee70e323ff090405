import { DerError, DerReader } from "./der.ts";
import { hex } from "./hex.ts";
import type { Curve, PublicKey } from "./public_key.ts";
import type { Fault } from "./reasons.ts";
import type { Signed } from "./signed.ts";

/**
 * Whether a signature may be relied on at all: RSASSA-PKCS1-v1_5 and
 * RSASSA-PSS with SHA-256, SHA-384 or SHA-512, and ECDSA with the same.
 */
export function algorithmFault({ algorithm }: Signed): Fault | undefined {
  if (SCHEMES.has(hex(algorithm.der))) return undefined;
  const weak = WEAK.get(algorithm.id);
  return weak === undefined
    ? {
      reason: "unknown_algorithm",
      detail:
        `Its signature algorithm ${algorithm.id} (or its parameters) is not known`,
    }
    : {
      reason: "weak_signature",
      detail: `It is signed with ${weak}: SHA-256 is the least`,
    };
}

/**
 * Whether a key made the signature, by WebCrypto. What is wrong with the key, the
 * signature's form or its value is all the same: it does not verify.
 */
export async function verifies(
  { signed, algorithm, signature }: Signed,
  { key, spki }: { readonly key: PublicKey; readonly spki: Uint8Array },
): Promise<boolean> {
  const scheme = SCHEMES.get(hex(algorithm.der));
  if (!scheme) return false;
  const { subtle } = globalThis.crypto;
  try {
    const imported = await subtle.importKey(
      "spki",
      spki as Uint8Array<ArrayBuffer>,
      importParameters(scheme, key),
      false,
      ["verify"],
    );
    const value = key.kind === "EC"
      ? fixedSize(signature, COORDINATE_SIZE[key.curve])
      : signature;
    return await subtle.verify(
      scheme,
      imported,
      value as Uint8Array<ArrayBuffer>,
      signed as Uint8Array<ArrayBuffer>,
    );
  } catch {
    return false;
  }
}

interface Scheme {
  readonly name: "RSASSA-PKCS1-v1_5" | "RSA-PSS" | "ECDSA";
  readonly hash: "SHA-256" | "SHA-384" | "SHA-512";
  /** In bytes, for RSA-PSS: the size of the hash. */
  readonly saltLength?: number;
}

interface ImportParameters {
  readonly name: Scheme["name"];
  readonly hash: Scheme["hash"];
  readonly namedCurve: string;
}

function importParameters(scheme: Scheme, key: PublicKey): ImportParameters {
  if ((scheme.name === "ECDSA") !== (key.kind === "EC")) {
    throw new DerError("A signature of one kind under a key of another");
  }
  const namedCurve = key.kind === "EC" ? key.curve : "";
  return { name: scheme.name, hash: scheme.hash, namedCurve };
}

const NULL = "0500";

/** Whole AlgorithmIdentifiers, in hex: parameters are part of the name. */
const SCHEMES: ReadonlyMap<string, Scheme> = new Map([
  ...schemes("SHA-256", 32, { rsa: "0b", digest: "01", ecdsa: "02" }),
  ...schemes("SHA-384", 48, { rsa: "0c", digest: "02", ecdsa: "03" }),
  ...schemes("SHA-512", 64, { rsa: "0d", digest: "03", ecdsa: "04" }),
]);

/**
 * RFC 4055 has NULL, or nothing, after an RSA algorithm or a hash; RFC 5758
 * nothing after ECDSA. `arcs` are the last ones of the object identifiers.
 */
function schemes(
  hash: Scheme["hash"],
  saltLength: number,
  arcs: {
    readonly rsa: string;
    readonly digest: string;
    readonly ecdsa: string;
  },
): [string, Scheme][] {
  const pkcs1 = tlv("06", "2a864886f70d0101", arcs.rsa);
  const ecdsa = tlv("06", "2a8648ce3d0403", arcs.ecdsa);
  const pss = tlv("06", "2a864886f70d01010a");
  const mgf1 = tlv("06", "2a864886f70d010108");
  const digest = tlv("06", "6086480165030402", arcs.digest);
  const salt = tlv("a2", tlv("02", saltLength.toString(16)));
  return [
    [tlv("30", ecdsa), { name: "ECDSA", hash }],
    ...[NULL, ""].flatMap((parameters): [string, Scheme][] => {
      const hashId = tlv("30", digest, parameters);
      const mask = tlv("a1", tlv("30", mgf1, hashId));
      const options = tlv("30", tlv("a0", hashId), mask, salt);
      return [
        [tlv("30", pkcs1, parameters), { name: "RSASSA-PKCS1-v1_5", hash }],
        [tlv("30", pss, options), { name: "RSA-PSS", hash, saltLength }],
      ];
    }),
  ];
}

/** An element of fewer than 128 bytes, in hex. */
function tlv(tag: string, ...parts: readonly string[]): string {
  const content = parts.join("");
  return tag + (content.length / 2).toString(16).padStart(2, "0") + content;
}

const WEAK: ReadonlyMap<string, string> = new Map([
  ["1.2.840.113549.1.1.2", "MD2"],
  ["1.2.840.113549.1.1.3", "MD4"],
  ["1.2.840.113549.1.1.4", "MD5"],
  ["1.2.840.113549.1.1.5", "SHA-1"],
  ["1.2.840.113549.1.1.14", "SHA-224"],
  ["1.3.14.3.2.29", "SHA-1"],
  ["1.2.840.10045.4.1", "SHA-1"],
  ["1.2.840.10045.4.3.1", "SHA-224"],
  ["1.2.840.10040.4.3", "SHA-1"],
  ["2.16.840.1.101.3.4.3.1", "SHA-224"],
]);

const COORDINATE_SIZE: Readonly<Record<Curve, number>> = {
  "P-256": 32,
  "P-384": 48,
  "P-521": 66,
};

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
