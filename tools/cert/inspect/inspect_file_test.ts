import { readFileSync } from "node:fs";
import { test } from "node:test";
import assert from "node:assert/strict";
import { makeAuthority } from "../make_authority.ts";
import { makeRequest } from "../make_request.ts";
import { readPrivateKey, writePrivateKey } from "../private_key_file.ts";
import { revokeCertificates } from "../revoke_certificate.ts";
import { openssl, workshop } from "../test_workshop.ts";
import type { Facts } from "./facts.ts";
import { inspectFile } from "./inspect_file.ts";
import { factsJson, factsText } from "./print_facts.ts";

const { path, file, key } = workshop();

const rootKey = key("authority2048");
const root = path("root.pem");
await makeAuthority({
  name: "Root",
  key: rootKey,
  out: root,
  permitDns: ["fesa.example"],
});
const request = path("request.csr");
await makeRequest({
  host: ["fesa.example"],
  key: key("rsa1024"),
  out: request,
});
const crl = path("list.crl");
await revokeCertificates([], {
  ca: root,
  caKey: rootKey,
  crl,
  serial: ["7b"],
  at: "2026-01-01",
});
const config = file(
  "leaf.cnf",
  "[req]\ndistinguished_name=dn\nprompt=no\n[dn]\nCN=fesa.example\n[bad]\nkeyUsage=digitalSignature\nextendedKeyUsage=clientAuth\n",
);

function inspect(
  from: string,
  time: string = "2026-06-15T12:00:00Z",
  passphrase: { file?: string } = {},
): Promise<readonly Facts[]> {
  return inspectFile(from, { time: new Date(time), passphrase });
}

/** What openssl says the pin of a key is. */
function pinOf(privateKey: string): string {
  const der = path("spki.der");
  openssl(`pkey -in ${privateKey} -pubout -outform DER -out ${der}`);
  return /= ([0-9a-f]{64})/.exec(openssl(`dgst -sha256 ${der}`).text)?.[1] ??
    "";
}

test("a certificate's facts, as openssl has them", async () => {
  const [facts] = await inspect(root, "2100-01-01T00:00:00Z");
  const { notBefore, notAfter, serialNumber, sha256 } = facts;
  const shown = openssl(
    `x509 -in ${root} -noout -serial -fingerprint -sha256 -startdate -enddate -dateopt iso_8601`,
  ).text;
  const line = (name: string): string =>
    new RegExp(`^${name}=(.*)$`, "mi").exec(shown)?.[1] ?? "";
  const iso = (date: string): string => date.replace(" ", "T");
  assert.equal(serialNumber, line("serial").toLowerCase());
  const fingerprint = line("sha256 Fingerprint").replaceAll(":", "");
  assert.equal(sha256, fingerprint.toLowerCase());
  assert.equal(notBefore, iso(line("notBefore")));
  assert.equal(notAfter, iso(line("notAfter")));
  assert.deepEqual(facts, {
    ...facts,
    type: "certificate",
    subject: "CN=Root",
    issuer: "CN=Root",
    key: { kind: "rsa", bits: 2048, exponent: 65537, pin: pinOf(rootKey) },
    basicConstraints: { ca: true, pathLength: 1 },
    keyUsage: ["keyCertSign", "cRLSign"],
    nameConstraints: {
      permitted: ["fesa.example"],
      excluded: ["0.0.0.0/0", "::/0"],
    },
    signature: "RSASSA-PKCS1-v1_5 with SHA-256",
    warnings: [`it expired ${notAfter}`],
  });
});

test("a server's certificate is warned of where clients would refuse it", async () => {
  const out = path("bad.pem");
  const made = openssl(
    `req -x509 -sha1 -key ${
      path("rsa1024.key")
    } -config ${config} -extensions bad -days 9 -out ${out}`,
  );
  assert.equal(made.status, 0, made.text);
  const [{ warnings }] = await inspect(out, "2020-01-01T00:00:00Z");
  assert.deepEqual([warnings[0].replace(/\d{4}.*/, ""), ...warnings.slice(1)], [
    "it is not valid before ",
    "its RSA key has 1024 bits, which is weak",
    "it is signed by RSASSA-PKCS1-v1_5 with SHA-1, which clients refuse",
    "it has no DNS name or IP address in subjectAltName: no client will match it",
    "its keyUsage lacks keyEncipherment, which servers of this protocol need",
    "its extendedKeyUsage lacks serverAuth",
  ]);
});

