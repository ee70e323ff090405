import { X509Certificate } from "node:crypto";
import { FrameType } from "../../../src/schema/registries.ts";
import { concat, equal, prefixed } from "../../tester/bytes.ts";
import { changeReceived } from "../body_change.ts";
import { answersFaults } from "../judgement.ts";
import { type Fault, inRole, type Mutant } from "../mutant.ts";

/** Clients that take a ServerCertificate which is not as it must be. */
export const certificates: readonly Mutant[] = [
  client({
    name: "eleven-certificates-accepted",
    requirement: "FRM-6",
    title: "More than ten certificates are taken",
    models: "A list without a bound",
    plant: () => changeReceived(FrameType.ServerCertificate, firstTen),
  }),
  client({
    name: "empty-certificate-skipped",
    requirement: "FRM-6",
    title: "A certificate of no bytes is passed over",
    models: "A loop that has nothing to do and goes on",
    plant: () =>
      changeReceived(FrameType.ServerCertificate, (body) => {
        const certificates = certificatesOf(body);
        // Any other fault is the reference's to find.
        if (!equal(listed(certificates), body)) return body;
        return listed(certificates.filter(({ length }) => length > 0));
      }),
  }),
  client({
    name: "certificates-trailing-accepted",
    requirement: "FRM-6",
    title: "Bytes after the list of certificates are ignored",
    models: "A parser that stops when it has what it wants",
    plant: () =>
      changeReceived(FrameType.ServerCertificate, (body) => {
        const size = 3 + (body[0] << 16 | body[1] << 8 | body[2]);
        return size < body.length ? body.slice(0, size) : body;
      }),
  }),
  client({
    name: "no-certificate-as-bad",
    requirement: "IDN-16",
    title: "A list without a certificate is answered with bad_certificate",
    models: "A validator that is asked about nothing",
    plant: () =>
      answersFaults(
        { code: "malformed", text: /certificates/ },
        "bad_certificate",
      ),
  }),
  client({
    name: "no-certificate-as-unknown-ca",
    requirement: "FRM-6",
    title: "A list without a certificate is answered with unknown_ca",
    models: "A path that is looked for among nothing",
    plant: () =>
      answersFaults(
        { code: "malformed", text: /certificates at byte 0: length 0/ },
        "unknown_ca",
      ),
  }),
  client({
    name: "certificate-list-unmeasured",
    requirement: "FRM-6",
    title: "The list of certificates is as long as its frame, whatever it says",
    models: "Two lengths that should say the same, of which one is read",
    plant: () =>
      changeReceived(
        FrameType.ServerCertificate,
        (body) => body.length > 3 ? prefixed(3, body.slice(3)) : body,
      ),
  }),
  client({
    name: "second-certificate-unparsed",
    requirement: "FRM-6",
    title: "Behind the leaf, what is no certificate is passed over",
    models: "Junk in a chain that nobody needs",
    plant: () =>
      changeReceived(FrameType.ServerCertificate, (body) => {
        const certificates = certificatesOf(body);
        if (!equal(listed(certificates), body)) return body;
        return listed(
          certificates.filter((der, i) =>
            i === 0 || der.length === 0 || isCertificate(der)
          ),
        );
      }),
  }),
  client({
    name: "bad-certificate-as-malformed",
    requirement: "FRM-6",
    title: "What is no certificate is answered with malformed",
    models: "One code for whatever does not parse",
    plant: () =>
      answersFaults(
        { code: "bad_certificate", text: /\(malformed\)/ },
        "malformed",
      ),
  }),
];

function client(fault: Omit<Fault, "layer">): Mutant {
  return inRole("client", { ...fault, layer: "messages" });
}

function certificatesOf(body: Uint8Array): Uint8Array[] {
  const certificates: Uint8Array[] = [];
  for (let at = 3; at + 3 <= body.length;) {
    const size = body[at] << 16 | body[at + 1] << 8 | body[at + 2];
    certificates.push(body.slice(at + 3, at + 3 + size));
    at += 3 + size;
  }
  return certificates;
}

function firstTen(body: Uint8Array): Uint8Array {
  const certificates = certificatesOf(body);
  return certificates.length > 10 ? listed(certificates.slice(0, 10)) : body;
}

function listed(certificates: readonly Uint8Array[]): Uint8Array {
  return prefixed(3, concat(...certificates.map((der) => prefixed(3, der))));
}

function isCertificate(der: Uint8Array): boolean {
  try {
    return new X509Certificate(der).subject !== undefined;
  } catch {
    return false;
  }
}
