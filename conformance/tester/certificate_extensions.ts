import { createHash } from "node:crypto";
import { fromHex, uint } from "./bytes.ts";
import { der, derInteger, derOid, readElements } from "./der.ts";
import {
  encodeGeneralName,
  encodeSubtrees,
  type GeneralName,
} from "./general_names.ts";

/** An extension of a certificate or of a revocation list. */
export interface Extension {
  readonly id: string;
  readonly critical?: boolean;
  readonly value: Uint8Array;
}

/** Object identifiers of purposes, for `extendedKeyUsage`. */
export const PURPOSE = {
  serverAuth: "1.3.6.1.5.5.7.3.1",
  clientAuth: "1.3.6.1.5.5.7.3.2",
  any: "2.5.29.37.0",
} as const;

/** The bits of keyUsage, by their numbers. */
const USAGES = {
  digitalSignature: 0,
  keyEncipherment: 2,
  keyCertSign: 5,
  cRLSign: 6,
} as const;
/** What a key may be used for. */
export type Usage = keyof typeof USAGES;

/** An Extension in DER. */
export function encodeExtension(
  { id, critical, value }: Extension,
): Uint8Array {
  const flag = critical ? [fromHex("0101ff")] : [];
  return der(0x30, derOid(id), ...flag, der(0x04, value));
}

/** basicConstraints, critical. */
export function basicConstraints(ca: boolean, pathLength?: number): Extension {
  const parts = ca ? [fromHex("0101ff")] : [];
  if (pathLength !== undefined) parts.push(derInteger(BigInt(pathLength)));
  return { id: "2.5.29.19", critical: true, value: der(0x30, ...parts) };
}

/** keyUsage, critical. */
export function keyUsage(...usages: readonly Usage[]): Extension {
  const numbers: number[] = usages.map((usage) => USAGES[usage]);
  const bits = numbers.reduce((sum, number) => sum | 0x80 >> number, 0);
  const value = der(0x03, uint(7 - Math.max(...numbers), 1), uint(bits, 1));
  return { id: "2.5.29.15", critical: true, value };
}

/** extendedKeyUsage. */
export function extendedKeyUsage(...purposes: readonly string[]): Extension {
  return { id: "2.5.29.37", value: der(0x30, ...purposes.map(derOid)) };
}

/** subjectAltName. */
export function subjectAltName(...names: readonly GeneralName[]): Extension {
  return { id: "2.5.29.17", value: der(0x30, ...names.map(encodeGeneralName)) };
}

/** nameConstraints, critical. */
export function nameConstraints(
  { permitted = [], excluded = [] }: {
    readonly permitted?: readonly GeneralName[];
    readonly excluded?: readonly GeneralName[];
  },
): Extension {
  const value = der(
    0x30,
    encodeSubtrees(0xa0, permitted),
    encodeSubtrees(0xa1, excluded),
  );
  return { id: "2.5.29.30", critical: true, value };
}

/** certificatePolicies, without qualifiers. */
export function certificatePolicies(...ids: readonly string[]): Extension {
  return {
    id: "2.5.29.32",
    value: der(0x30, ...ids.map((id) => der(0x30, derOid(id)))),
  };
}

/** An extension that nobody knows. */
export function unknownExtension(critical: boolean): Extension {
  return { id: "1.3.6.1.4.1.55555.1", critical, value: fromHex("0500") };
}

/** subjectKeyIdentifier and authorityKeyIdentifier, by RFC 5280 §4.2.1.2. */
export function keyIdentifiers(
  subject: Uint8Array,
  issuer: Uint8Array,
): Extension[] {
  const own = { id: "2.5.29.14", value: der(0x04, identifierOf(subject)) };
  return [own, authorityKeyIdentifier(issuer)];
}

/** authorityKeyIdentifier, of the issuer's SPKI. */
export function authorityKeyIdentifier(issuer: Uint8Array): Extension {
  return {
    id: "2.5.29.35",
    value: der(0x30, der(0x80, identifierOf(issuer))),
  };
}

/** The SHA-1 of the bits of an SPKI's key. */
function identifierOf(spki: Uint8Array): Uint8Array {
  const [outer] = readElements(spki);
  const [, key] = readElements(outer.content);
  const bits = key.content.subarray(1);
  return new Uint8Array(createHash("sha1").update(bits).digest());
}
