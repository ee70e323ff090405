import { test } from "node:test";
import assert from "node:assert/strict";
import { z } from "zod";
import { codec } from "../wire/codec.ts";
import { DecodeError } from "../wire/decode_error.ts";
import type { Layout, StructLayout } from "../wire/layout.ts";
import { layoutOf, type WireStruct } from "../wire/vocabulary.ts";
import { FRAMES } from "./frames.ts";
import * as messages from "./messages.ts";

/** 32 bytes that count up. */
const counting = (first: number) =>
  Uint8Array.from({ length: 32 }, (_, i) => first + i);
const text = (name: string) => new TextEncoder().encode(name);
const random = "000102030405060708090a0b0c0d0e0f" +
  "101112131415161718191a1b1c1d1e1f";

/** A message, its value, and its body typed from the specification. */
const pinned: readonly [string, WireStruct, Record<string, unknown>, string][] =
  [
    [
      "a ClientHello with all there is, GREASE in every list",
      messages.ClientHello,
      {
        versions: [0x0a0a, 0x0001],
        random: counting(0x00),
        settings: [3, 0x0b, 2, 1],
        ciphers: [0x0001, 0x0002, 0x0101, 0xe9ff, 0xfafa],
        compressions: [0xe4, 1, 0],
        maxFrame: 1_048_576,
        serverName: new Uint8Array(0),
        extensions: [
          { type: 0x0001, data: text("blue") },
          { type: 0x1a1a, data: new Uint8Array(0) },
        ],
      },
      `04 0a0a 0001 ${random} 04 03 0b 02 01
       0a 0001 0002 0101 e9ff fafa 03 e4 01 00 100000 00
       000c 0001 0004 626c7565 1a1a 0000`,
    ],
    [
      "an extension",
      messages.Extension,
      { type: 0x0001, data: text("blue") },
      "0001 0004 626c7565",
    ],
    [
      "a ServerKey, which is its DER",
      messages.ServerKey,
      { spki: text("SPKI") },
      "53504b49",
    ],
    [
      "a ServerCertificate of two",
      messages.ServerCertificate,
      { certificates: [text("leaf"), text("ca")] },
      "00000c 000004 6c656166 000002 6361",
    ],
    [
      "a ClientKeyExchange, which is its ciphertext",
      messages.ClientKeyExchange,
      { ciphertext: text("RSA!") },
      "52534121",
    ],
    ["a Finished", messages.Finished, { verify: counting(0x00) }, random],
    ["Data", messages.Data, { content: text("fesa") }, "66657361"],
    ["an empty Ping", messages.Ping, { content: new Uint8Array(0) }, ""],
    ["a Pong", messages.Pong, { content: text("fesa") }, "66657361"],
    ["a KeyUpdate that asks for nothing", messages.KeyUpdate, {
      request: 0,
    }, "00"],
    ["a KeyUpdate that asks for one", messages.KeyUpdate, {
      request: 1,
    }, "01"],
    ["an Alert, close", messages.Alert, { code: 0x00 }, "00"],
    ["an Alert, aborted", messages.Alert, { code: 0x51 }, "51"],
    ["an Alert without a name", messages.Alert, { code: 0xff }, "ff"],
  ];

for (const [what, schema, value, body] of pinned) {
  test(`spelled as the specification says: ${what}`, () => {
    const { encode, decode } = codec(schema);
    assert.deepStrictEqual(encode(value), fromHex(body));
    assert.deepStrictEqual(decode(fromHex(body)), value);
    assert.deepStrictEqual(schema.parse(value), value);
  });
}

/** The hellos of the key schedule's known answers: whole frames, as hashed. */
const known: readonly [string, WireStruct, Record<string, unknown>, string][] =
  [
    [
      "proprietary",
      messages.ClientHello,
      {
        versions: [0x0001],
        random: counting(0x00),
        settings: [1],
        ciphers: [0x0101],
        compressions: [1, 0],
        maxFrame: 65_536,
        serverName: text("fesa.example"),
        extensions: [],
      },
      "0100003d020001000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f01010201010201000100000c666573612e6578616d706c650000",
    ],
    [
      "proprietary",
      messages.ServerHello,
      {
        version: 0x0001,
        random: counting(0x20),
        setting: 1,
        cipher: 0x0101,
        compression: 1,
        maxFrame: 65_536,
        extensions: [],
      },
      "0200002b0001202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f010101010100000000",
    ],
    [
      "open",
      messages.ClientHello,
      {
        versions: [0x0001],
        random: counting(0x00),
        settings: [2],
        ciphers: [0x0001, 0x0002],
        compressions: [0],
        maxFrame: 65_536,
        serverName: text("fesa.example"),
        extensions: [],
      },
      "0100003e020001000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f0102040001000201000100000c666573612e6578616d706c650000",
    ],
    [
      "open with AES",
      messages.ServerHello,
      {
        version: 0x0001,
        random: counting(0x20),
        setting: 2,
        cipher: 0x0001,
        compression: 0,
        maxFrame: 65_536,
        extensions: [],
      },
      "0200002b0001202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f020001000100000000",
    ],
    [
      "open with 3DES",
      messages.ServerHello,
      {
        version: 0x0001,
        random: counting(0x20),
        setting: 2,
        cipher: 0x0002,
        compression: 0,
        maxFrame: 65_536,
        extensions: [],
      },
      "0200002b0001202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f020002000100000000",
    ],
  ];

