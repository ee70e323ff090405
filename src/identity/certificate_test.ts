import "reflect-metadata";
import { Buffer } from "node:buffer";
import { existsSync, readFileSync } from "node:fs";
import process from "node:process";
import assert from "node:assert/strict";
import { it } from "node:test";
import { rootCertificates } from "node:tls";
import { fileURLToPath } from "node:url";
import { AsnConvert } from "@peculiar/asn1-schema";
import * as asn1 from "@peculiar/asn1-x509";
import fc from "fast-check";
import { type Certificate, readCertificate } from "./certificate.ts";
import {
  type PathVerdict,
  validateCertificatePath,
} from "./certificate_path.ts";
import { DerError } from "./der.ts";
import { readPem } from "./pem.ts";
import { CERTIFICATE_REASONS } from "./reasons.ts";
import { forge, HOST, list, NOW, told } from "./test_certificate.ts";

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

it("reads every root that the platform trusts", () => {
  const roots = rootCertificates.flatMap((pem) => readPem(pem, "CERTIFICATE"));
  for (const der of roots) readCertificate(der);
  assert.ok(roots.length > 100);
});

it("any byte changed, added or taken away is a verdict, and no acceptance", async () => {
  const { root, middle, leaf } = forge();
  const crls = [list({ by: "root" }), list({ by: "middle" })];
  const good = [leaf, middle, ...crls];
  const change = fc.record({
    which: fc.nat(good.length - 1),
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    size: fc.nat(2),
    inserted: fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 2 }),
  });
  const judge = (files: readonly Uint8Array[]): Promise<PathVerdict> =>
    validateCertificatePath(files.slice(0, 2), {
      anchors: [root],
      crls: files.slice(2),
      host: HOST,
      time: NOW,
    });
  assert.equal(told(await judge(good)), "ok");
  await fc.assert(
    fc.asyncProperty(change, async ({ which, at, size, inserted }) => {
      const changed = [...good[which]];
      changed.splice(Math.floor(at * changed.length), size, ...inserted);
      const file = Uint8Array.from(changed);
      fc.pre(Buffer.compare(file, good[which]) !== 0);
      assert.equal((await judge(good.with(which, file))).ok, false);
    }),
    { numRuns: 500 },
  );
});

it("no bytes make it throw, wherever they stand", async () => {
  const { root, middle, leaf } = forge();
  const files = [
    leaf,
    middle,
    root,
    list({ by: "root" }),
    list({ by: "middle" }),
  ];
  const spoilt = fc.record({
    which: fc.nat(files.length - 1),
    bytes: fc.oneof(
      structured(),
      fc.tuple(fc.nat(300), structured()).map(([at, part]) =>
        Uint8Array.of(...root.subarray(0, at), ...part, ...root.subarray(at))
      ),
    ),
  });
  await fc.assert(
    fc.asyncProperty(spoilt, async ({ which, bytes }) => {
      const [first, second, anchor, ...crls] = files.with(which, bytes);
      const verdict = await validateCertificatePath([first, second], {
        anchors: [anchor],
        crls,
        time: NOW,
      });
      if (!verdict.ok) {
        assert.ok(CERTIFICATE_REASONS.includes(verdict.reason));
        assert.ok(verdict.index >= 0 && verdict.index <= 2);
      }
    }),
    { numRuns: 300 },
  );
});

/** Elements of the tags of certificates, nested, with any content. */
function structured(): fc.Arbitrary<Uint8Array> {
  return fc.letrec<{ any: Uint8Array }>((tie) => ({
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
  })).any;
}

it("bytes of any kind are read, or refused as no DER", () => {
  fc.assert(fc.property(structured(), (der) => {
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
