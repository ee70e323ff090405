import { readFileSync, statSync } from "node:fs";
import process from "node:process";
import { test } from "node:test";
import assert from "node:assert/strict";
import { type IssueArguments, issueCertificate } from "./issue_certificate.ts";
import { inspectFile } from "./inspect/inspect_file.ts";
import { type AuthorityArguments, makeAuthority } from "./make_authority.ts";
import { makeRequest, type RequestArguments } from "./make_request.ts";
import { openssl, workshop } from "./test_workshop.ts";

const { path, file, key } = workshop();

const [root, rootKey] = [path("root.pem"), key("authority2048")];
const [middle, middleKey] = [path("middle.pem"), key("intermediate2048")];
const serverKey = key("rsa2048");
const request = path("server.csr");
const NAMES = {
  host: ["fesa.example", "*.fesa.example", "b\u00fccher.example"],
  ip: ["192.0.2.1", "2001:db8::1", "::ffff:192.0.2.2"],
};

await makeAuthority({
  name: "C=SE,O=Example\\, Ltd,CN=Example root",
  key: rootKey,
  out: root,
});
await makeAuthority({
  name: "Example issuing",
  key: middleKey,
  out: middle,
  parent: root,
  parentKey: rootKey,
});
await makeRequest({ ...NAMES, key: serverKey, out: request });

let made = 0;

/** Issues for a request with the intermediate authority; gives the path. */
async function issue(
  from: string,
  args: Partial<IssueArguments> = {},
): Promise<{ out: string; notes: readonly string[] }> {
  const out = path(`issued${++made}.pem`);
  const { notes } = await issueCertificate(from, {
    ca: middle,
    caKey: middleKey,
    out,
    ...args,
  });
  return { out, notes };
}

test("openssl accepts a root, and reads of it what was asked for", () => {
  const { status, text } = openssl(
    `verify -x509_strict -check_ss_sig -CAfile ${root} ${root}`,
  );
  assert.equal(text, `${root}: OK\n`);
  assert.equal(status, 0);
  const shown = openssl(`x509 -in ${root} -noout -text`).text;
  for (
    const line of [
      /Subject: C = SE, O = "Example, Ltd", CN = Example root\n/,
      /X509v3 Basic Constraints: critical\s+CA:TRUE, pathlen:1\n/,
      /X509v3 Key Usage: critical\s+Certificate Sign, CRL Sign\n/,
      /X509v3 Subject Key Identifier:/,
      /Signature Algorithm: sha256WithRSAEncryption/,
    ]
  ) assert.match(shown, line);
  const [, serial] = /^serial=([0-9A-F]+)$/m.exec(
    openssl(`x509 -in ${root} -noout -serial`).text,
  ) ??
    [];
  assert.match(serial, /^[4-7][0-9A-F]{39}$/);
});

test("openssl verifies a request, and reads its names", () => {
  const { status, text } = openssl(`req -in ${request} -noout -verify -text`);
  assert.equal(status, 0);
  assert.match(text, /Certificate request self-signature verify OK/);
  assert.match(
    text,
    /DNS:fesa.example, DNS:\*.fesa.example, DNS:xn--bcher-kva.example, IP Address:192.0.2.1, IP Address:2001:DB8:0:0:0:0:0:1, IP Address:0:0:0:0:0:FFFF:C000:202\n/,
  );
});

test("openssl accepts a chain under an intermediate, for every name", async () => {
  const { out, notes } = await issue(request);
  assert.deepEqual(notes, []);
  const command =
    `verify -x509_strict -purpose sslserver -CAfile ${root} -untrusted ${out}`;
  const identities = [
    "-verify_hostname fesa.example",
    "-verify_hostname a.fesa.example",
    "-verify_hostname xn--bcher-kva.example",
    "-verify_ip 192.0.2.1",
    "-verify_ip 2001:db8::1",
    "-verify_ip ::ffff:192.0.2.2",
  ];
  for (const identity of identities) {
    const { text } = openssl(`${command} ${identity} ${out}`);
    assert.equal(text, `${out}: OK\n`, identity);
  }
  const blocks = readFileSync(out, "utf8").match(/BEGIN CERTIFICATE/g);
  assert.equal(blocks?.length, 2);
});