for (const [setting, schema, value, frame] of known) {
  const { encode, decode, layout } = codec(schema);
  test(`the known answer's ${layout.name} of ${setting}`, () => {
    const row = FRAMES.find(({ message }) => message === schema);
    const [type, , , length, ...body] = fromHex(frame);
    assert.equal(type, row?.type);
    assert.equal(length, body.length);
    assert.deepStrictEqual(encode(value), Uint8Array.from(body));
    assert.deepStrictEqual(decode(Uint8Array.from(body)), value);
  });
}

const malformedBodies: readonly [string, WireStruct, string, string][] = [
  ["versions", messages.ClientHello, "00", "length at 0 of versions"],
  [
    "settings",
    messages.ClientHello,
    `020001 ${random} 00`,
    "length at 35 of settings",
  ],
  [
    "ciphers",
    messages.ClientHello,
    `020001 ${random} 0101 00`,
    "length at 37 of ciphers",
  ],
  [
    "compressions",
    messages.ClientHello,
    `020001 ${random} 0101 020001 00`,
    "length at 40 of compressions",
  ],
  [
    "certificates",
    messages.ServerCertificate,
    "000000",
    "length at 0 of certificates",
  ],
  [
    "a certificate",
    messages.ServerCertificate,
    "000007 000000 000001 00",
    "length at 3 of certificates[0]",
  ],
  [
    "an 11th certificate",
    messages.ServerCertificate,
    `00002c ${"00000100".repeat(11)}`,
    "count at 43 of certificates[10]",
  ],
  [
    "a version again",
    messages.ClientHello,
    "06 0001 0a0a 0001",
    "duplicate at 5 of versions[2]",
  ],
  [
    "a setting again",
    messages.ClientHello,
    `020001 ${random} 020303`,
    "duplicate at 37 of settings[1]",
  ],
  [
    "a cipher again",
    messages.ClientHello,
    `020001 ${random} 0103 0400010001`,
    "duplicate at 40 of ciphers[1]",
  ],
  [
    "a compression again",
    messages.ClientHello,
    `020001 ${random} 0103 020001 020000`,
    "duplicate at 42 of compressions[1]",
  ],
  [
    "a type of extension again, with other data",
    messages.ClientHello,
    `020001 ${random} 0103 020001 0100 001000 00 0009 0a0a0000 0a0a000100`,
    "duplicate at 52 of extensions[1]",
  ],
  [
    "a type of extension again, in a ServerHello",
    messages.ServerHello,
    `0001 ${random} 03 0001 00 001000 0008 0a0a0000 0a0a0000`,
    "duplicate at 47 of extensions[1]",
  ],
  ["Data without a byte", messages.Data, "", "length at 0 of content"],
  ["a KeyUpdate flag of 2", messages.KeyUpdate, "02", "value at 0 of request"],
  ["a short Finished", messages.Finished, "00", "truncated at 0 of verify"],
  ["an empty Alert", messages.Alert, "", "truncated at 0 of code"],
];

for (const [what, schema, body, expected] of malformedBodies) {
  test(`malformed: ${what}`, () => {
    const { decode, layout } = codec(schema);
    assert.throws(() => decode(fromHex(body)), (error) => {
      assert.ok(error instanceof DecodeError);
      const { fault, offset, path } = error;
      assert.equal(
        `${fault} at ${offset} of ${path.slice(layout.name.length + 1)}`,
        expected,
      );
      return true;
    });
  });
}

test("a certificate may stand in a list twice", () => {
  const { decode } = codec(messages.ServerCertificate);
  const { certificates } = decode(fromHex("000008 00000101 00000101"));
  assert.equal(certificates.length, 2);
});

test("ten certificates are accepted", () => {
  const { decode } = codec(messages.ServerCertificate);
  const body = fromHex(`000028 ${"00000100".repeat(10)}`);
  assert.equal(decode(body).certificates.length, 10);
});

const schemas = Object.values(messages) as WireStruct[];

test("every message is the body of a frame, or part of one", () => {
  const bodies = FRAMES.map(({ message }) => layoutOf(message));
  const named = new Set(bodies.flatMap(structsIn).map(({ name }) => name));
  assert.deepStrictEqual(
    schemas.map((schema) => layoutOf(schema).name).toSorted(),
    [...named].toSorted(),
  );
});

test("every field says what it is", () => {
  for (const layout of schemas.map((schema) => layoutOf(schema))) {
    for (const { name, description } of layout.fields) {
      assert.notEqual(description, "", `${layout.name}.${name}`);
    }
  }
});

test("every message has a JSON Schema", () => {
  for (const schema of schemas) {
    const { type, properties, required, additionalProperties } = z
      .toJSONSchema(schema, { unrepresentable: "any" });
    const names = layoutOf(schema).fields.map(({ name }) => name);
    assert.equal(type, "object");
    assert.equal(additionalProperties, false);
    assert.deepStrictEqual(Object.keys(properties ?? {}), names);
    assert.ok(required?.every((name) => names.includes(name)));
  }
});

function structsIn(layout: Layout): StructLayout[] {
  switch (layout.kind) {
    case "vector":
      return structsIn(layout.item);
    case "struct":
      return [layout, ...layout.fields.flatMap((f) => structsIn(f.layout))];
    default:
      return [];
  }
}

function fromHex(text: string): Uint8Array {
  const pairs = text.match(/[0-9a-f]{2}/g) ?? [];
  return Uint8Array.from(pairs, (pair) => parseInt(pair, 16));
}
