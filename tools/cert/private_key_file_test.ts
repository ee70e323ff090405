import { Buffer } from "node:buffer";
import { createPrivateKey } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import process from "node:process";
import { test } from "node:test";
import assert from "node:assert/strict";
import { readPrivateKey, writePrivateKey } from "./private_key_file.ts";
import { spkiOf } from "./rsa_key.ts";
import { openssl, workshop } from "./test_workshop.ts";

const { path, file, key } = workshop();

const plain = key("rsa1024");
const spki = Buffer.from(spkiOf(createPrivateKey(readFileSync(plain))));
const right = file("right.txt", "gr\u00fcn wie Gras\r\nnot this\n");
const wrong = file("wrong.txt", "gelb\n");
const passphrase = new TextEncoder().encode("gr\u00fcn wie Gras");
/** Deno opens no other encryption than PBES2 with AES, and says so. */
const deno = process.versions.deno === undefined
  ? ""
  : ", or encrypted otherwise than by PBES2 with SHA-2 and AES, which Deno can't open";

/** What openssl writes, and how. */
const FORMS: readonly (readonly [string, string])[] = [
  ["PKCS#8", "pkcs8 -topk8 -nocrypt"],
  ["PKCS#8 DER", "pkcs8 -topk8 -nocrypt -outform DER"],
  ["PKCS#1", "rsa -traditional"],
  ["PKCS#1 DER", "rsa -traditional -outform DER"],
  ["PBKDF2 and AES-256", "pkcs8 -topk8 -v2 aes-256-cbc"],
  ["PBKDF2 and AES-256, DER", "pkcs8 -topk8 -v2 aes-256-cbc -outform DER"],
  ["PBKDF2 with SHA-512", "pkcs8 -topk8 -v2 aes-128-cbc -v2prf hmacWithSHA512"],
  ["scrypt", "pkcs8 -topk8 -scrypt -scrypt_N 1024"],
  ["an encrypted PKCS#1", "rsa -traditional -aes256"],
];
for (const [what, command] of FORMS) {
  test(`openssl's ${what} is read`, () => {
    const out = path("form.key");
    const isOpen = /nocrypt|traditional( -outform DER)?$/.test(command);
    const options = isOpen ? "" : ` -passout file:${right}`;
    // Its passphrase files have no carriage returns.
    const made = openssl(
      `${command} -in ${plain} -out ${out}${
        options.replace(right, file("lf.txt", passphrase))
      }`,
    );
    assert.equal(made.status, 0, made.text);
    const read = readPrivateKey(out, { file: right });
    assert.ok(Buffer.from(spkiOf(read)).equals(spki));
    if (isOpen) return;
    assert.throws(() => readPrivateKey(out, { file: wrong }), {
      name: "UsageError",
      message:
        `Cannot use ${out}: the passphrase is not the right one, or the file is damaged${deno}`,
    });
    assert.throws(() => readPrivateKey(out, { hint: "say it" }), {
      name: "UsageError",
      message: `Cannot use ${out}: it is encrypted: say it`,
    });
  });
}

for (const der of [false, true]) {
  test(`openssl reads what is encrypted here${der ? ", DER" : ""}`, () => {
    const out = path(`encrypted${der}.key`);
    writePrivateKey(out, readPrivateKey(plain), { passphrase, der });
    const pass = `-passin file:${file("lf.txt", passphrase)}`;
    const form = der ? "DER" : "PEM";
    const { text } = openssl(
      `pkey -inform ${form} -in ${out} ${pass} -noout -check`,
    );
    assert.equal(text, "Key is valid\n");
    if (!der) return;
    const again = readPrivateKey(out, { file: right });
    assert.ok(Buffer.from(spkiOf(again)).equals(spki));
    assert.equal(readFileSync(out).includes(spki.subarray(40, 60)), false);
  });
}

test("a key is its owner's alone, also where it replaces a file", {
  skip: process.platform === "win32" && "files have no such modes here",
}, () => {
  const out = file("private.key", "open to all");
  const read = readPrivateKey(plain);
  assert.throws(() => writePrivateKey(out, read, {}), {
    name: "UsageError",
    message:
      `Cannot write ${out}: it exists; name another file, or replace it with --force`,
  });
  assert.equal(readFileSync(out, "utf8"), "open to all");
  writePrivateKey(out, read, { force: true });
  assert.equal(statSync(out).mode & 0o777, 0o600);
  const strays = readdirSync(dirname(out)).filter((name) => /new$/.test(name));
  assert.deepEqual(strays, []);
});

test("of a bundle the key is taken", () => {
  const certificate =
    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
  const bundle = file("bundle.pem", certificate + readFileSync(plain, "utf8"));
  assert.ok(Buffer.from(spkiOf(readPrivateKey(bundle))).equals(spki));
});

process.env.FESA_TEST_EMPTY = "";
const encrypted = path("encryptedfalse.key");
const blank = file("blank.txt", "\nsecret\n");

/** What can't be used, and the line that says so. */
const REFUSED: readonly (readonly [
  string,
  string,
  Parameters<typeof readPrivateKey>[1],
  string,
])[] = [
  [
    "text",
    file("text.key", "no key at all"),
    {},
    `Cannot use ${
      path("text.key")
    }: it holds no private key: expected PKCS#8, PEM or DER`,
  ],
  [
    "an empty file",
    file("empty.key", ""),
    {},
    `Cannot use ${
      path("empty.key")
    }: it holds no private key: expected PKCS#8, PEM or DER`,
  ],
  [
    "a damaged key",
    file("damaged.key", readFileSync(plain, "utf8").replace("MIIC", "MIID")),
    {},
    `Cannot use ${
      path("damaged.key")
    }: its private key can't be read: the file is damaged, or of a kind that isn't known here`,
  ],
  [
    "a passphrase file with an empty line",
    encrypted,
    { file: blank },
    `Cannot use ${blank}: its first line, the passphrase, is empty`,
  ],
  [
    "an empty variable",
    encrypted,
    { env: "FESA_TEST_EMPTY" },
    "Cannot take a passphrase from the environment: FESA_TEST_EMPTY is not set, or empty",
  ],
  [
    "two sources",
    encrypted,
    { file: right, env: "FESA_TEST_EMPTY" },
    `Cannot take a passphrase from ${right} and from the environment: choose one`,
  ],
];
for (const [what, from, source, message] of REFUSED) {
  test(`${what} is one line`, () => {
    assert.throws(() => readPrivateKey(from, source), {
      name: "UsageError",
      message,
    });
  });
}
