import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import assert from "node:assert/strict";
import { inspectFile } from "./inspect/inspect_file.ts";
import { issueCertificate } from "./issue_certificate.ts";
import { makeAuthority } from "./make_authority.ts";
import { makeRequest } from "./make_request.ts";
import {
  type RevokeArguments,
  revokeCertificates,
} from "./revoke_certificate.ts";
import { openssl, workshop } from "./test_workshop.ts";
import { verifyChain } from "./verify_chain.ts";

const { path, file, key } = workshop();

const [root, rootKey] = [path("root.pem"), key("authority2048")];
await makeAuthority({ name: "Root", key: rootKey, out: root });
const request = path("server.csr");
const server = { host: ["fesa.example"], key: key("rsa2048"), out: request };
await makeRequest(server);
const leaves: string[] = [];
for (const name of ["one.pem", "two.pem"]) {
  const out = path(name);
  await issueCertificate(request, { ca: root, caKey: rootKey, out });
  leaves.push(out);
}
const [one, two] = leaves;

function revoke(
  certificates: readonly string[],
  args: Partial<RevokeArguments> & { readonly crl: string },
): ReturnType<typeof revokeCertificates> {
  return revokeCertificates(certificates, {
    ca: root,
    caKey: rootKey,
    ...args,
  });
}

async function serialOf(certificate: string): Promise<unknown> {
  const [facts] = await inspectFile(certificate, {
    time: new Date(),
    passphrase: {},
  });
  return facts.serialNumber;
}

test("openssl accepts a list, and refuses what it revokes", async () => {
  const crl = path("list.pem");
  await revoke([], { crl });
  const check =
    `verify -x509_strict -crl_check -CAfile ${root} -CRLfile ${crl}`;
  assert.equal(openssl(`${check} ${one}`).text, `${one}: OK\n`);
  await revoke([one], { crl, reason: "keyCompromise" });
  assert.equal(openssl(`${check} ${two}`).text, `${two}: OK\n`);
  const { status, text } = openssl(`${check} ${one}`);
  assert.match(text, /error 23 at 0 depth lookup: certificate revoked/);
  assert.equal(status, 2);
  const shown = openssl(`crl -in ${crl} -noout -text -verify -CAfile ${root}`);
  for (
    const line of [
      /^verify OK$/m,
      /Version 2 /,
      /X509v3 CRL Number: \s+2\n/,
      /X509v3 Authority Key Identifier: /,
      /CRL Reason Code: \s+Key Compromise/,
    ]
  ) assert.match(shown.text, line);
  assert.match(readFileSync(crl, "utf8"), /^-----BEGIN X509 CRL-----\n/);
});

test("our own validation refuses what it revokes", async () => {
  const crl = path("own.pem");
  await revoke([one], { crl });
  const reasons: unknown[] = [];
  for (const leaf of [one, two]) {
    const { verdict } = await verifyChain(leaf, { trust: [root], crl: [crl] });
    reasons.push(verdict.ok || verdict.reason);
  }
  assert.deepEqual(reasons, ["revoked", true]);
});

test("a list keeps its entries, their days and reasons", async () => {
  const crl = path("kept.der");
  const lines: (readonly string[])[] = [];
  for (
    const [certificates, args] of [
      [[], { serial: ["00:C0:FF:EE"], at: "2026-01-02T03:04:05Z" }],
      [[one], { reason: "superseded" }],
      [[one, two], { reason: "keyCompromise", serial: ["0xc0ffee"] }],
    ] as const
  ) {
    const { done } = await revoke(certificates, { crl, der: true, ...args });
    lines.push(done.slice(0, -1));
  }
  const serials = [await serialOf(one), await serialOf(two)];
  assert.deepEqual(lines, [
    ["Revoked c0ffee"],
    [`Revoked ${serials[0]}`],
    [
      "c0ffee was revoked already",
      `${serials[0]} was revoked already`,
      `Revoked ${serials[1]}`,
    ],
  ]);
  const [list] = await inspectFile(crl, { time: new Date(), passphrase: {} });
  assert.equal(list.number, "3");
  const revoked = list.revoked as readonly Record<string, unknown>[];
  assert.deepEqual(
    revoked.map(({ serialNumber, reason }) => [serialNumber, reason]),
    [
      ["c0ffee", undefined],
      [serials[0], "superseded"],
      [serials[1], "keyCompromise"],
    ],
  );
  assert.equal(revoked[0].date, "2026-01-02T03:04:05Z");
});

test("of two that write one list at once the second gives up", async () => {
  const crl = path("busy.pem");
  const other = file("busy.pem.new", "");
  await assert.rejects(revoke([one], { crl }), {
    name: "UsageError",
    message:
      `Cannot write ${crl}: ${other} is there, so another is writing it, or was interrupted: wait, or delete that file`,
  });
  assert.equal(existsSync(crl), false);
});

/** What is refused, and leaves the list as it was. */
const REFUSED: readonly (readonly [
  string,
  readonly string[],
  Partial<RevokeArguments> & { crl: string },
  string,
  string,
])[] = [
  [
    "a certificate of another authority",
    [file("other.pem", "")],
    { crl: path("none.pem") },
    "Refusal",
    `Cannot revoke ${
      path("other.pem")
    }: it was not issued by this authority, CN=Root`,
  ],
  [
    "a certificate that is none",
    [request],
    { crl: path("none.pem") },
    "Refusal",
    `Cannot revoke ${request}: it holds no certificate that can be read`,
  ],
  [
    "a list of another authority",
    [],
    { crl: path("foreign.pem") },
    "UsageError",
    `Cannot add to ${
      path("foreign.pem")
    }: it is the list of another authority: name another file for a list of its own`,
  ],
  [
    "a list that somebody changed",
    [],
    { crl: path("changed.der") },
    "UsageError",
    `Cannot add to ${
      path("changed.der")
    }: its signature is not the authority's: name another file for a list of its own`,
  ],
  [
    "a list that is none",
    [],
    { crl: root },
    "UsageError",
    `Cannot add to ${root}: it holds no PEM block X509 CRL: name another file for a list of its own`,
  ],
  [
    "a serial number that is none",
    [],
    { crl: path("none.pem"), serial: ["xyz"] },
    "UsageError",
    'Cannot use --serial xyz: expected hexadecimal digits, as "fesa cert inspect" shows them',
  ],
  [
    "standard output",
    [],
    { crl: "-" },
    "UsageError",
    "Cannot keep a revocation list on standard output: name a file",
  ],
  [
    "a file of no folder",
    [],
    { crl: path("no/list.pem") },
    "UsageError",
    `Cannot write ${path("no/list.pem")}: there is no such file or directory`,
  ],
];
const otherKey = key("other2048");
await makeAuthority({
  name: "Other",
  key: otherKey,
  out: path("other.pem"),
  force: true,
});
await revokeCertificates([], {
  ca: path("other.pem"),
  caKey: otherKey,
  crl: path("foreign.pem"),
});
await revoke([], { crl: path("changed.der"), der: true });
const changed = readFileSync(path("changed.der"));
changed[changed.length - 1] ^= 1;
file("changed.der", changed);

for (const [what, certificates, args, name, message] of REFUSED) {
  test(`${what} is refused`, async () => {
    const before = existsSync(args.crl) ? readFileSync(args.crl) : undefined;
    await assert.rejects(revoke(certificates, args), { name, message });
    const after = existsSync(args.crl) ? readFileSync(args.crl) : undefined;
    assert.deepEqual(after, before);
    assert.equal(existsSync(`${args.crl}.new`), false);
  });
}
