import { test } from "node:test";
import assert from "node:assert/strict";
import { deploymentKey, testKey } from "../channel/test_keys.ts";
import type { ClientHello } from "../schema/messages.ts";
import {
  type AlertName,
  Cipher,
  Compression,
  ExtensionType,
  GREASE_U16,
  GREASE_U8,
  SecuritySetting,
} from "../schema/registries.ts";
import { negotiate } from "./negotiate.ts";
import { type ServerConfig, serverConfig } from "./server_config.ts";

const { proprietary, open, certified } = SecuritySetting;
const AES = Cipher["AES-256-GCM"];
const TDES = Cipher["3DES-EDE-CBC-HMAC-SHA-256"];
const CHACHA = Cipher["ChaCha20-Poly1305"];
const { none, deflate } = Compression;
const [A, B] = [Uint8Array.of(0xa), Uint8Array.of(0xb)];
const keyA = new Uint8Array(32).fill(0xa);
const keyB = new Uint8Array(32).fill(0xb);

function server(options: Partial<ServerConfig> = {}): ServerConfig {
  return serverConfig({
    settings: [proprietary, open, certified],
    privateKey: testKey,
    certificates: [Uint8Array.of(1)],
    deploymentKeys: [{ key: deploymentKey }, { id: A, key: keyA }, {
      id: B,
      key: keyB,
    }],
    ...options,
  });
}

