import { Buffer } from "node:buffer";
import { concat, fromHex } from "./bytes.ts";
import {
  basicConstraints,
  encodeExtension,
  extendedKeyUsage,
  type Extension,
  keyIdentifiers,
  keyUsage,
  PURPOSE,
  subjectAltName,
} from "./certificate_extensions.ts";
import {
  encodeSigned,
  signatureAlgorithm,
  type SignatureName,
  signed,
  type SignedParts,
} from "./certificate_signature.ts";
import { der, derTime } from "./der.ts";
import { commonName, encodeName, type Name } from "./distinguished_name.ts";
import type { GeneralName } from "./general_names.ts";
import { type ThrowawayKeyName, throwawaySpki } from "./throwaway_keys.ts";

/** Who signs certificates and lists, by name and key. */
export interface Authority {
  readonly subject: Name;
  readonly key: ThrowawayKeyName;
}

/** What a test certificate says; everything left out is as it should be. */
export interface CertificateRecipe {
  readonly subject: Name;
  readonly key: ThrowawayKeyName;
  /** In place of that key's, which can then not be used. */
  readonly spki?: Uint8Array;
  /** Left out: signed by its own key. */
  readonly issuer?: Authority;
  /** The INTEGER's content octets, in hex. */
  readonly serial?: string;
  /** As in `2026-01-15T12:00:00Z`; wide enough for any clock if left out. */
  readonly notBefore?: string;
  readonly notAfter?: string;
  /** All its extensions but the two key identifiers. */
  readonly extensions: readonly Extension[];
  readonly identifiers?: boolean;
  readonly signature?: SignatureName;
  /** Changes the fields of what is signed. */
  readonly fields?: (fields: readonly Uint8Array[]) => readonly Uint8Array[];
  /** Changes what is signed, before it is. */
  readonly tbs?: (tbs: Uint8Array) => Uint8Array;
  /** Changes the parts of what was signed. */
  readonly parts?: (parts: SignedParts) => SignedParts;
  /** Changes the whole. */
  readonly whole?: (der: Uint8Array) => Uint8Array;
}

/** A certificate, DER and PEM. */
export interface TestCertificate {
  readonly der: Uint8Array;
  readonly pem: string;
}

/** The places of the fields of what is signed, where none is left out. */
export const FIELD = {
  version: 0,
  serial: 1,
  algorithm: 2,
  issuer: 3,
  validity: 4,
  subject: 5,
  key: 6,
  extensions: 7,
} as const;

/** Makes a certificate; the same recipe gives the same bytes. */
export function makeCertificate(recipe: CertificateRecipe): TestCertificate {
  const { subject, key, issuer = recipe, signature = "RSA-SHA256" } = recipe;
  const spki = recipe.spki ?? throwawaySpki(key);
  const fields = [
    fromHex("a003020102"),
    der(0x02, fromHex(recipe.serial ?? "0f")),
    signatureAlgorithm(signature),
    encodeName(issuer.subject),
    der(
      0x30,
      derTime(recipe.notBefore ?? "2020-01-01T00:00:00Z"),
      derTime(recipe.notAfter ?? "2049-12-31T23:59:59Z"),
    ),
    encodeName(subject),
    spki,
    encodeExtensions(0xa3, [
      ...recipe.extensions,
      ...recipe.identifiers === false
        ? []
        : keyIdentifiers(spki, throwawaySpki(issuer.key)),
    ]),
  ];
  const edited = der(0x30, ...recipe.fields?.(fields) ?? fields);
  const tbs = recipe.tbs?.(edited) ?? edited;
  const parts = signed(signature, issuer.key, tbs);
  const whole = encodeSigned(recipe.parts?.(parts) ?? parts);
  return certificateOf(recipe.whole?.(whole) ?? whole);
}

/** Extensions behind their own tag; nothing where there are none. */
export function encodeExtensions(
  tag: number,
  extensions: readonly Extension[],
): Uint8Array {
  if (extensions.length === 0) return concat();
  return der(tag, der(0x30, ...extensions.map(encodeExtension)));
}

/** A certificate of any bytes. */
export function certificateOf(whole: Uint8Array): TestCertificate {
  return { der: whole, pem: pemOf(whole, "CERTIFICATE") };
}

/** PEM, its lines of 64 characters. */
export function pemOf(bytes: Uint8Array, label: string): string {
  const base64 = Buffer.from(bytes).toString("base64").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...base64, `-----END ${label}-----`, ""]
    .join("\n");
}

/** The extensions of a certification authority. */
export function authorityExtensions(pathLength?: number): Extension[] {
  return [
    basicConstraints(true, pathLength),
    keyUsage("keyCertSign", "cRLSign"),
  ];
}

/** The extensions of a server's leaf for one DNS name, or for other names. */
export function leafExtensions(
  ...names: readonly (string | GeneralName)[]
): Extension[] {
  return [
    basicConstraints(false),
    keyUsage("keyEncipherment"),
    extendedKeyUsage(PURPOSE.serverAuth),
    subjectAltName(
      ...names.map((name) => typeof name === "string" ? { dns: name } : name),
    ),
  ];
}

/** An authority and a server's chain, leaf first, made once. */
export interface TestChain {
  readonly anchor: TestCertificate;
  readonly chain: readonly TestCertificate[];
}

/** The suite's trust anchor. */
export const AUTHORITY: Authority = {
  subject: commonName("FESA Conformance Authority"),
  key: "authority2048",
};

/** The plain chain of most cases: a leaf for `name` under one authority. */
export function makeChain(name: string, key: ThrowawayKeyName): TestChain {
  const anchor = makeCertificate({
    ...AUTHORITY,
    serial: "01",
    extensions: authorityExtensions(),
  });
  const leaf = makeCertificate({
    subject: commonName(name),
    key,
    issuer: AUTHORITY,
    serial: "02",
    extensions: leafExtensions(name),
  });
  return { anchor, chain: [leaf] };
}
