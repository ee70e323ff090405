import { test } from "node:test";
import assert from "node:assert/strict";
import * as registries from "./registries.ts";

/** The numbers of the specification's tables, typed from them. */
const tables: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  Version: { v1: 1 },
  SecuritySetting: { proprietary: 1, open: 2, certified: 3 },
  Cipher: {
    "AES-256-GCM": 0x0001,
    "3DES-EDE-CBC-HMAC-SHA-256": 0x0002,
    "ChaCha20-Poly1305": 0x0101,
  },
  PRIVATE_CIPHERS: { first: 0xe000, last: 0xe9ff },
  Compression: { none: 0, deflate: 1 },
  ExtensionType: { deployment_key_id: 1 },
  KeyUpdateRequest: { notRequested: 0, requested: 1 },
  FrameType: {
    ClientHello: 0x01,
    ServerHello: 0x02,
    ServerKey: 0x03,
    ServerCertificate: 0x04,
    ClientKeyExchange: 0x05,
    Finished: 0x06,
    Data: 0x10,
    Ping: 0x11,
    Pong: 0x12,
    KeyUpdate: 0x13,
    Alert: 0x15,
    Protected: 0x20,
  },
  AlertCode: {
    close: 0x00,
    unexpected_frame: 0x01,
    malformed: 0x02,
    frame_too_large: 0x03,
    illegal_parameter: 0x04,
    no_common_version: 0x10,
    no_common_setting: 0x11,
    no_common_cipher: 0x12,
    unrecognized_name: 0x13,
    bad_key: 0x20,
    weak_key: 0x21,
    key_not_trusted: 0x22,
    bad_certificate: 0x23,
    unknown_ca: 0x24,
    certificate_expired: 0x25,
    certificate_revoked: 0x26,
    revocation_unknown: 0x27,
    certificate_unsuitable: 0x28,
    name_mismatch: 0x29,
    bad_frame_protection: 0x30,
    bad_finished: 0x31,
    key_limit: 0x32,
    decompression_failed: 0x33,
    flood: 0x34,
    timeout: 0x40,
    busy: 0x41,
    internal_error: 0x50,
    aborted: 0x51,
  },
};

const named = Object.entries(registries).filter(([, value]) =>
  typeof value === "object" && !Array.isArray(value)
);

test("no registry is missing from the tables", () => {
  const names = named.map(([name]) => name);
  assert.deepStrictEqual(names.toSorted(), Object.keys(tables).toSorted());
});

for (const [name, registry] of named) {
  test(`registry ${name} is the specification's table`, () => {
    assert.deepStrictEqual(registry, tables[name]);
  });
}

test("a compressed inner type is its type with bit 7", () => {
  const { COMPRESSED_BIT, FrameType } = registries;
  const { Data, Ping, Pong } = FrameType;
  assert.deepStrictEqual(
    [Data, Ping, Pong].map((type) => type | COMPRESSED_BIT),
    [0x90, 0x91, 0x92],
  );
});

test("GREASE is 16 numbers of two bytes and 8 of one", () => {
  // deno-fmt-ignore
  assert.deepStrictEqual(registries.GREASE_U16, [
    0x0a0a, 0x1a1a, 0x2a2a, 0x3a3a, 0x4a4a, 0x5a5a, 0x6a6a, 0x7a7a,
    0x8a8a, 0x9a9a, 0xaaaa, 0xbaba, 0xcaca, 0xdada, 0xeaea, 0xfafa,
  ]);
  // deno-fmt-ignore
  assert.deepStrictEqual(registries.GREASE_U8, [
    0x0b, 0x2a, 0x49, 0x68, 0x87, 0xa6, 0xc5, 0xe4,
  ]);
});

test("no GREASE number has a name or is a private cipher", () => {
  const { GREASE_U16, GREASE_U8, PRIVATE_CIPHERS } = registries;
  const known = new Set<number>(
    [
      registries.Version,
      registries.SecuritySetting,
      registries.Cipher,
      registries.Compression,
      registries.ExtensionType,
    ].flatMap((registry) => Object.values<number>(registry)),
  );
  for (const number of [...GREASE_U16, ...GREASE_U8]) {
    assert.ok(!known.has(number), `${number}`);
  }
  const { first, last } = PRIVATE_CIPHERS;
  assert.ok(GREASE_U16.every((number) => number < first || number > last));
});

test("a number is named, or written in hexadecimal", () => {
  const { AlertCode, Cipher, nameOf } = registries;
  assert.equal(nameOf(AlertCode, 0x31), "bad_finished");
  assert.equal(nameOf(Cipher, 0x0101), "ChaCha20-Poly1305");
  assert.equal(nameOf(AlertCode, 0x05), "0x05");
  assert.equal(nameOf(Cipher, 0xe9ff), "0xe9ff");
});