test("DER is the same, for openssl too", async () => {
  const der = path("server.der.csr");
  await makeRequest({
    host: ["fesa.example"],
    key: serverKey,
    out: der,
    der: true,
  });
  const checked = openssl(`req -inform DER -in ${der} -noout -verify`);
  assert.equal(checked.status, 0);
  const { out } = await issue(der, { der: true, ca: root, caKey: rootKey });
  const pem = path("from.der.pem");
  assert.equal(openssl(`x509 -inform DER -in ${out} -out ${pem}`).status, 0);
  const { text } = openssl(`verify -x509_strict -CAfile ${root} ${pem}`);
  assert.equal(text, `${pem}: OK\n`);
});

test("a request of openssl's: nothing it asks for is copied but names", async () => {
  const config = file(
    "greedy.cnf",
    `[req]
distinguished_name=dn
req_extensions=ext
prompt=no
[dn]
O=Greedy
CN=other.example
[ext]
basicConstraints=critical,CA:TRUE
keyUsage=keyCertSign
extendedKeyUsage=codeSigning
subjectAltName=DNS:FESA.example,email:a@fesa.example,URI:https://fesa.example
nameConstraints=permitted;DNS:fesa.example
`,
  );
  const greedy = path("greedy.csr");
  const asked = openssl(
    `req -new -key ${serverKey} -config ${config} -out ${greedy}`,
  );
  assert.equal(asked.status, 0, asked.text);
  const { out, notes } = await issue(greedy);
  assert.deepEqual(notes, [
    'Not copied from the request: the common name "other.example", the subject\'s O=Greedy, the name email:a@fesa.example, the name url:https://fesa.example, the extension basicConstraints, the extension keyUsage, the extension extendedKeyUsage, the extension nameConstraints',
  ]);
  const [leaf] = await inspectFile(out, { time: new Date(), passphrase: {} });
  const { subject, subjectAltName, basicConstraints, keyUsage } = leaf;
  const { extendedKeyUsage, otherExtensions, nameConstraints, warnings } = leaf;
  assert.deepEqual({
    subject,
    subjectAltName,
    basicConstraints,
    keyUsage,
    extendedKeyUsage,
    otherExtensions,
    nameConstraints,
    warnings,
  }, {
    subject: "CN=fesa.example",
    subjectAltName: ["dns:fesa.example"],
    basicConstraints: { ca: false },
    keyUsage: ["digitalSignature", "keyEncipherment"],
    extendedKeyUsage: ["serverAuth"],
    otherExtensions: undefined,
    nameConstraints: undefined,
    warnings: [],
  });
});

const plain = file(
  "plain.cnf",
  "[req]\ndistinguished_name=dn\nprompt=no\n[dn]\nCN=fesa.example\n",
);

/** Requests that openssl makes, and what is said of them. */
const REFUSED: readonly {
  what: string;
  make: (out: string) => void;
  args?: Partial<IssueArguments>;
  line: string;
}[] = [
  {
    what: "a key on a curve",
    make: (out) => {
      const curve = path("ec.key");
      openssl(`ecparam -name prime256v1 -genkey -noout -out ${curve}`);
      openssl(`req -new -key ${curve} -config ${plain} -out ${out}`);
    },
    line:
      "a server of this protocol needs an RSA key of 1024, 2048, 3072, 4096 bits: its algorithm is not rsaEncryption with NULL",
  },
  {
    what: "no name but a common one",
    make: (out) =>
      void openssl(`req -new -key ${serverKey} -config ${plain} -out ${out}`),
    line:
      "it asks for no DNS name or IP address, and a common name is not matched: name them with --host or --ip",
  },
  {
    what: "a name that is none",
    make: (out) =>
      void openssl(
        `req -new -key ${serverKey} -config ${plain} -addext subjectAltName=DNS:a..b -out ${out}`,
      ),
    line:
      'its name "a..b": expected labels of letters, digits and hyphens, with dots between',
  },
  {
    what: "a weak key",
    make: (out) =>
      void openssl(
        `req -new -key ${
          key("rsa1024")
        } -config ${plain} -addext subjectAltName=DNS:a.example -out ${out}`,
      ),
    line:
      "its key has 1024 bits, which is weak: make a longer one, or issue it with --allow-weak",
  },
  {
    what: "a signature of another key",
    make: (out) => {
      const der = path("tampered.der");
      openssl(`req -in ${request} -outform DER -out ${der}`);
      const bytes = readFileSync(der);
      bytes[bytes.length - 1] ^= 1;
      file(out.slice(path("").length), bytes);
    },
    line:
      "its signature is not of its own key, so nobody has shown to have the private one",
  },
  {
    what: "another file",
    make: (out) => void file(out.slice(path("").length), readFileSync(root)),
    line: "it is no certificate request (PKCS#10), PEM or DER",
  },
  {
    what: "a name that --permit does not permit",
    make: (out) => void file(out.slice(path("").length), readFileSync(request)),
    args: { permit: ["fesa.example", "192.0.2.0/24"] },
    line: "it asks for xn--bcher-kva.example, which no --permit permits",
  },
  {
    what: "an address that --permit does not permit",
    make: (out) => void file(out.slice(path("").length), readFileSync(request)),
    args: { permit: ["example", "192.0.2.0/24"] },
    line: "it asks for 2001:db8:0:0:0:0:0:1, which no --permit permits",
  },
];
for (const [i, { what, make, args, line }] of REFUSED.entries()) {
  test(`a request with ${what} is refused`, async () => {
    const refused = path(`refused${i}.csr`);
    make(refused);
    await assert.rejects(issue(refused, args), {
      name: "Refusal",
      message: `Cannot accept ${refused}: ${line}`,
    });
  });
}

