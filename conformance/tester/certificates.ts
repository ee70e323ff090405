import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { createPublicKey, webcrypto } from "node:crypto";
import { throwawayKey, type ThrowawayKeyName } from "./throwaway_keys.ts";

/** What a test certificate says; everything left out is as it should be. */
export interface CertificateRecipe {
  readonly subject: string;
  readonly key: ThrowawayKeyName;
  /** Left out: signed by its own key. */
  readonly issuer?: {
    readonly subject: string;
    readonly key: ThrowawayKeyName;
  };
  readonly serial?: string;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** All its extensions but the two key identifiers. */
  readonly extensions: readonly x509.Extension[];
  readonly hash?: "SHA-1" | "SHA-256" | "SHA-384" | "SHA-512";
}

/** A certificate, DER and PEM. */
export interface TestCertificate {
  readonly der: Uint8Array;
  readonly pem: string;
}

/** Validity wide enough for any clock, but the cases that are about it. */
const NOT_BEFORE = new Date("2020-01-01T00:00:00Z");
const NOT_AFTER = new Date("2049-12-31T23:59:59Z");

/** Makes a certificate; the same recipe gives the same bytes. */
export async function makeCertificate(
  recipe: CertificateRecipe,
): Promise<TestCertificate> {
  const hash = recipe.hash ?? "SHA-256";
  const issuer = recipe.issuer ?? recipe;
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: recipe.serial ?? "0f",
    subject: recipe.subject,
    issuer: issuer.subject,
    notBefore: recipe.notBefore ?? NOT_BEFORE,
    notAfter: recipe.notAfter ?? NOT_AFTER,
    publicKey: await importPublic(recipe.key, hash),
    signingKey: await importSigningKey(issuer.key, hash),
    signingAlgorithm: { name: "RSASSA-PKCS1-v1_5", hash },
    extensions: [
      ...recipe.extensions,
      ...await keyIdentifiers(recipe.key, issuer.key, hash),
    ],
  });
  return {
    der: new Uint8Array(certificate.rawData),
    pem: `${certificate.toString("pem")}\n`,
  };
}

/** The extensions of a certification authority. */
export function authorityExtensions(pathLength?: number): x509.Extension[] {
  return [
    new x509.BasicConstraintsExtension(true, pathLength, true),
    new x509.KeyUsagesExtension(
      x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
      true,
    ),
  ];
}

/** The extensions of a server's leaf for one DNS name. */
export function leafExtensions(name: string): x509.Extension[] {
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyEncipherment, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    new x509.SubjectAlternativeNameExtension([{ type: "dns", value: name }]),
  ];
}

/** An authority and a server's chain, leaf first, made once. */
export interface TestChain {
  readonly anchor: TestCertificate;
  readonly chain: readonly TestCertificate[];
}

const AUTHORITY = {
  subject: "CN=FESA Conformance Authority",
  key: "authority2048",
} as const;

/** The plain chain of most cases: a leaf for `name` under one authority. */
export async function makeChain(
  name: string,
  key: ThrowawayKeyName,
): Promise<TestChain> {
  const anchor = await makeCertificate({
    ...AUTHORITY,
    serial: "01",
    extensions: authorityExtensions(),
  });
  const leaf = await makeCertificate({
    subject: `CN=${name}`,
    key,
    issuer: AUTHORITY,
    serial: "02",
    extensions: leafExtensions(name),
  });
  return { anchor, chain: [leaf] };
}

async function keyIdentifiers(
  key: ThrowawayKeyName,
  issuer: ThrowawayKeyName,
  hash: string,
): Promise<x509.Extension[]> {
  return [
    await x509.SubjectKeyIdentifierExtension.create(
      await importPublic(key, hash),
    ),
    await x509.AuthorityKeyIdentifierExtension.create(
      await importPublic(issuer, hash),
    ),
  ];
}

type Key = webcrypto.CryptoKey;

/** A private key of the suite, for signing certificates and CRLs. */
export function importSigningKey(
  name: ThrowawayKeyName,
  hash: string,
): Promise<Key> {
  const der = throwawayKey(name).export({ type: "pkcs8", format: "der" });
  return webcrypto.subtle.importKey(
    "pkcs8",
    der,
    { name: "RSASSA-PKCS1-v1_5", hash },
    false,
    ["sign"],
  );
}

function importPublic(name: ThrowawayKeyName, hash: string): Promise<Key> {
  const der = createPublicKey(throwawayKey(name))
    .export({ type: "spki", format: "der" });
  return webcrypto.subtle.importKey(
    "spki",
    der,
    { name: "RSASSA-PKCS1-v1_5", hash },
    true,
    ["verify"],
  );
}
