import "reflect-metadata";
import {
  type Extension,
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
} from "@peculiar/x509";
import { derOf, nameOfInput, readInput } from "./input_file.ts";
import { dnsFault, type HostName } from "./host_names.ts";
import { ipBytes, ipText } from "./ip_range.ts";
import { printable } from "./printable.ts";
import { Refusal } from "./refusal.ts";
import { serverKeyFault } from "./rsa_key.ts";

/** Labels of requests (RFC 7468 §7). */
export const REQUEST_LABELS: readonly string[] = [
  "CERTIFICATE REQUEST",
  "NEW CERTIFICATE REQUEST",
];

/** What is taken of a request, and what is not. */
export interface CheckedRequest {
  readonly spki: Uint8Array;
  readonly commonNames: readonly string[];
  readonly names: readonly HostName[];
  /** What else it asks for, but for extensions, in words. */
  readonly left: readonly string[];
  /** Its extensions but the names. */
  readonly extensions: readonly Extension[];
}

/**
 * Reads a request: its key is one that a server can have, and signed it.
 *
 * @throws Refusal for what it says.
 * @throws UsageError where it can't be read.
 */
export async function readRequest(path: string): Promise<CheckedRequest> {
  const request = await parse(path);
  const spki = new Uint8Array(request.publicKey.rawData);
  const fault = serverKeyFault(spki);
  if (fault) throw refuse(path, fault);
  if (!await isSigned(request)) {
    throw refuse(
      path,
      "its signature is not of its own key, so nobody has shown to have the private one",
    );
  }
  const { names, left } = alternatives(path, request);
  return {
    spki,
    commonNames: request.subjectName.getField("CN"),
    names,
    left: [...leftOfSubject(request), ...left],
    extensions: request.extensions.filter((extension) =>
      !(extension instanceof SubjectAlternativeNameExtension)
    ),
  };
}

async function parse(path: string): Promise<Pkcs10CertificateRequest> {
  const bytes = await readInput(path);
  try {
    const [der] = derOf(bytes, REQUEST_LABELS);
    const request = new Pkcs10CertificateRequest(new Uint8Array(der));
    // These are read only when they are asked for: now is the time to fail.
    void request.subject, request.extensions, request.publicKey.rawData;
    return request;
  } catch {
    throw refuse(path, "it is no certificate request (PKCS#10), PEM or DER");
  }
}

function refuse(path: string, why: string): Refusal {
  return new Refusal(`Cannot accept ${nameOfInput(path)}: ${why}`);
}

/** An algorithm that isn't known verifies nothing. */
async function isSigned(request: Pkcs10CertificateRequest): Promise<boolean> {
  try {
    return await request.verify();
  } catch {
    return false;
  }
}

/** DNS names and addresses are taken; every other kind is left. */
function alternatives(
  path: string,
  request: Pkcs10CertificateRequest,
): { names: HostName[]; left: string[] } {
  const extension = request.extensions.find((found) =>
    found instanceof SubjectAlternativeNameExtension
  );
  const names: HostName[] = [];
  const left: string[] = [];
  for (const { type, value } of extension?.names.items ?? []) {
    if (type === "dns") {
      const fault = dnsFault(value);
      if (fault) {
        throw refuse(
          path,
          `its name ${JSON.stringify(printable(value))}: ${fault}`,
        );
      }
      names.push({ type, value: value.toLowerCase() });
    } else if (type === "ip") {
      const bytes = ipBytes(value);
      if (!bytes) {
        throw refuse(path, "an address it asks for has an impossible size");
      }
      names.push({ type, value: ipText(bytes) });
    } else left.push(`the name ${printable(`${type}:${value}`)}`);
  }
  return { names, left };
}

function leftOfSubject({ subjectName }: Pkcs10CertificateRequest): string[] {
  return subjectName.toJSON().flatMap((part) =>
    Object.entries(part).flatMap(([type, values]) =>
      type === "CN"
        ? []
        : values.map((value) => printable(`the subject's ${type}=${value}`))
    )
  );
}
