import "reflect-metadata";
import { Buffer } from "node:buffer";
import { webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";

/** A server's key and certificate for localhost, made for one run. */
export interface ThrowawayIdentity {
  /** PKCS#8, PEM. */
  readonly key: string;
  /** PEM, and the same in DER. */
  readonly certificate: string;
  readonly certificateDer: Uint8Array;
  /** The certificate of the authority that issued it, DER. */
  readonly anchor: Uint8Array;
}

const ALGORITHM = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};

/** Makes an authority and a server's certificate, both RSA-2048. */
export async function throwawayIdentity(): Promise<ThrowawayIdentity> {
  const validity = {
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 86_400_000),
  };
  const [authorityKeys, keys] = await Promise.all([keyPair(), keyPair()]);
  const authority = await X509CertificateGenerator.createSelfSigned({
    ...validity,
    name: "CN=Throw-away authority",
    signingAlgorithm: ALGORITHM,
    keys: authorityKeys,
    extensions: [new BasicConstraintsExtension(true, 0, true)],
  });
  const certificate = await X509CertificateGenerator.create({
    ...validity,
    subject: "CN=localhost",
    issuer: authority.subject,
    signingAlgorithm: ALGORITHM,
    signingKey: authorityKeys.privateKey,
    publicKey: keys.publicKey,
    extensions: [
      new SubjectAlternativeNameExtension([{
        type: "dns",
        value: "localhost",
      }]),
    ],
  });
  const pkcs8 = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  return {
    key: pem("PRIVATE KEY", pkcs8),
    certificate: certificate.toString("pem"),
    certificateDer: new Uint8Array(certificate.rawData),
    anchor: new Uint8Array(authority.rawData),
  };
}

function keyPair(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
}

function pem(label: string, der: ArrayBuffer): string {
  const lines = Buffer.from(der).toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${
    lines.join("\n")
  }\n-----END ${label}-----\n`;
}
