import "reflect-metadata";
import type { KeyObject } from "node:crypto";
import { Buffer } from "node:buffer";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  type X509Certificate,
} from "@peculiar/x509";
import { UsageError } from "../usage_error.ts";
import { readFile } from "../read_file.ts";
import { instant } from "./instant.ts";
import type { PassphraseSource } from "./passphrase.ts";
import { unlockPrivateKey } from "./private_key_file.ts";
import { readCertificates } from "./read_certificates.ts";
import { type Signer, signerOf, spkiOf } from "./rsa_key.ts";

/** Who signs certificates and revocation lists. */
export interface Authority {
  readonly certificate: X509Certificate;
  /** What stands in its file: its own certificate, then those above it. */
  readonly chain: readonly X509Certificate[];
  readonly key: KeyObject;
  readonly signer: Signer;
}

/** Where an authority is found. */
export interface AuthorityFiles {
  readonly certificate: string;
  readonly key: string;
  readonly passphrase: PassphraseSource;
}

/** What an authority is asked to sign. */
export type Signing = "certificates" | "revocation lists";

/**
 * Reads an authority's certificate and key, and sees that it may sign, now.
 *
 * @throws UsageError.
 */
export async function readAuthority(
  files: AuthorityFiles,
  signing: Signing,
  now: Date,
): Promise<Authority> {
  const chain = readChain(files.certificate);
  const [certificate] = chain;
  const fault = authorityFault(certificate, signing, now);
  if (fault) {
    throw new UsageError(`Cannot use ${files.certificate}: ${fault}`);
  }
  const key = await unlockPrivateKey(files.key, files.passphrase);
  const spki = new Uint8Array(certificate.publicKey.rawData);
  if (!Buffer.from(spkiOf(key)).equals(spki)) {
    throw new UsageError(
      `Cannot use ${files.key}: it is another key than that of ${files.certificate}`,
    );
  }
  const signer = await signerOf(key, files.key);
  return { certificate, chain, key, signer };
}

/** Certificates but for roots, which nobody needs to be sent. */
export function withoutRoots(
  chain: readonly X509Certificate[],
): readonly X509Certificate[] {
  return chain.filter(({ subject, issuer }) => subject !== issuer);
}

/** The extension that names an authority's key in what it signs. */
export async function authorityKeyId(
  { certificate }: Pick<Authority, "certificate">,
): Promise<AuthorityKeyIdentifierExtension> {
  const own = certificate.getExtension(SubjectKeyIdentifierExtension);
  return own
    ? new AuthorityKeyIdentifierExtension(own.keyId)
    : await AuthorityKeyIdentifierExtension.create(certificate.publicKey);
}

function readChain(
  path: string,
): readonly [X509Certificate, ...X509Certificate[]] {
  const bytes = readFile(path);
  try {
    return readCertificates(bytes);
  } catch {
    throw new UsageError(
      `Cannot use ${path}: it holds no certificate that can be read: expected X.509, PEM or DER`,
    );
  }
}

function authorityFault(
  certificate: X509Certificate,
  signing: Signing,
  now: Date,
): string | undefined {
  const constraints = certificate.getExtension(BasicConstraintsExtension);
  if (!constraints?.ca) return "it is not the certificate of an authority";
  const usages = certificate.getExtension(KeyUsagesExtension)?.usages;
  const [flag, name] = signing === "certificates"
    ? [KeyUsageFlags.keyCertSign, "keyCertSign"]
    : [KeyUsageFlags.cRLSign, "cRLSign"];
  if (usages !== undefined && (usages & flag) === 0) {
    return `it may not sign ${signing}: its keyUsage lacks ${name}`;
  }
  if (now > certificate.notAfter) {
    return `it expired ${instant(certificate.notAfter)}`;
  }
  return now < certificate.notBefore
    ? `it is not valid before ${instant(certificate.notBefore)}`
    : undefined;
}
