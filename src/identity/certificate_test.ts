import "reflect-metadata";
import { Buffer } from "node:buffer";
import { existsSync, readFileSync } from "node:fs";
import process from "node:process";
import assert from "node:assert/strict";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { AsnConvert } from "@peculiar/asn1-schema";
import * as asn1 from "@peculiar/asn1-x509";
import fc from "fast-check";
import { type Certificate, readCertificate } from "./certificate.ts";
import { validateCertificatePath } from "./certificate_path.ts";
import { chainOf, HOST, NOW } from "./test_chain.ts";
import { DerError } from "./der.ts";

const FILE = (process.env.FESA_CORPORA ??
  fileURLToPath(new URL("../../../shared/corpora", import.meta.url))) +
  "/pkits.json";
const skip = existsSync(FILE)
  ? false
  : `PKITS is not at ${FILE}: set FESA_CORPORA`;

it("reads what @peculiar/asn1-x509 reads", { skip }, () => {
  const { certs } = JSON.parse(readFileSync(FILE, "utf8"));
  const unread: string[] = [];
  for (const [name, base64] of Object.entries<string>(certs)) {
    const der = new Uint8Array(Buffer.from(base64, "base64"));
    const peers = AsnConvert.parse(der, asn1.Certificate);
    try {
      assert.deepEqual(ours(readCertificate(der)), theirs(peers), name);
    } catch (error) {
      if (!(error instanceof DerError)) throw error;
      unread.push(name);
    }
  }
  // Signatures with unused bits, and mappings from and to any policy.
  assert.deepEqual(unread, [
    "BadSignedCACert",
    "InvalidDSASignatureTest6EE",
    "MappingFromanyPolicyCACert",
    "MappingToanyPolicyCACert",
  ]);
});

it("any byte changed, added or taken away is a verdict, and no acceptance", async () => {
  const { root, middle, leaf } = await chainOf();
  const options = { anchors: [root.der], host: HOST, time: NOW };
  const place = fc.nat(leaf.der.length - 1);
  const change = fc.record({
    at: place,
    size: fc.nat(2),
    inserted: fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 2 }),
  });
  await fc.assert(
    fc.asyncProperty(change, async ({ at, size, inserted }) => {
      const changed = [...leaf.der];
      changed.splice(at, size, ...inserted);
      const der = Uint8Array.from(changed);
      fc.pre(Buffer.compare(der, leaf.der) !== 0);
      const { ok } = await validateCertificatePath([der, middle.der], options);
      assert.equal(ok, false);
    }),
    { numRuns: 500 },
  );
});

it("bytes of any kind are read, or refused as no DER", () => {
  const structured = fc.letrec<{ any: Uint8Array }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 6 },
      fc.uint8Array({ maxLength: 40 }),
      fc.tuple(
        fc.constantFrom(0x02, 0x03, 0x04, 0x06, 0x17, 0x30, 0x31, 0xa0, 0xa3),
        fc.array(tie("any"), { maxLength: 6 }),
      ).map(([tag, parts]) => {
        const content = parts.flatMap((part) => [...part]).slice(0, 127);
        return Uint8Array.of(tag, content.length, ...content);
      }),
    ),
  }));
  fc.assert(fc.property(structured.any, (der) => {
    try {
      readCertificate(der);
    } catch (error) {
      assert.ok(error instanceof DerError);
    }
  }));
});

/** The parts of a certificate that two parsers can be compared by. */
interface Summary {
  readonly serialNumber: string;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly relativeNames: readonly number[];
  readonly signature: string;
  readonly spki: string;
  readonly authority: boolean;
  readonly pathLength?: number;
  readonly keyUsage?: number;
  readonly names: readonly string[];
  readonly policies: readonly string[];
}

function ours({ extensions, ...certificate }: Certificate): Summary {
  const { authority, pathLength, keyUsage } = extensions;
  return {
    serialNumber: hex(certificate.serialNumber),
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    relativeNames: [certificate.issuer, certificate.subject]
      .map(({ relative }) => relative.length),
    signature: hex(certificate.signature),
    spki: hex(certificate.spki),
    authority: authority ?? false,
    pathLength,
    keyUsage,
    names: extensions.subjectNames.map((name) =>
      "text" in name ? name.text : name.kind
    ),
    policies: [...extensions.policies.certificatePolicies ?? []],
  };
}

function theirs(
  { tbsCertificate: tbs, signatureValue }: asn1.Certificate,
): Summary {
  const parse = <T>(id: string, schema: new () => T): T | undefined => {
    const found = tbs.extensions?.find(({ extnID }) => extnID === id);
    return found && AsnConvert.parse(found.extnValue.buffer, schema);
  };
  const constraints = parse(asn1.id_ce_basicConstraints, asn1.BasicConstraints);
  const policies = parse(
    asn1.id_ce_certificatePolicies,
    asn1.CertificatePolicies,
  );
  const names = parse(asn1.id_ce_subjectAltName, asn1.SubjectAlternativeName);
  return {
    serialNumber: hex(tbs.serialNumber),
    notBefore: tbs.validity.notBefore.getTime().getTime(),
    notAfter: tbs.validity.notAfter.getTime().getTime(),
    relativeNames: [tbs.issuer.length, tbs.subject.length],
    signature: hex(signatureValue),
    spki: hex(AsnConvert.serialize(tbs.subjectPublicKeyInfo)),
    authority: constraints?.cA ?? false,
    pathLength: constraints?.pathLenConstraint,
    keyUsage: parse(asn1.id_ce_keyUsage, asn1.KeyUsage)?.toNumber(),
    names: [...names ?? []].map((name) =>
      name.dNSName ?? name.rfc822Name ?? name.uniformResourceIdentifier ??
        "directoryName"
    ),
    policies: [...policies ?? []].map(({ policyIdentifier }) =>
      policyIdentifier
    ),
  };
}

function hex(bytes: ArrayBuffer | Uint8Array): string {
  return Buffer.from(new Uint8Array(bytes)).toString("hex");
}
