import { readFileSync } from "node:fs";
import { test } from "node:test";
import assert from "node:assert/strict";
import { derOf } from "./input_file.ts";
import { issueCertificate } from "./issue_certificate.ts";
import { makeAuthority } from "./make_authority.ts";
import { makeRequest } from "./make_request.ts";
import { revokeCertificates } from "./revoke_certificate.ts";
import { workshop } from "./test_workshop.ts";
import {
  verdictJson,
  verifyChain,
  type VerifyOptions,
} from "./verify_chain.ts";

const { path, file, key } = workshop();

const [root, rootKey] = [path("root.pem"), key("authority2048")];
await makeAuthority({ name: "Root", key: rootKey, out: root });
const [middle, middleKey] = [path("middle.pem"), key("intermediate2048")];
await makeAuthority({
  name: "Middle",
  key: middleKey,
  out: middle,
  parent: root,
  parentKey: rootKey,
});
const request = path("server.csr");
const names = { host: ["fesa.example"], ip: ["192.0.2.1", "2001:db8::1"] };
await makeRequest({ ...names, key: key("rsa2048"), out: request });
const chain = path("chain.pem");
await issueCertificate(request, { ca: middle, caKey: middleKey, out: chain });
const crl = path("middle.crl");
await revokeCertificates([], { ca: middle, caKey: middleKey, crl });
const rootCrl = path("root.crl");
await revokeCertificates([], {
  ca: root,
  caKey: rootKey,
  crl: rootCrl,
  der: true,
});

/** The leaf of the chain in forms that people have. */
const text = readFileSync(chain, "utf8");
const [leafText, middleText] = text.match(/-----BEGIN[^]*?-----END.*\n/g)!;
const der = (pem: string): Uint8Array =>
  derOf(new TextEncoder().encode(pem), ["CERTIFICATE"])[0];
const leaf = file("leaf.pem", leafText);
const other = file("middle.only.pem", middleText);
const garbage = file("garbage", "no certificate");
const empty = file("empty", "\n");
const crlText = readFileSync(crl, "utf8");

type Options = Partial<VerifyOptions>;

async function verify(from: string, options: Options = {}): Promise<unknown> {
  const { verdict } = await verifyChain(from, { trust: [root], ...options });
  const { ok, reason, index } = JSON.parse(verdictJson(verdict));
  return ok ? { ok, reason, index } : `${index} ${reason}`;
}

const OK = { ok: true, reason: null, index: null };

