import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { Cipher, Compression, SecuritySetting } from "../../src/mod.ts";
import { type ClientArguments, clientOptions } from "./client_options.ts";

const { proprietary, open, certified } = SecuritySetting;

const folder = mkdtempSync(join(tmpdir(), "fesa-client-options-test-"));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const key = file("deployment.key", `${"5a".repeat(32)}\n`);
const trust = file(
  "trust.pem",
  "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n",
);
const pin = "ab".repeat(32);

const SETTINGS: readonly (readonly [string, ClientArguments, number[]])[] = [
  ["a trust file, certified", { trust }, [certified]],
  ["a trust file and a pin, certified", { trust, pin }, [certified]],
  ["a pin, open", { pin }, [open]],
  ["a deployment key, proprietary", { deploymentKey: key }, [proprietary]],
  [
    "what is asked for, that",
    { pin, deploymentKey: key, settings: "proprietary,open" },
    [proprietary, open],
  ],
];
for (const [what, given, settings] of SETTINGS) {
  test(`of ${what} is offered`, () => {
    assert.deepEqual(clientOptions("a:1", given).settings, settings);
  });
}

test("every option has its place", () => {
  const options = clientOptions("[::1]:7000", {
    trust,
    pin,
    acceptAny: true,
    deploymentKey: key,
    deploymentKeyId: "hex:00ff",
    serverName: "fesa.example",
    settings: "certified",
    ciphers: "AES,3DES",
    compressions: "deflate",
    minimumRsaBits: "3072",
    timeout: "5",
  });
  assert.deepEqual(options, {
    host: "::1",
    port: 7000,
    settings: [certified],
    ciphers: [Cipher["AES-256-GCM"], Cipher["3DES-EDE-CBC-HMAC-SHA-256"]],
    compressions: [Compression.none, Compression.deflate],
    serverName: "fesa.example",
    minimumRsaBits: 3072,
    handshakeTimeoutMs: 5_000,
    keyLog: undefined,
    deploymentKey: new Uint8Array(32).fill(0x5a),
    deploymentKeyId: Uint8Array.of(0, 255),
    identity: {
      trust: { anchors: [Uint8Array.of(1, 2, 3)], crls: undefined },
      pin,
      tofu: undefined,
      acceptAny: true,
    },
  });
});

const REFUSED: readonly (readonly [string, ClientArguments, string])[] = [
  [
    "a:1",
    {},
    "Nothing says which server to accept: give --trust FILE (certified), --pin, --tofu or --accept-any (open), or --deployment-key FILE (proprietary)",
  ],
  [
    "a:1",
    { pin, settings: "certified" },
    "Cannot offer certified: it needs --trust FILE",
  ],
  [
    "a:1",
    { trust, settings: "open" },
    "Cannot offer open: it needs --pin, --tofu or --accept-any",
  ],
  [
    "a:1",
    { pin, settings: "proprietary" },
    "Cannot offer proprietary: it needs --deployment-key FILE",
  ],
  [
    "a:1",
    { trust: key },
    `Cannot use ${key}: it holds no PEM block CERTIFICATE`,
  ],
  [
    "a:1",
    { pin, ciphers: "AES,AES" },
    "Cannot use --ciphers AES,AES: a name stands twice",
  ],
  [
    "a:1",
    { pin, ciphers: "toString" },
    'Cannot use --ciphers "toString": known are AES, 3DES, ChaCha20',
  ],
  [
    "a:1",
    { pin, minimumRsaBits: "0" },
    "Cannot use --minimum-rsa-bits 0: expected a whole number from 1",
  ],
  [
    "a:1",
    { pin, deploymentKeyId: "x".repeat(33) },
    "Cannot use --deployment-key-id: it has 33 bytes, expected 1 to 32",
  ],
  ...["a", "a:", ":1", "a:0", "a:65536", "::1:1", "a b:1"].map((target) =>
    [
      target,
      { pin },
      `Cannot use ${target}: expected HOST:PORT, such as fesa.example:7000 or [::1]:7000`,
    ] as const
  ),
];
for (const [target, given, message] of REFUSED) {
  test(`${target} ${JSON.stringify(Object.keys(given))}: ${message}`, () => {
    const expected = { name: "UsageError", message };
    assert.throws(() => clientOptions(target, given), expected);
  });
}
