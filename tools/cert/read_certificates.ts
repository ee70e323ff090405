import "reflect-metadata";
import { X509Certificate } from "@peculiar/x509";
import { CERTIFICATE_LABELS, derOf } from "./input_file.ts";

/**
 * The certificates that a file's bytes hold, PEM or DER; one at least.
 *
 * @throws Error, in the words of a parser, where it holds something else.
 */
export function readCertificates(
  bytes: Uint8Array,
): readonly [X509Certificate, ...X509Certificate[]] {
  const [first, ...others] = derOf(bytes, CERTIFICATE_LABELS);
  if (first === undefined) throw new TypeError("it holds no certificate");
  return [read(first), ...others.map(read)];
}

/** What the library reads only when it is asked for is asked for at once. */
function read(der: Uint8Array): X509Certificate {
  const certificate = new X509Certificate(new Uint8Array(der));
  const { subject, issuer, publicKey, extensions } = certificate;
  void [subject, issuer, publicKey.rawData, extensions];
  return certificate;
}
