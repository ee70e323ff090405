import "reflect-metadata";
import { Pkcs10CertificateRequest } from "@peculiar/x509";
import { serverWarnings } from "./certificate_facts.ts";
import { extensionFacts } from "./extension_facts.ts";
import type { Facts } from "./facts.ts";
import { defined, keyFacts, keyWarnings } from "./key_facts.ts";
import { signatureFacts } from "./signature_facts.ts";

/** The facts of a request. Throws what the parser throws. */
export async function requestFacts(der: Uint8Array): Promise<Facts> {
  const request = new Pkcs10CertificateRequest(new Uint8Array(der));
  const spki = new Uint8Array(request.publicKey.rawData);
  const key = keyFacts(spki);
  const extensions = extensionFacts(request.extensions);
  const isSigned = await verifies(request);
  return {
    type: "certificate request",
    subject: request.subject,
    key: defined(key),
    ...extensions,
    signature: signatureFacts(request),
    signed: isSigned,
    warnings: [
      ...(isSigned ? [] : ["its signature is not of its own key"]),
      ...keyWarnings(key),
      ...serverWarnings(extensions, spki),
    ],
  };
}

async function verifies(request: Pkcs10CertificateRequest): Promise<boolean> {
  try {
    return await request.verify();
  } catch {
    return false;
  }
}
