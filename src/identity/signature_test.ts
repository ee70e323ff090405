import "reflect-metadata";
import { Buffer } from "node:buffer";
import { existsSync, readFileSync } from "node:fs";
import process from "node:process";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { AsnConvert } from "@peculiar/asn1-schema";
import { Certificate } from "@peculiar/asn1-x509";
import { issue, keysOf } from "./test_chain.ts";
import { readCertificate } from "./certificate.ts";
import { readPublicKey } from "./public_key.ts";
import { algorithmFault, verifies } from "./signature.ts";

const FILE = (process.env.FESA_CORPORA ??
  fileURLToPath(new URL("../../../shared/corpora", import.meta.url))) +
  "/wycheproof/rsa_signature_2048_sha256_test.json";
const skip = existsSync(FILE)
  ? false
  : `the Wycheproof corpus is not at ${FILE}: set FESA_CORPORA`;

const SHA256_RSA = {
  id: "1.2.840.113549.1.1.11",
  der: bytes("300d06092a864886f70d01010b0500"),
};

it("RSASSA-PKCS1-v1_5, against Wycheproof", { skip }, async () => {
  const { testGroups } = JSON.parse(readFileSync(FILE, "utf8"));
  let count = 0;
  for (const { publicKeyDer, tests } of testGroups) {
    const spki = bytes(publicKeyDer);
    const key = readPublicKey(spki);
    for (const { tcId, msg, sig, result } of tests) {
      const good = await verifies({
        signed: bytes(msg),
        algorithm: SHA256_RSA,
        signature: bytes(sig),
      }, { spki, key });
      if (result !== "acceptable") {
        assert.equal(good, result === "valid", `tcId ${tcId}`);
      }
      count++;
    }
  }
  assert.equal(count, 259);
});

it("RSASSA-PSS is also named with NULL after each hash", () => {
  const named = bytes(
    "304106092a864886f70d01010a3034a00f300d06096086480165030402010500" +
      "a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120",
  );
  const nothing = new Uint8Array();
  const signed = { signed: nothing, signature: nothing };
  const algorithm = { id: "1.2.840.113549.1.1.10", der: named };
  const fault = algorithmFault({ ...signed, algorithm });
  assert.equal(fault, undefined);
});

describe("what is not a signature of the key", () => {
  it("one of another kind of key", async () => {
    const rsa = readCertificate(
      (await issue({ subject: "CN=rsa", keys: await keysOf("RSA-2048") })).der,
    );
    const ec = readCertificate((await issue({ subject: "CN=ec" })).der);
    assert.equal(await verifies(rsa, ec), false);
    assert.equal(await verifies(ec, rsa), false);
  });

  it("an ECDSA value of any form but DER", async () => {
    const made = readCertificate((await issue({ subject: "CN=ec" })).der);
    assert.ok(await verifies(made, made));
    const { signature } = made;
    for (
      const broken of [
        Uint8Array.of(),
        signature.subarray(1),
        Uint8Array.of(...signature, 0),
        Uint8Array.of(0x30, 6, 2, 1, 0, 2, 1, 0),
        Uint8Array.of(0x30, 0x81, ...signature.subarray(1)),
      ]
    ) {
      const changed = { ...made, signature: broken };
      assert.equal(await verifies(changed, made), false);
    }
  });
});

describe("algorithms", () => {
  for (
    const [name, id, reason] of [
      ["MD5", "1.2.840.113549.1.1.4", "weak_signature"],
      ["SHA-1", "1.2.840.113549.1.1.5", "weak_signature"],
      ["SHA-224", "1.2.840.10045.4.3.1", "weak_signature"],
      ["Ed448", "1.3.101.113", "unknown_algorithm"],
      ["PSS without parameters", "1.2.840.113549.1.1.10", "unknown_algorithm"],
    ] as const
  ) {
    it(`${name} is refused`, async () => {
      const { der } = await issue({ subject: "CN=any" });
      const certificate = AsnConvert.parse(der, Certificate);
      certificate.tbsCertificateRaw = undefined;
      certificate.signatureAlgorithm.algorithm = id;
      certificate.tbsCertificate.signature.algorithm = id;
      const changed = new Uint8Array(AsnConvert.serialize(certificate));
      assert.equal(algorithmFault(readCertificate(changed))?.reason, reason);
    });
  }
});

function bytes(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, "hex"));
}
