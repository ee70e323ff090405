import { test } from "node:test";
import assert from "node:assert/strict";
import { deploymentKey } from "../channel/test_keys.ts";
import type { ServerHello } from "../schema/messages.ts";
import {
  Cipher,
  Compression,
  GREASE_U16,
  GREASE_U8,
  SecuritySetting,
} from "../schema/registries.ts";
import { clientConfig } from "./client_config.ts";
import { judgeChoice } from "./judge_choice.ts";

const { proprietary, open, certified } = SecuritySetting;
const AES = Cipher["AES-256-GCM"];
const CHACHA = Cipher["ChaCha20-Poly1305"];
const { none, deflate } = Compression;

const config = clientConfig({
  serverName: "fesa.example",
  settings: [proprietary, open],
  ciphers: [AES, CHACHA],
  deploymentKey,
  maxFrame: 65_536,
});

function choice(fields: Partial<ServerHello> = {}): ServerHello {
  return {
    version: 1,
    random: new Uint8Array(32),
    setting: open,
    cipher: AES,
    compression: none,
    maxFrame: 65_536,
    extensions: [],
    ...fields,
  };
}

/** Every fault of a choice, in the order in which they win. */
const FAULTS: readonly [Partial<ServerHello>, string][] = [
  [{ version: 0 }, "version 0 was not offered"],
  [
    { extensions: [{ type: 1, data: Uint8Array.of(1) }] },
    "extension 0x01 was not asked for",
  ],
  [{ setting: certified }, "setting 3 was not offered"],
  [{ cipher: 2 }, "cipher 2 was not offered"],
  [{ cipher: CHACHA }, "cipher 257 does not go with setting 2"],
  [{ compression: deflate }, "compression 1 was not offered"],
  [{ maxFrame: 0 }, "maxFrame is 0, expected 4096 to 1048576"],
  [{ maxFrame: 65_537 }, "maxFrame is 65537, offered was 65536"],
];

/** Faults that stand in for one of the above. */
const OTHERS: readonly [Partial<ServerHello>, string][] = [
  [{ version: GREASE_U16[0] }, "version 2570 was not offered"],
  [{ version: 2 }, "version 2 was not offered"],
  [
    { extensions: [{ type: GREASE_U16[5], data: new Uint8Array(0) }] },
    "extension 0x5a5a was not asked for",
  ],
  [{ setting: GREASE_U8[0] }, "setting 11 was not offered"],
  [{ setting: 0 }, "setting 0 was not offered"],
  [{ cipher: GREASE_U16[0] }, "cipher 2570 was not offered"],
  [{ cipher: 0xe000 }, "cipher 57344 was not offered"],
  [{ setting: proprietary }, "cipher 1 does not go with setting 1"],
  [{ compression: GREASE_U8[0] }, "compression 11 was not offered"],
  [{ maxFrame: 4_095 }, "maxFrame is 4095, expected 4096 to 1048576"],
  [{ maxFrame: 1_048_577 }, "maxFrame is 1048577, expected 4096 to 1048576"],
];

function refused(fields: Partial<ServerHello>, why: string): void {
  assert.throws(() => judgeChoice(config, choice(fields)), {
    name: "ProtocolError",
    code: "illegal_parameter",
    message: `Cannot accept ServerHello: ${why}`,
  });
}

test("what was not offered is refused", () => {
  for (const [fields, why] of [...FAULTS, ...OTHERS]) refused(fields, why);
});

test("of several faults the first in the order is named", () => {
  for (const [i, [fields, why]] of FAULTS.entries()) {
    const later = FAULTS.slice(i + 1).map(([fields]) => fields);
    refused(Object.assign({}, ...later, fields), why);
  }
});

test("what was offered is accepted", () => {
  for (
    const fields of [
      {},
      { maxFrame: 4_096 },
      { setting: proprietary, cipher: CHACHA },
    ]
  ) {
    assert.doesNotThrow(() => judgeChoice(config, choice(fields)));
  }
});
