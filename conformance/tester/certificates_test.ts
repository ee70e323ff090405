import assert from "node:assert/strict";
import { constants, createPublicKey, verify } from "node:crypto";
import { test } from "node:test";
import { ascii, concat, fromHex, hex } from "./bytes.ts";
import { type SignatureName, signWith } from "./certificate_signature.ts";
import { FIELD, makeCertificate } from "./certificates.ts";
import { derOid, derTime, readElements, spkiOfCertificate } from "./der.ts";
import { commonName, encodeName } from "./distinguished_name.ts";
import { throwawayKey, throwawaySpki } from "./throwaway_keys.ts";

test("object identifiers and times are those of X.690 and RFC 5280", () => {
  assert.equal(hex(derOid("2.5.29.17")), "0603551d11");
  assert.equal(hex(derOid("1.2.840.113549.1.1.11")), "06092a864886f70d01010b");
  assert.equal(hex(derOid("2.999.3")), "0603883703");
  for (
    const [time, tag, text] of [
      ["1950-01-01T00:00:00Z", "17", "500101000000Z"],
      ["2049-12-31T23:59:59Z", "17", "491231235959Z"],
      ["2050-01-01T00:00:00Z", "18", "20500101000000Z"],
      ["1949-12-31T23:59:59Z", "18", "19491231235959Z"],
    ]
  ) {
    const bytes = derTime(time);
    assert.equal(hex(bytes.subarray(0, 1)), tag);
    assert.deepEqual(bytes.subarray(2), ascii(text));
  }
});

test("a name is a PrintableString where it can be", () => {
  assert.equal(
    hex(encodeName(commonName("a b"))),
    "300e310c300a06035504031303612062",
  );
  assert.equal(
    hex(encodeName(commonName("a_b"))),
    "300e310c300a06035504030c03615f62",
  );
});

const SIGNATURES: readonly [SignatureName, "rsa2048" | "p256", string][] = [
  ["RSA-MD5", "rsa2048", "md5"],
  ["RSA-SHA1", "rsa2048", "sha1"],
  ["RSA-SHA256", "rsa2048", "sha256"],
  ["RSA-SHA384", "rsa2048", "sha384"],
  ["RSA-SHA512", "rsa2048", "sha512"],
  ["RSA-PSS-SHA256", "rsa2048", "sha256"],
  ["ECDSA-SHA256", "p256", "sha256"],
];

for (const [name, keyName, hash] of SIGNATURES) {
  test(`a signature by ${name} verifies elsewhere`, () => {
    const key = createPublicKey(throwawayKey(keyName));
    const pss = name === "RSA-PSS-SHA256"
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
      : {};
    for (const text of ["", "one", "another"]) {
      const signature = signWith(name, keyName, ascii(text));
      assert.ok(verify(hash, ascii(text), { key, ...pss }, signature), text);
      assert.ok(!verify(hash, ascii("x"), { key, ...pss }, signature), text);
    }
  });
}

test("a certificate holds what its recipe says, where it says it", () => {
  const { der } = makeCertificate({
    subject: commonName("leaf"),
    key: "rsa2048",
    issuer: { subject: commonName("issuer"), key: "authority2048" },
    serial: "0102",
    extensions: [],
    identifiers: false,
    fields: (fields) => fields.with(FIELD.version, fromHex("a003020101")),
  });
  const [outer] = readElements(der);
  const [tbs, algorithm, signature] = readElements(outer.content);
  const fields = readElements(tbs.content).map(({ whole }) => hex(whole));
  assert.deepEqual(
    [
      fields[FIELD.version],
      fields[FIELD.serial],
      fields[FIELD.algorithm],
      fields[FIELD.issuer],
      fields[FIELD.subject],
      fields.length,
    ],
    [
      "a003020101",
      "02020102",
      hex(algorithm.whole),
      hex(encodeName(commonName("issuer"))),
      hex(encodeName(commonName("leaf"))),
      FIELD.extensions,
    ],
  );
  assert.deepEqual(spkiOfCertificate(der), throwawaySpki("rsa2048"));
  assert.deepEqual(
    signature.content,
    concat(
      Uint8Array.of(0),
      signWith("RSA-SHA256", "authority2048", tbs.whole),
    ),
  );
});