test("a weak key and other names go where somebody says so", async () => {
  const weak = path("weak.csr");
  const { notes } = await makeRequest({
    host: ["weak.example"],
    key: key("rsa1024"),
    out: weak,
  });
  assert.deepEqual(notes, [
    `Warning: ${
      path("rsa1024.key")
    } has 1024 bits, which is weak: public authorities refuse it, and so do clients but for those with minimumRsaBits 1024`,
  ]);
  const { out } = await issue(weak, {
    allowWeak: true,
    host: ["strong.example"],
    name: "O=Example",
  });
  const [leaf] = await inspectFile(out, { time: new Date(), passphrase: {} });
  assert.equal(leaf.subject, "O=Example");
  assert.deepEqual(leaf.subjectAltName, ["dns:strong.example"]);
  assert.deepEqual(leaf.warnings, ["its RSA key has 1024 bits, which is weak"]);
});

test("an authority of some names issues for no others, by openssl too", async () => {
  const narrow = path("narrow.pem");
  const permitDns = ["fesa.example"];
  const own = { key: rootKey, out: narrow, permitDns };
  await makeAuthority({ name: "Narrow", ...own });
  const ca = { ca: narrow, caKey: rootKey };
  const inside = await issue(request, { ...ca, host: ["a.fesa.example"] });
  const { text } = openssl(
    `verify -x509_strict -CAfile ${narrow} ${inside.out}`,
  );
  assert.equal(text, `${inside.out}: OK\n`);
  for (const other of [{ host: ["fesa.test"] }, { ip: ["192.0.2.1"] }]) {
    const name = other.host?.[0] ?? "192.0.2.1";
    await assert.rejects(issue(request, { ...ca, ...other }), {
      name: "Refusal",
      message:
        `Cannot accept ${request}: it asks for ${name}, which the name constraints of ${narrow} do not permit`,
    });
  }
});

test("a certificate ends with its authority at the latest", async () => {
  const brief = path("brief.pem");
  await makeAuthority({ name: "Brief", key: rootKey, out: brief, days: "5" });
  const { out, notes } = await issue(request, { ca: brief, caKey: rootKey });
  assert.equal(
    notes[0],
    "The authority ends before 365 days are over, and the certificate with it",
  );
  const end = (file: string): string =>
    openssl(`x509 -in ${file} -noout -enddate`).text;
  assert.equal(end(out), end(brief));
});

test("an authority on a curve, made by openssl, issues too", async () => {
  const [curve, ca] = [path("p384.key"), path("p384.pem")];
  openssl(`ecparam -name secp384r1 -genkey -noout -out ${curve}`);
  openssl(
    `req -x509 -key ${curve} -config ${plain} -subj /CN=curve -days 9 -out ${ca} -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign`,
  );
  const { out } = await issue(request, {
    ca,
    caKey: curve,
    host: ["a.example"],
  });
  const { text } = openssl(`verify -x509_strict -CAfile ${ca} ${out}`);
  assert.equal(text, `${out}: OK\n`);
});