function hello(fields: Partial<ClientHello> = {}): ClientHello {
  return {
    versions: [1],
    random: new Uint8Array(32),
    settings: [proprietary, open, certified],
    ciphers: [AES, TDES, CHACHA],
    compressions: [none, deflate],
    maxFrame: 65_536,
    serverName: bytes("fesa.example"),
    extensions: [],
    ...fields,
  };
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function keyId(data: Uint8Array): Pick<ClientHello, "extensions"> {
  return { extensions: [{ type: ExtensionType.deployment_key_id, data }] };
}

function refused(
  config: ServerConfig,
  fields: Partial<ClientHello>,
  code: AlertName,
  why: string,
): void {
  assert.throws(() => negotiate(config, hello(fields)), {
    name: "ProtocolError",
    code,
    message: `Cannot accept ClientHello: ${why}`,
  });
}

/** Every fault of a hello, in the order in which they win. */
const FAULTS: readonly [Partial<ClientHello>, AlertName, string][] = [
  [{ versions: [2] }, "no_common_version", "it does not offer version 1"],
  [
    keyId(new Uint8Array(0)),
    "illegal_parameter",
    "deployment_key_id has 0 bytes, expected 1 to 32",
  ],
  [{ settings: [9] }, "no_common_setting", "no security setting is common"],
  [{ ciphers: [0x1111] }, "no_common_cipher", "it does not offer cipher 1"],
  [{ compressions: [deflate] }, "illegal_parameter", "compressions lacks 0"],
  [
    { maxFrame: 4_095 },
    "illegal_parameter",
    "maxFrame is 4095, expected 4096 to 1048576",
  ],
  [
    { serverName: bytes("Fesa.example") },
    "illegal_parameter",
    "serverName has the byte 0x46",
  ],
];

test("of several faults the first in the order wins", () => {
  const config = server({ serverNames: ["fesa.example"] });
  for (const [i, [fields, code, why]] of FAULTS.entries()) {
    const later = FAULTS.slice(i + 1).map(([fields]) => fields);
    refused(config, fields, code, why);
    refused(config, Object.assign({}, ...later, fields), code, why);
  }
});

test("the name is judged by its bytes, and then by the configuration", () => {
  const config = server({ serverNames: ["fesa.example", "10.0.0.1"] });
  const rows: readonly [string, AlertName, string][] = [
    ["fesa.example.", "illegal_parameter", "serverName ends in a dot"],
    ["fesa example", "illegal_parameter", "serverName has the byte 0x20"],
    ["fesa\x7f", "illegal_parameter", "serverName has the byte 0x7f"],
    ["fesä", "illegal_parameter", "serverName has the byte 0xc3"],
    ["other.example", "unrecognized_name", "it names another server"],
    ["10.0.0.11", "unrecognized_name", "it names another server"],
  ];
  for (const [name, code, why] of rows) {
    refused(config, { serverName: bytes(name) }, code, why);
  }
  for (const name of ["fesa.example", "10.0.0.1"]) {
    const choice = negotiate(config, hello({ serverName: bytes(name) }));
    assert.equal(choice.serverName, name);
  }
});

test("an empty name is refused in proprietary where names are configured", () => {
  const empty = { serverName: bytes("") };
  const named = server({ serverNames: ["fesa.example"] });
  for (const setting of [open, certified]) {
    const fields = { ...empty, settings: [setting] };
    assert.equal(negotiate(named, hello(fields)).serverName, "");
  }
  refused(
    named,
    { ...empty, settings: [proprietary] },
    "unrecognized_name",
    "it names no server",
  );
  const fields = { ...empty, settings: [proprietary] };
  assert.equal(negotiate(server(), hello(fields)).serverName, "");
});

test("a server without names takes every legal one", () => {
  for (const name of ["", "x", "-._~!*'()", "2001:db8::1", "a".repeat(255)]) {
    const choice = negotiate(server(), hello({ serverName: bytes(name) }));
    assert.equal(choice.serverName, name);
  }
});

test("the highest common setting is chosen, whatever the order", () => {
  const rows: readonly [number[], number[], number][] = [
    [[1, 2, 3], [3, 2, 1], certified],
    [[3, 1, 2], [1, 2], open],
    [[1, 3], [2, 1], proprietary],
    [[2], [1, 2, 3, GREASE_U8[7]], open],
  ];
  for (const [configured, settings, chosen] of rows) {
    const config = server({ settings: configured });
    assert.equal(negotiate(config, hello({ settings })).setting, chosen);
  }
});

test("the cipher is the configured one, without another setting for its sake", () => {
  const config = server({ algorithm: TDES });
  assert.equal(negotiate(config, hello()).cipher, TDES);
  assert.equal(
    negotiate(config, hello({ settings: [proprietary] })).cipher,
    CHACHA,
  );
  refused(
    config,
    { ciphers: [AES, CHACHA] },
    "no_common_cipher",
    "it does not offer cipher 2",
  );
});

test("deflate is chosen exactly when it is offered and enabled", () => {
  const config = server({ deflateSettings: [certified] });
  const rows: readonly [number, number[], number][] = [
    [certified, [none, deflate], deflate],
    [certified, [deflate, none], deflate],
    [certified, [none], none],
    [certified, [none, 7], none],
    [open, [none, deflate], none],
    [proprietary, [none, deflate], none],
  ];
  for (const [setting, compressions, chosen] of rows) {
    const choice = negotiate(
      config,
      hello({ settings: [setting], compressions }),
    );
    assert.equal(choice.compression, chosen);
  }
  for (const setting of [proprietary, open, certified]) {
    const choice = negotiate(server(), hello({ settings: [setting] }));
    assert.equal(
      choice.compression,
      setting === proprietary ? deflate : none,
      "by default in proprietary alone",
    );
  }
});

test("maxFrame is the lesser of both", () => {
  const config = server({ maxFrame: 65_536 });
  for (
    const [offered, granted] of [
      [4_096, 4_096],
      [65_535, 65_535],
      [65_537, 65_536],
      [1_048_576, 65_536],
    ]
  ) {
    const choice = negotiate(config, hello({ maxFrame: offered }));
    assert.equal(choice.maxFrame, granted);
  }
  for (const maxFrame of [0, 4_095, 1_048_577, 0xffffff]) {
    refused(
      config,
      { maxFrame },
      "illegal_parameter",
      `maxFrame is ${maxFrame}, expected 4096 to 1048576`,
    );
  }
});

test("the deployment key is the one named, else the first", () => {
  const settings = [proprietary];
  const rows: readonly [Partial<ClientHello>, Uint8Array][] = [
    [{}, deploymentKey],
    [keyId(A), keyA],
    [keyId(B), keyB],
  ];
  for (const [fields, key] of rows) {
    const choice = negotiate(server(), hello({ settings, ...fields }));
    assert.equal(choice.deploymentKey, key);
  }
});

test("with an unknown id proprietary is not common", () => {
  const unknown = keyId(Uint8Array.of(0xa, 0));
  refused(
    server(),
    { settings: [proprietary], ...unknown },
    "no_common_setting",
    "no security setting is common",
  );
  const choice = negotiate(
    server(),
    hello({ settings: [proprietary, open], ...unknown }),
  );
  assert.equal(choice.setting, open);
  assert.equal(choice.deploymentKey, undefined);
});

test("an id has no effect in another setting, but its size is judged", () => {
  const config = server({ settings: [open], deploymentKeys: [] });
  assert.equal(negotiate(config, hello(keyId(B))).setting, open);
  for (const size of [0, 33, 16_000]) {
    refused(
      config,
      keyId(new Uint8Array(size)),
      "illegal_parameter",
      `deployment_key_id has ${size} bytes, expected 1 to 32`,
    );
  }
});

test("what is unknown is skipped, GREASE and all", () => {
  const choice = negotiate(
    server(),
    hello({
      versions: [0xffff, GREASE_U16[15], 1, 0],
      settings: [GREASE_U8[0], open, 0xff, 0],
      ciphers: [GREASE_U16[14], 0xe000, AES, 0],
      compressions: [GREASE_U8[7], none, 0xff],
      extensions: [
        { type: 0, data: new Uint8Array(0) },
        { type: GREASE_U16[3], data: new Uint8Array(3) },
        { type: 0xffff, data: new Uint8Array(100) },
      ],
    }),
  );
  assert.deepEqual(choice, {
    version: 1,
    setting: open,
    cipher: AES,
    compression: none,
    maxFrame: 65_536,
    serverName: "fesa.example",
  });
});
