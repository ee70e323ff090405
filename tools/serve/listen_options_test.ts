import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { Cipher, SecuritySetting } from "../../src/mod.ts";
import { makeDemo } from "./demo.ts";
import { readSetup } from "./listen_options.ts";

const { proprietary, open, certified } = SecuritySetting;

const folder = mkdtempSync(join(tmpdir(), "fesa-listen-options-test-"));
const demo = await makeDemo("127.0.0.1");
after(() => {
  rmSync(folder, { recursive: true });
  demo.remove();
});

/** Paths may be absolute, too: those of a demo's files. */
const [key, certificate, deploymentKeyFile] = [
  "server.key",
  "server.pem",
  "deployment.key",
].map((name) => join(demo.trustFile, "..", name));

function configure(configuration: unknown): string {
  const path = join(folder, "fesa.json");
  writeFileSync(path, JSON.stringify(configuration));
  return path;
}

const SETTINGS: readonly (readonly [string, object, number[]])[] = [
  ["a certificate, certified", { secureConnection: { key, certificate } }, [
    certified,
  ]],
  ["a key alone, open", { secureConnection: { key } }, [open]],
  [
    "enabled false, proprietary",
    {
      secureConnection: { enabled: false, key, certificate },
      deploymentKeyFile,
    },
    [proprietary],
  ],
  ["a deployment key alone, proprietary", { deploymentKeyFile }, [proprietary]],
  ["a key and a deployment key, open", {
    secureConnection: { key },
    deploymentKeyFile,
  }, [open]],
  [
    "what is listed, that",
    {
      secureConnection: { key },
      deploymentKeyFile,
      settings: ["open", "proprietary"],
    },
    [open, proprietary],
  ],
];
for (const [what, configuration, settings] of SETTINGS) {
  test(`of ${what} is granted`, () => {
    const setup = readSetup(configure(configuration));
    assert.deepEqual(setup.options.settings, settings);
    const hasKey = settings.some((setting) => setting !== proprietary);
    assert.equal(setup.pin, hasKey ? demo.pin : undefined);
  });
}

const DEFLATE: readonly (readonly [string, unknown, number[]])[] = [
  ["is on in proprietary alone", undefined, [proprietary]],
  ["is off everywhere by a list without it", ["none"], []],
  ["is on everywhere by a list with it", ["none", "deflate"], [
    open,
    proprietary,
  ]],
  ["is on where its setting says so", { open: ["none", "deflate"] }, [open]],
];
for (const [what, compressions, settings] of DEFLATE) {
  test(`deflate ${what}`, () => {
    const { options } = readSetup(configure({
      secureConnection: { key },
      deploymentKeyFile,
      settings: ["open", "proprietary"],
      compressions,
    }));
    assert.deepEqual(options.deflateSettings, settings);
  });
}

test("every key of a configuration has its place", () => {
  const limits = {
    maxConnections: 1,
    maxHandshakes: 2,
    maxPendingRsa: 3,
    handshakeTimeoutMs: 4,
    idleTimeoutMs: 0,
  };
  const { options } = readSetup(configure({
    listen: { host: "::1", port: 7000 },
    secureConnection: { enabled: true, algorithm: "3DES", key },
    settings: ["open", "proprietary"],
    deploymentKeyFile,
    deploymentKeys: [{ id: "second", file: deploymentKeyFile }],
    serverNames: ["fesa.example"],
    minimumRsaBits: 1024,
    maxFrame: 4096,
    limits,
  }));
  const { host, port, algorithm, serverNames, minimumRsaBits, maxFrame } =
    options;
  assert.deepEqual(
    { host, port, algorithm, serverNames, minimumRsaBits, maxFrame },
    {
      host: "::1",
      port: 7000,
      algorithm: Cipher["3DES-EDE-CBC-HMAC-SHA-256"],
      serverNames: ["fesa.example"],
      minimumRsaBits: 1024,
      maxFrame: 4096,
    },
  );
  assert.deepEqual(options.limits, limits);
  const ids = options.deploymentKeys?.map(({ id }) =>
    id && new TextDecoder().decode(id)
  );
  assert.deepEqual(ids, [undefined, "second"]);
});

