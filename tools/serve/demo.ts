import "reflect-metadata";
import { Buffer } from "node:buffer";
import { webcrypto } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { writeDeploymentKey } from "../key/deployment_key_file.ts";
import { readSetup, type ServerSetup } from "./listen_options.ts";

/** A server of throw-away keys, and what its clients need. */
export interface Demo extends ServerSetup {
  /** The certificate of its authority, PEM. */
  readonly trustFile: string;
  readonly deploymentKeyFile: string;
  /** Deletes all its files. */
  remove(): void;
}

/**
 * Makes keys, a certificate and a configuration of all three settings in a
 * fresh temporary directory. The authority's private key is kept nowhere.
 */
export async function makeDemo(host: string): Promise<Demo> {
  const folder = mkdtempSync(join(tmpdir(), "fesa-demo-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    chmodSync(folder, 0o700);
    const file = (name: string): string => join(folder, name);
    const keep = (name: string, text: string): void =>
      writeFileSync(file(name), text, { mode: 0o600, flag: "wx" });
    const { authority, certificate, key } = await certify(namesOf(host));
    keep("trust.pem", `${authority.toString("pem")}\n`);
    keep("server.pem", `${certificate.toString("pem")}\n`);
    keep("server.key", key);
    writeDeploymentKey(file("deployment.key"));
    keep("fesa.json", `${JSON.stringify(CONFIGURATION, null, 2)}\n`);
    return {
      ...readSetup(file("fesa.json")),
      trustFile: file("trust.pem"),
      deploymentKeyFile: file("deployment.key"),
      remove,
    };
  } catch (error) {
    remove();
    throw error;
  }
}

const CONFIGURATION = {
  secureConnection: {
    enabled: true,
    algorithm: "AES",
    certificate: "server.pem",
    key: "server.key",
  },
  settings: ["proprietary", "open", "certified"],
  deploymentKeyFile: "deployment.key",
};

const DAY_MS = 86_400_000;
const RSA = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};

/** What a client on this machine, or one that dials `host`, calls the server. */
function namesOf(host: string): { type: "dns" | "ip"; value: string }[] {
  const names = new Set(["localhost", "127.0.0.1", "::1", host]);
  for (const wildcard of ["0.0.0.0", "::", ""]) names.delete(wildcard);
  return [...names].map((value) => ({
    type: isIP(value) === 0 ? "dns" : "ip",
    value,
  }));
}

async function certify(
  names: ReturnType<typeof namesOf>,
): Promise<
  { authority: X509Certificate; certificate: X509Certificate; key: string }
> {
  const { subtle } = webcrypto;
  const [authorityKeys, keys] = await Promise.all(
    [1, 2].map(() => subtle.generateKey(RSA, true, ["sign", "verify"])),
  ) as webcrypto.CryptoKeyPair[];
  const validity = {
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + 30 * DAY_MS),
  };
  const authority = await X509CertificateGenerator.createSelfSigned({
    ...validity,
    name: "CN=FESA demo authority",
    keys: authorityKeys,
    signingAlgorithm: RSA,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
      await SubjectKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  });
  const certificate = await X509CertificateGenerator.create({
    ...validity,
    subject: "CN=FESA demo server",
    issuer: authority.subject,
    publicKey: keys.publicKey,
    signingKey: authorityKeys.privateKey,
    signingAlgorithm: RSA,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyEncipherment, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(names),
      await AuthorityKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  });
  const pkcs8 = await subtle.exportKey("pkcs8", keys.privateKey);
  const key = PemConverter.encode(Buffer.from(pkcs8), "PRIVATE KEY");
  return { authority, certificate, key: `${key}\n` };
}