const ROWS: readonly (readonly [string, string, Options, unknown])[] = [
  ["a chain in one file", chain, {}, OK],
  ["a leaf, and others beside it", leaf, { untrusted: [other] }, OK],
  ["a leaf without its issuer", leaf, {}, "0 unknown_issuer"],
  ["DER", file("leaf.der", der(leafText)), {
    untrusted: [file("middle.der", der(middleText))],
    trust: [file("root.der", der(readFileSync(root, "utf8")))],
  }, OK],
  [
    "CR LF, text around and another label",
    file(
      "windows.pem",
      `subject=a\n${text.replaceAll(" CERTIFICATE", " X509 CERTIFICATE")}`
        .replaceAll("\n", "\r\n"),
    ),
    {},
    OK,
  ],
  ["keys in a bundle are passed over", chain, {
    trust: [
      file(
        "bundle.pem",
        readFileSync(rootKey, "utf8") + readFileSync(root, "utf8"),
      ),
    ],
  }, OK],
  ["an empty bundle of others", chain, { untrusted: [empty] }, OK],
  ["others that are garbage", chain, { untrusted: [garbage] }, "2 malformed"],
  [
    "a chain that goes on with garbage",
    file(
      "tail.pem",
      `${leafText}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`,
    ),
    {},
    "1 malformed",
  ],
  ["garbage", garbage, {}, "0 malformed"],
  [
    "garbage before others that are good",
    garbage,
    { untrusted: [chain] },
    "0 malformed",
  ],
  ["nothing", empty, { untrusted: [chain] }, "0 malformed"],
  [
    "a block that is cut short",
    file("cut.pem", leafText.slice(0, 400)),
    {},
    "0 malformed",
  ],
  [
    "a block that is no base64",
    file("digits.pem", leafText.replace("MII", "M!I")),
    {},
    "0 malformed",
  ],
  [
    "DER with a byte too many",
    file("long.der", new Uint8Array([...der(leafText), 0])),
    {
      untrusted: [other],
    },
    "0 malformed",
  ],
  ["DER in which PEM stands", file("pun.der", pun()), {}, "0 malformed"],
  ["a key", rootKey, {}, "0 malformed"],
  [
    "more certificates than anybody needs",
    file("many.pem", leafText.repeat(700)),
    {},
    "64 over_budget",
  ],
  ["an anchor that is none", chain, { trust: [garbage] }, "2 no_anchor"],
  ["an anchor that is none beside one that is", chain, {
    trust: [root, garbage],
  }, "3 no_anchor"],
  ["no anchor in its file", chain, { trust: [empty] }, "2 no_anchor"],
  ["another anchor", leaf, { trust: [leaf] }, OK],
  ["its host", chain, { host: "fesa.example" }, OK],
  ["its host in capitals", chain, { host: "FESA.example." }, OK],
  ["its addresses", chain, { host: "192.0.2.1" }, OK],
  ["its IPv6 address", chain, { host: "2001:DB8:0::1" }, OK],
  ["another host", chain, { host: "a.fesa.example" }, "0 name_mismatch"],
  ["another address", chain, { host: "192.0.2.2" }, "0 name_mismatch"],
  ["another day", chain, { at: "2000-01-01" }, "0 not_yet_valid"],
  ["seconds far off", chain, { at: "4102444800" }, "0 expired"],
  ["another purpose", chain, { purpose: "clientAuth" }, "0 extended_key_usage"],
  ["another usage", chain, { keyUsage: "keyAgreement" }, "0 key_usage"],
  ["any policy, where one is asked for", chain, {
    explicitPolicy: true,
  }, "1 no_valid_policy"],
  ["lists, PEM and DER", chain, { crl: [crl, rootCrl] }, OK],
  ["a list of one issuer of two", chain, { crl: [crl] }, "1 crl_missing"],
  ["lists in one file", chain, {
    crl: [file("lists.pem", crlText + crlText), rootCrl],
  }, OK],
  [
    "lists of which one is garbage",
    chain,
    { crl: [crl, rootCrl, garbage] },
    "0 crl_unverified",
  ],
  ["a file without a list", chain, { crl: [empty] }, "0 crl_unverified"],
  ["a certificate for a list", chain, { crl: [root] }, "0 crl_unverified"],
];
for (const [what, from, options, expected] of ROWS) {
  test(`verify: ${what}`, async () => {
    assert.deepEqual(await verify(from, options), expected);
  });
}

test("a file that isn't what it is for is told of", async () => {
  const options = { trust: [root], untrusted: [garbage], crl: [root] };
  const cut = path("cut.pem");
  const { notes } = await verifyChain(cut, options);
  assert.deepEqual(notes, [
    `${cut}: its PEM block CERTIFICATE has no end`,
    `${root} holds no PEM block X509 CRL`,
  ]);
});

for (
  const [what, from, options, message] of [
    ["a folder", path(""), {}, `Cannot read ${path("")}: it is a directory`],
    [
      "a file that isn't there",
      path("none"),
      {},
      `Cannot read ${path("none")}: there is no such file or directory`,
    ],
    [
      "no time",
      chain,
      { at: "then" },
      "Cannot use --at then: expected a time such as 2026-06-15T12:00:00Z, or seconds since 1970",
    ],
  ] as const
) {
  test(`verify: ${what} is a mistake`, async () => {
    await assert.rejects(verify(from, options), {
      name: "UsageError",
      message,
    });
  });
}

/** A SEQUENCE to the last byte, which is no certificate and holds one. */
function pun(): Uint8Array {
  const content = new TextEncoder().encode(text);
  const { length } = content;
  return new Uint8Array([0x30, 0x82, length >> 8, length & 0xff, ...content]);
}
