import "reflect-metadata";
import { createHash } from "node:crypto";
import { X509Certificate } from "@peculiar/x509";
import { instant } from "../instant.ts";
import { serverKeyFault } from "../rsa_key.ts";
import { type ExtensionFacts, extensionFacts } from "./extension_facts.ts";
import type { Facts, Inspection } from "./facts.ts";
import { defined, keyFacts, keyWarnings } from "./key_facts.ts";
import { signatureFacts, signatureWarnings } from "./signature_facts.ts";

/** The facts of a certificate. Throws what the parser throws. */
export function certificateFacts(
  der: Uint8Array,
  { time }: Inspection,
): Facts {
  const certificate = new X509Certificate(new Uint8Array(der));
  const { subject, issuer, serialNumber, notBefore, notAfter } = certificate;
  const spki = new Uint8Array(certificate.publicKey.rawData);
  const key = keyFacts(spki);
  const signature = signatureFacts(certificate);
  const extensions = extensionFacts(certificate.extensions);
  return {
    type: "certificate",
    subject,
    issuer,
    serialNumber,
    notBefore: instant(notBefore),
    notAfter: instant(notAfter),
    key: defined(key),
    ...extensions,
    signature,
    sha256: createHash("sha256").update(der).digest("hex"),
    warnings: [
      ...validityWarnings(certificate, time),
      ...keyWarnings(key),
      ...signatureWarnings(signature),
      ...(extensions.basicConstraints?.ca
        ? authorityWarnings(extensions)
        : serverWarnings(extensions, spki)),
    ],
  };
}

/** What a client of this protocol would have against a server's certificate. */
export function serverWarnings(
  { subjectAltName, keyUsage, extendedKeyUsage }: ExtensionFacts,
  spki: Uint8Array,
): readonly string[] {
  const names = subjectAltName?.filter((name) => /^(dns|ip):/.test(name)) ?? [];
  const fault = serverKeyFault(spki);
  return [
    ...(names.length === 0
      ? [
        "it has no DNS name or IP address in subjectAltName: no client will match it",
      ]
      : []),
    ...(keyUsage && !keyUsage.includes("keyEncipherment")
      ? [
        "its keyUsage lacks keyEncipherment, which servers of this protocol need",
      ]
      : []),
    ...(extendedKeyUsage && !extendedKeyUsage.includes("serverAuth")
      ? ["its extendedKeyUsage lacks serverAuth"]
      : []),
    ...(fault ? [fault] : []),
  ];
}

function authorityWarnings({ keyUsage }: ExtensionFacts): readonly string[] {
  return keyUsage && !keyUsage.includes("keyCertSign")
    ? ["its keyUsage lacks keyCertSign, so it can't issue"]
    : [];
}

function validityWarnings(
  { notBefore, notAfter }: X509Certificate,
  time: Date,
): readonly string[] {
  if (time > notAfter) return [`it expired ${instant(notAfter)}`];
  return time < notBefore
    ? [`it is not valid before ${instant(notBefore)}`]
    : [];
}
