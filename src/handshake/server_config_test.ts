import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import assert from "node:assert/strict";
import { deploymentKey, testKey } from "../channel/test_keys.ts";
import { nodeProvider } from "../keys/node_provider.ts";
import { Cipher, SecuritySetting } from "../schema/registries.ts";
import { type ServerConfig, serverConfig } from "./server_config.ts";

const { proprietary, open, certified } = SecuritySetting;
const AES = Cipher["AES-256-GCM"];
const TDES = Cipher["3DES-EDE-CBC-HMAC-SHA-256"];
const CHACHA = Cipher["ChaCha20-Poly1305"];
const key = deploymentKey;
const id = Uint8Array.of(1);

const weakKey = nodeProvider.importPrivateKey(
  generateKeyPairSync("rsa", {
    modulusLength: 1024,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  }).privateKey,
);

const all = {
  settings: [proprietary, open, certified],
  privateKey: testKey,
  certificates: [Uint8Array.of(1)],
  deploymentKeys: [{ key }],
};

const NO_KEY =
  'proprietary needs a deploymentKey of exactly 32 bytes: make one with "fesa key new"';

const REFUSALS: readonly [Partial<ServerConfig>, string, string][] = [
  [{ settings: [] }, "RangeError", "settings is empty"],
  [{ settings: [0] }, "RangeError", "settings holds 0, known are 1,2,3"],
  [
    { algorithm: CHACHA },
    "RangeError",
    "algorithm 257 is neither AES nor 3DES",
  ],
  [
    { proprietaryCipher: AES },
    "RangeError",
    "proprietaryCipher 1 is not for proprietary",
  ],
  [
    { proprietaryCipher: 0xea00 },
    "RangeError",
    "proprietaryCipher 59904 is not for proprietary",
  ],
  [
    { deflateSettings: [7] },
    "RangeError",
    "deflateSettings holds 7, known are 1,2,3",
  ],
  [
    { maxFrame: 1_048_577 },
    "RangeError",
    "maxFrame is 1048577, expected 4096 to 1048576",
  ],
  [
    { maxFrame: 4_096.5 },
    "RangeError",
    "maxFrame is 4096.5, expected a whole number",
  ],
  [
    { serverNames: ["a", "B"] },
    "RangeError",
    "serverName has the byte 0x42",
  ],
  [{ serverNames: [""] }, "RangeError", "serverNames holds no name"],
  [{ deploymentKeys: [] }, "TypeError", NO_KEY],
  [
    { deploymentKeys: [{ key }, { id, key: key.subarray(1) }] },
    "TypeError",
    NO_KEY,
  ],
  [
    { deploymentKeys: [{ key, id: new Uint8Array(0) }] },
    "RangeError",
    "deploymentKeyId must have 1 to 32 bytes",
  ],
  [
    { deploymentKeys: [{ key, id: new Uint8Array(33) }] },
    "RangeError",
    "deploymentKeyId must have 1 to 32 bytes",
  ],
  [
    { deploymentKeys: [{ key }, { key, id }, { key, id: Uint8Array.of(1) }] },
    "RangeError",
    "Two deployment keys have the same id",
  ],
  [
    { privateKey: undefined },
    "TypeError",
    "open and certified need a private key",
  ],
  [
    { privateKey: weakKey },
    "RangeError",
    "The key has 1024 bits: make a longer one, or set minimumRsaBits to 1024",
  ],
  [
    { minimumRsaBits: NaN },
    "RangeError",
    "minimumRsaBits is NaN, expected a whole number",
  ],
  [
    { certificates: [] },
    "TypeError",
    "certified needs 1 to 10 certificates, got 0",
  ],
  [
    { certificates: Array(11).fill(Uint8Array.of(1)) },
    "TypeError",
    "certified needs 1 to 10 certificates, got 11",
  ],
  [
    { certificates: [new Uint8Array(65_530)] },
    "RangeError",
    "The certificates take 65536 bytes, at most 65535 can be sent",
  ],
];

test("a server refuses what no client could use", () => {
  for (const [options, name, message] of REFUSALS) {
    assert.throws(() => serverConfig({ ...all, ...options }), {
      name,
      message,
    });
  }
});

test("what is absent or undefined has its default", () => {
  const defaults: ServerConfig = {
    settings: [open],
    algorithm: AES,
    proprietaryCipher: CHACHA,
    deflateSettings: [proprietary],
    maxFrame: 262_144,
    serverNames: [],
    privateKey: testKey,
    certificates: undefined,
    deploymentKeys: [],
    minimumRsaBits: 2_048,
  };
  const given = { settings: [open], privateKey: testKey };
  assert.deepEqual(serverConfig(given), defaults);
  assert.deepEqual(
    serverConfig({ ...given, algorithm: undefined, maxFrame: undefined }),
    defaults,
  );
});

test("a setting asks for no more than it needs", () => {
  serverConfig({ settings: [proprietary], deploymentKeys: [{ key }] });
  serverConfig({ settings: [open], privateKey: testKey, algorithm: TDES });
  serverConfig({
    settings: [open],
    privateKey: weakKey,
    minimumRsaBits: 1_024,
  });
  serverConfig({ ...all, certificates: [new Uint8Array(65_529)] });
  serverConfig({ ...all, deploymentKeys: [{ key }, { key, id }] });
});