/** Mistakes of the caller's, and the line that says so. */
const MISTAKES: readonly (readonly [string, () => Promise<unknown>, string])[] =
  [
    [
      "a leaf as the authority",
      async () => {
        const { out } = await issue(request);
        return await issue(request, {
          ca: file("leaf.pem", readFileSync(out)),
          caKey: serverKey,
        });
      },
      `Cannot use ${
        path("leaf.pem")
      }: it is not the certificate of an authority`,
    ],
    [
      "another authority's key",
      () => issue(request, { caKey: rootKey }),
      `Cannot use ${rootKey}: it is another key than that of ${middle}`,
    ],
    [
      "a certificate that is a key",
      () => issue(request, { ca: rootKey }),
      `Cannot use ${rootKey}: it holds no certificate that can be read: expected X.509, PEM or DER`,
    ],
    [
      "a file that is there",
      () => issue(request, { out: root }),
      `Cannot write ${root}: it exists; name another file, or replace it with --force`,
    ],
    [
      "too many days",
      () => issue(request, { days: "40000" }),
      "Cannot use --days 40000: expected 1 to 36500",
    ],
    [
      "a permit that is none",
      () => issue(request, { permit: ["*.example"] }),
      "Cannot use --permit *.example: expected a DNS name, which stands for all below it too, an IP address, or ADDRESS/BITS",
    ],
    [
      "an authority under one that permits none",
      () => authority({ parent: middle, parentKey: middleKey }),
      "Cannot issue an authority under --parent: its path length is 0, so no authority may stand under it",
    ],
    [
      "a path as long as the parent's",
      () => authority({ parent: root, parentKey: rootKey, pathLength: "1" }),
      "Cannot use --path-length 1: that of the parent is 1, expected less",
    ],
    [
      "a parent without its key",
      () => authority({ parent: root }),
      "Cannot issue under a parent without both --parent FILE, its certificate, and --parent-key FILE",
    ],
    [
      "an authority of too few bits",
      () => authority({ key: undefined, newKey: path("no.key"), bits: "1024" }),
      "Cannot use --bits 1024: expected one of 2048, 3072, 4096",
    ],
    [
      "an authority of a short key that is there",
      () => authority({ key: key("rsa1024") }),
      `Cannot use ${
        path("rsa1024.key")
      }: it has 1024 bits, and an authority's RSA key 2048 to 4096`,
    ],
    [
      "an attribute that isn't known",
      () => authority({ name: "CN=a,UID=b" }),
      "Cannot use --name CN=a,UID=b: expected TYPE=VALUE,… of CN, O, OU, L, ST, C, or a common name alone",
    ],
    [
      "a request for no name",
      () => ask({ host: [] }),
      "Cannot request a certificate for no name: give --host NAME or --ip ADDRESS, as clients will dial it",
    ],
    [
      "a request with neither key",
      () => ask({ key: undefined }),
      "Cannot tell which key to use: give --key FILE, one that is there, or --new-key FILE, to make one",
    ],
    [
      "a new size for a key that is there",
      () => ask({ bits: "2048" }),
      "Cannot use --bits with --key: it is for --new-key",
    ],
    [
      "a private key for standard output",
      () => ask({ key: undefined, newKey: "-" }),
      "Cannot write a private key to standard output: name a file",
    ],
    [
      "a key that would be overwritten",
      () => ask({ key: undefined, newKey: serverKey }),
      `Cannot write ${serverKey}: it exists; name another file, or replace it with --force`,
    ],
  ];
for (const [what, make, message] of MISTAKES) {
  test(`${what} is a mistake`, async () => {
    await assert.rejects(make(), { name: "UsageError", message });
  });
}

function authority(args: Partial<AuthorityArguments>): Promise<unknown> {
  const out = path("mistake.pem");
  return makeAuthority({ name: "Mistake", key: rootKey, out, ...args });
}

function ask(args: Partial<RequestArguments>): Promise<unknown> {
  const out = path("mistake.csr");
  return makeRequest({ host: ["a.example"], key: serverKey, out, ...args });
}

test("a new key is its owner's alone, and goes where its request can't", async () => {
  const newKey = path("fresh.key");
  const args = { host: ["a.example"], newKey, bits: "1024" };
  const nowhere = path("no/such/folder.csr");
  await assert.rejects(makeRequest({ ...args, out: nowhere }), {
    name: "UsageError",
    message: `Cannot write ${nowhere}: there is no such file or directory`,
  });
  const out = path("fresh.csr");
  await makeRequest({ ...args, out });
  if (process.platform !== "win32") {
    assert.equal(statSync(newKey).mode & 0o777, 0o600);
  }
  assert.equal(
    openssl(`pkey -in ${newKey} -noout -check`).text,
    "Key is valid\n",
  );
});
