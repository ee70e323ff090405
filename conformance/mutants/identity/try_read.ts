import {
  type Certificate,
  readCertificate,
} from "../../../src/identity/certificate.ts";

/** A certificate, if it is one. */
export function tryRead(der: Uint8Array): Certificate | undefined {
  try {
    return readCertificate(new Uint8Array(der));
  } catch {
    return undefined;
  }
}
