import "reflect-metadata";
import { AsnConvert } from "@peculiar/asn1-schema";
import { Certificate, type TBSCertificate } from "@peculiar/asn1-x509";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  type Extension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
  X509CrlGenerator,
} from "@peculiar/x509";

import {
  throwawayKey,
  type ThrowawayKeyName,
  throwawaySpki,
} from "../../conformance/tester/throwaway_keys.ts";

/** Certificates made for tests, by a library that is not the one under test. */

/** A key pair, as WebCrypto has it. */
export type Keys = Extract<
  Awaited<ReturnType<typeof globalThis.crypto.subtle.generateKey>>,
  { readonly privateKey: unknown }
>;

/** A certificate, and what issues under it. */
export interface Issued {
  readonly der: Uint8Array;
  readonly subject: string;
  readonly serialNumber: string;
  readonly keys: Keys;
}

/** What is to be issued; by default a leaf, valid at {@link NOW}. */
export interface Wanted {
  /** As in `CN=root`. */
  readonly subject: string;
  /** Who signs; itself where absent. */
  readonly by?: Issued;
  /** The name of the issuer, if it is not to be that of `by`. */
  readonly issuer?: string;
  readonly keys?: Keys;
  readonly hash?: "SHA-1" | "SHA-256" | "SHA-384" | "SHA-512";
  readonly notBefore?: string;
  readonly notAfter?: string;
  /** In hex. */
  readonly serialNumber?: string;
  readonly dns?: readonly string[];
  readonly ip?: readonly string[];
  readonly extensions?: readonly Extension[];
  /** Whether key identifiers are left out. */
  readonly plain?: boolean;
}

/** The time at which the certificates made here are valid by default. */
export const NOW = new Date("2026-06-15T12:00:00Z");

/** A host that {@link chainOf} issues for. */
export const HOST = "fesa.example";

/** Issues a certificate. */
export async function issue(wanted: Wanted): Promise<Issued> {
  const { subject, by, dns = [], ip = [], extensions = [] } = wanted;
  const keys = wanted.keys ?? await keysOf("P-256");
  const serialNumber = wanted.serialNumber ?? nextSerial();
  const names = [
    ...dns.map((value) => ({ type: "dns" as const, value })),
    ...ip.map((value) => ({ type: "ip" as const, value })),
  ];
  const signer = by?.keys ?? keys;
  const identifiers = wanted.plain ? [] : [
    await SubjectKeyIdentifierExtension.create(keys.publicKey),
    await AuthorityKeyIdentifierExtension.create(signer.publicKey),
  ];
  const certificate = await X509CertificateGenerator.create({
    subject,
    issuer: wanted.issuer ?? by?.subject ?? subject,
    serialNumber,
    notBefore: new Date(wanted.notBefore ?? "2026-01-01T00:00:00Z"),
    notAfter: new Date(wanted.notAfter ?? "2026-12-31T23:59:59Z"),
    publicKey: keys.publicKey,
    signingKey: await withHash(signer, wanted.hash),
    signingAlgorithm: { name: "ECDSA", hash: wanted.hash ?? "SHA-256" },
    extensions: [
      ...identifiers,
      ...(names.length > 0 ? [new SubjectAlternativeNameExtension(names)] : []),
      ...extensions,
    ],
  });
  const der = new Uint8Array(certificate.rawData);
  return { der, subject, serialNumber, keys };
}

/**
 * The certificate with something changed, and signed again by RSA keys: for
 * what the generator does not write.
 */
export async function reissue(
  issued: Issued,
  by: Keys,
  change: (tbs: TBSCertificate) => void,
): Promise<Issued> {
  const certificate = AsnConvert.parse(issued.der, Certificate);
  certificate.tbsCertificateRaw = undefined;
  change(certificate.tbsCertificate);
  certificate.signatureValue = await globalThis.crypto.subtle.sign(
    "RSASSA-PKCS1-v1_5",
    by.privateKey,
    AsnConvert.serialize(certificate.tbsCertificate),
  );
  return { ...issued, der: new Uint8Array(AsnConvert.serialize(certificate)) };
}

/** Issues a certificate of an authority. */
export function issueAuthority(
  wanted: Wanted,
  pathLength?: number,
): Promise<Issued> {
  const authority = new BasicConstraintsExtension(true, pathLength, true);
  const extensions = [authority, ...(wanted.extensions ?? [])];
  return issue({ ...wanted, extensions });
}

