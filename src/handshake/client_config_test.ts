import { test } from "node:test";
import assert from "node:assert/strict";
import { deploymentKey } from "../channel/test_keys.ts";
import { Cipher, Compression, SecuritySetting } from "../schema/registries.ts";
import { type ClientConfig, clientConfig } from "./client_config.ts";

const { proprietary, open, certified } = SecuritySetting;
const AES = Cipher["AES-256-GCM"];
const TDES = Cipher["3DES-EDE-CBC-HMAC-SHA-256"];
const CHACHA = Cipher["ChaCha20-Poly1305"];
const { none, deflate } = Compression;
const serverName = "fesa.example";

const NO_KEY =
  'proprietary needs a deploymentKey of exactly 32 bytes: make one with "fesa key new"';

const REFUSALS: readonly [Partial<ClientConfig>, string, string][] = [
  [{ settings: [] }, "RangeError", "settings is empty"],
  [{ settings: [4] }, "RangeError", "settings holds 4, known are 1,2,3"],
  [{ settings: [open, open] }, "RangeError", "settings holds 2 twice"],
  [{ ciphers: [] }, "RangeError", "ciphers holds none for setting 3"],
  [{ ciphers: [CHACHA] }, "RangeError", "ciphers holds none for setting 3"],
  [
    { ciphers: [AES, 0x7777] },
    "RangeError",
    "ciphers holds 30583, which is no cipher",
  ],
  [
    { ciphers: [AES, 1.5] },
    "RangeError",
    "ciphers holds 1.5, which is no cipher",
  ],
  [{ ciphers: [AES, AES] }, "RangeError", "ciphers holds 1 twice"],
  [{ compressions: [] }, "RangeError", "compressions is empty"],
  [{ compressions: [2] }, "RangeError", "compressions holds 2, known are 0,1"],
  [
    { compressions: [deflate] },
    "RangeError",
    "compressions must hold 0: none is always accepted",
  ],
  [
    { maxFrame: 4_095 },
    "RangeError",
    "maxFrame is 4095, expected 4096 to 1048576",
  ],
  [
    { maxFrame: 1_048_577 },
    "RangeError",
    "maxFrame is 1048577, expected 4096 to 1048576",
  ],
  [
    { maxFrame: 5_000.5 },
    "RangeError",
    "maxFrame is 5000.5, expected a whole number",
  ],
  [
    { minimumRsaBits: NaN },
    "RangeError",
    "minimumRsaBits is NaN, expected a whole number",
  ],
  [
    { serverName: "FESA.example" },
    "RangeError",
    "serverName has the byte 0x46",
  ],
  [
    { serverName: "fesa.example." },
    "RangeError",
    "serverName ends in a dot",
  ],
  [
    { serverName: "a".repeat(256) },
    "RangeError",
    "serverName has 256 bytes",
  ],
  [{ settings: [proprietary] }, "TypeError", NO_KEY],
  [
    { settings: [proprietary], deploymentKey: new Uint8Array(31) },
    "TypeError",
    NO_KEY,
  ],
  [
    { settings: [proprietary], deploymentKey: new Uint8Array(33) },
    "TypeError",
    NO_KEY,
  ],
  [
    { settings: [proprietary], deploymentKey, serverName: "" },
    "RangeError",
    "proprietary needs a serverName",
  ],
  ...[0, 33].map((size): [Partial<ClientConfig>, string, string] => [
    { deploymentKeyId: new Uint8Array(size) },
    "RangeError",
    "deploymentKeyId must have 1 to 32 bytes",
  ]),
];

test("a client refuses what no handshake could use", () => {
  for (const [options, name, message] of REFUSALS) {
    assert.throws(() => clientConfig({ serverName, ...options }), {
      name,
      message,
    });
  }
});

test("by default certified alone is accepted, and no compression", () => {
  assert.deepEqual(clientConfig({ serverName }), {
    settings: [certified],
    ciphers: [AES, TDES],
    compressions: [none],
    maxFrame: 262_144,
    serverName,
    minimumRsaBits: 2_048,
    deploymentKey: undefined,
    deploymentKeyId: undefined,
    grease: true,
  });
});

test("deflate is a default of proprietary alone, where it stands alone", () => {
  const rows: readonly [number[], number[], number[]][] = [
    [[proprietary], [CHACHA], [none, deflate]],
    [[proprietary, certified], [AES, TDES, CHACHA], [none]],
    [[open], [AES, TDES], [none]],
  ];
  for (const [settings, ciphers, compressions] of rows) {
    const config = clientConfig({ serverName, settings, deploymentKey });
    assert.deepEqual(config.ciphers, ciphers);
    assert.deepEqual(config.compressions, compressions);
  }
});

test("any 32 bytes are a deployment key, and any bits a minimum", () => {
  const options = { serverName, settings: [proprietary] };
  for (const byte of [0, 0xff]) {
    const deploymentKey = new Uint8Array(32).fill(byte);
    assert.equal(
      clientConfig({ ...options, deploymentKey }).deploymentKey,
      deploymentKey,
    );
  }
  assert.equal(
    clientConfig({ serverName, minimumRsaBits: 1 }).minimumRsaBits,
    1,
  );
});