const REFUSED: readonly (readonly [string, unknown, string])[] = [
  ["a list", [], "the whole of it: expected object, received array"],
  [
    "several faults",
    { listen: { port: 70000 }, "a/b~c": 1 },
    "/listen/port: Too big: expected number to be <=65535; /a~1b~0c is no key of a configuration",
  ],
  [
    "a fault within one of two forms",
    { compressions: ["none", "zip"] },
    '/compressions/1: expected one of "none"|"deflate"',
  ],
  [
    "a fault within the other form",
    { compressions: { opne: ["none"] } },
    "/compressions/opne is no key of a configuration",
  ],
  [
    "neither of two forms",
    { compressions: "none" },
    "/compressions: expected a list, or an object",
  ],
  [
    "an RSA size that does not exist",
    { minimumRsaBits: 2000 },
    "/minimumRsaBits: expected one of 1024|2048|3072|4096",
  ],
  [
    "a setting that is not enabled",
    { secureConnection: { enabled: false }, settings: ["open"] },
    "/settings: without secureConnection.enabled only proprietary is left",
  ],
  [
    "open without a key",
    { secureConnection: { enabled: true } },
    "/secureConnection/key is absent: open and certified need an RSA private key",
  ],
  [
    "proprietary without a deployment key",
    {},
    '/deploymentKeyFile is absent: proprietary needs a deployment key: make one with "fesa key new FILE"',
  ],
  [
    "a private key that is a certificate",
    { secureConnection: { key: certificate } },
    `/secureConnection/key: Cannot use ${certificate}: it holds no private key: expected PKCS#8, PEM or DER`,
  ],
  [
    "a certificate that is a key",
    { secureConnection: { key, certificate: key } },
    `/secureConnection/certificate: Cannot use ${key}: it holds no PEM block CERTIFICATE`,
  ],
  [
    "a certificate over another key",
    { secureConnection: { key: "other.key", certificate } },
    `/secureConnection/certificate: Cannot use ${certificate}: its first certificate is over another key than the server's`,
  ],
];
const encryptedKey = createPrivateKey(readFileSync(key)).export({
  type: "pkcs8",
  format: "pem",
  cipher: "aes-256-cbc",
  passphrase: "open sesame",
});
writeFileSync(join(folder, "encrypted.key"), encryptedKey);
writeFileSync(join(folder, "right.txt"), "open sesame\r\nnot this\n");
writeFileSync(join(folder, "wrong.txt"), "open says me\n");
process.env.FESA_TEST_PASSPHRASE = "open sesame";

const PASSPHRASES: readonly (readonly [string, object])[] = [
  ["a file", { passphraseFile: "right.txt" }],
  ["the environment", { passphraseEnv: "FESA_TEST_PASSPHRASE" }],
];
for (const [what, passphrase] of PASSPHRASES) {
  test(`an encrypted key is read with the passphrase of ${what}`, () => {
    const named = { key: "encrypted.key", ...passphrase };
    const { pin } = readSetup(configure({ secureConnection: named }));
    assert.equal(pin, demo.pin);
  });
}

const LOCKED: readonly (readonly [string, object, string])[] = [
  [
    "no passphrase",
    {},
    "it is encrypted: set passphraseFile or passphraseEnv beside key",
  ],
  [
    "a wrong passphrase",
    { passphraseFile: "wrong.txt" },
    "the passphrase is not the right one, or the file is damaged",
  ],
];
for (const [what, passphrase, fault] of LOCKED) {
  test(`an encrypted key with ${what} is refused`, () => {
    const named = { key: "encrypted.key", ...passphrase };
    const path = configure({ secureConnection: named });
    const keyPath = join(folder, "encrypted.key");
    const expected =
      `Cannot use ${path}: /secureConnection/key: Cannot use ${keyPath}: ${fault}`;
    assert.throws(() => readSetup(path), (error: Error) => {
      assert.equal(error.name, "UsageError");
      assert.equal(error.message.slice(0, expected.length), expected);
      return true;
    });
  });
}

writeFileSync(
  join(folder, "other.key"),
  generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  }).privateKey,
);
for (const [what, configuration, fault] of REFUSED) {
  test(`${what} is refused`, () => {
    const path = configure(configuration);
    assert.throws(() => readSetup(path), {
      name: "UsageError",
      message: `Cannot use ${path}: ${fault}`,
    });
  });
}