test("a request, a list and keys: what is public of them", async () => {
  const pin = pinOf(path("rsa1024.key"));
  const facts = { kind: "rsa", bits: 1024, exponent: 65537, pin };
  const weak = "its RSA key has 1024 bits, which is weak";
  const [asked] = await inspect(request);
  assert.deepEqual(asked, {
    type: "certificate request",
    subject: "CN=fesa.example",
    key: facts,
    subjectAltName: ["dns:fesa.example"],
    keyUsage: ["digitalSignature", "keyEncipherment"],
    extendedKeyUsage: ["serverAuth"],
    signature: "RSASSA-PKCS1-v1_5 with SHA-256",
    signed: true,
    warnings: [weak],
  });
  const [list] = await inspect(crl, "2100-01-01T00:00:00Z");
  assert.deepEqual(list, {
    ...list,
    type: "revocation list",
    issuer: "CN=Root",
    number: "1",
    revoked: [{ serialNumber: "7b", date: "2026-01-01T00:00:00Z" }],
    warnings: [`it is out of date since ${list.nextUpdate}`],
  });
  const [secret] = await inspect(path("rsa1024.key"));
  assert.deepEqual(secret, {
    type: "private key",
    encrypted: false,
    key: facts,
    warnings: [weak],
  });
  const spki = path("public.pem");
  openssl(`pkey -in ${path("rsa1024.key")} -pubout -out ${spki}`);
  const [half] = await inspect(spki);
  assert.deepEqual(half, { type: "public key", key: facts, warnings: [weak] });
});

test("an encrypted key shows no more than that without its passphrase", async () => {
  const out = path("encrypted.key");
  const passphrase = new TextEncoder().encode("sesame");
  writePrivateKey(out, readPrivateKey(rootKey), { passphrase });
  assert.deepEqual(await inspect(out), [{
    type: "private key",
    encrypted: true,
    warnings: ["its size and pin show with its passphrase"],
  }]);
  const [opened] = await inspect(out, undefined, {
    file: file("pass", "sesame"),
  });
  assert.deepEqual(opened, {
    type: "private key",
    encrypted: true,
    key: { kind: "rsa", bits: 2048, exponent: 65537, pin: pinOf(rootKey) },
    warnings: [],
  });
});

test("DER is told apart, and a bundle gives all it holds", async () => {
  const kinds: string[] = [];
  for (
    const [command, from] of [
      ["x509", root],
      ["req", request],
      ["crl", crl],
      ["pkey", rootKey],
      ["pkey -pubout", rootKey],
    ]
  ) {
    const out = path("any.der");
    openssl(`${command} -in ${from} -outform DER -out ${out}`);
    kinds.push(...(await inspect(out)).map(({ type }) => type));
  }
  assert.deepEqual(kinds, [
    "certificate",
    "certificate request",
    "revocation list",
    "private key",
    "public key",
  ]);
  const damaged =
    "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n" +
    "-----BEGIN DH PARAMETERS-----\nMAA=\n-----END DH PARAMETERS-----\n";
  const all = [rootKey, root, crl].map((from) => readFileSync(from, "utf8"));
  const bundle = file("bundle.pem", all.join("text between\n") + damaged);
  assert.deepEqual((await inspect(bundle)).map(({ type }) => type), [
    "private key",
    "certificate",
    "revocation list",
    "unreadable",
  ]);
});

test("what is in no file we know is refused", async () => {
  for (
    const content of [
      "",
      "text",
      "-----BEGIN DH PARAMETERS-----\nMAA=\n-----END DH PARAMETERS-----\n",
      new Uint8Array([0x30, 0]),
    ]
  ) {
    const from = file("unknown", content);
    await assert.rejects(inspect(from), {
      name: "Refusal",
      message:
        `Cannot inspect ${from}: it holds no certificate, request, revocation list or key, PEM or DER`,
    });
  }
});

test("nothing that is printed steers a terminal", () => {
  const facts: Facts = {
    type: "certificate",
    subject: "CN=a\u001b[2Jb\u009bc\u202ed\u{e0001}e\u00fc",
    warnings: [],
  };
  const text = factsText([facts]);
  assert.equal(
    text,
    "Certificate\n  subject  CN=a\\u{1b}[2Jb\\u{9b}c\\u{202e}d\\u{e0001}e\u00fc\n",
  );
  const json = factsJson([facts]);
  assert.doesNotMatch(json, /[^\n\P{C}]/u);
  assert.deepEqual(JSON.parse(json), { objects: [facts] });
});