/** A chain of three, with changes to each certificate. */
export async function chainOf(
  changes: {
    readonly root?: Partial<Wanted>;
    readonly middle?: Partial<Wanted>;
    readonly leaf?: Partial<Wanted>;
    readonly pathLength?: number;
  } = {},
): Promise<{ root: Issued; middle: Issued; leaf: Issued }> {
  const root = await issueAuthority({ subject: "CN=root", ...changes.root });
  const middle = await issueAuthority(
    { subject: "CN=middle", by: root, ...changes.middle },
    changes.pathLength,
  );
  const leaf = await issue({
    subject: "CN=leaf",
    by: middle,
    keys: await keysOf("RSA-2048"),
    dns: [HOST],
    ...changes.leaf,
  });
  return { root, middle, leaf };
}

/** A revocation list of an authority. */
export async function listOf(
  by: Issued,
  wanted: {
    readonly revoked?: readonly Issued[];
    readonly signedBy?: Issued;
    readonly thisUpdate?: string;
    readonly nextUpdate?: string;
    readonly extensions?: readonly Extension[];
  } = {},
): Promise<Uint8Array> {
  const list = await X509CrlGenerator.create({
    issuer: by.subject,
    thisUpdate: new Date(wanted.thisUpdate ?? "2026-06-01T00:00:00Z"),
    nextUpdate: new Date(wanted.nextUpdate ?? "2026-07-01T00:00:00Z"),
    signingKey: (wanted.signedBy ?? by).keys.privateKey,
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
    entries: (wanted.revoked ?? []).map(({ serialNumber }) => ({
      serialNumber,
      revocationDate: new Date("2026-06-01T00:00:00Z"),
    })),
    extensions: [...(wanted.extensions ?? [])],
  });
  return new Uint8Array(list.rawData);
}

/** A kind of key. RSA keys are slow to make, so each kind has one for all. */
export type KeyKind = "P-256" | "P-384" | "P-521" | keyof typeof RSA_KEYS;

/** New keys of a curve, or the one pair of an RSA size. */
export function keysOf(kind: KeyKind): Promise<Keys> {
  if (!isRsa(kind)) return generate(kind);
  const made = rsaKeys.get(kind) ?? importRsa(RSA_KEYS[kind]);
  rsaKeys.set(kind, made);
  return made;
}

/** The private key; an RSA one is made for one hash, and so made again. */
async function withHash(
  { privateKey }: Keys,
  hash: string = "SHA-256",
): Promise<Keys["privateKey"]> {
  const { name } = privateKey.algorithm;
  if (name === "ECDSA" || hash === "SHA-256") return privateKey;
  const { subtle } = globalThis.crypto;
  const pkcs8 = await subtle.exportKey("pkcs8", privateKey);
  return subtle.importKey("pkcs8", pkcs8, { name, hash }, true, ["sign"]);
}

const RSA_KEYS = {
  "RSA-1024": "rsa1024",
  "RSA-2048": "rsa2048",
  "RSA-3072": "rsa3072",
  "RSA-4096": "rsa4096",
} as const;
const rsaKeys = new Map<KeyKind, Promise<Keys>>();
let serial = 0x1000;

function nextSerial(): string {
  return (++serial).toString(16);
}

function isRsa(kind: KeyKind): kind is keyof typeof RSA_KEYS {
  return Object.hasOwn(RSA_KEYS, kind);
}

async function importRsa(name: ThrowawayKeyName): Promise<Keys> {
  const { subtle } = globalThis.crypto;
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const pkcs8 = throwawayKey(name).export({ type: "pkcs8", format: "der" });
  const spki = new Uint8Array(throwawaySpki(name));
  return {
    privateKey: await subtle.importKey(
      "pkcs8",
      new Uint8Array(pkcs8),
      algorithm,
      true,
      ["sign"],
    ),
    publicKey: await subtle.importKey("spki", spki, algorithm, true, [
      "verify",
    ]),
  };
}

async function generate(namedCurve: string): Promise<Keys> {
  const keys = await globalThis.crypto.subtle.generateKey(
    { name: "ECDSA", namedCurve },
    true,
    ["sign", "verify"],
  );
  return keys as Keys;
}
