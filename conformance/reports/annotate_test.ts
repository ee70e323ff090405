import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { FRAMES, layoutOf } from "../../src/mod.ts";
import { spell } from "../generators/spell.ts";
import { messageOf } from "../generators/valid.ts";
import { concat, fromHex, uint } from "../tester/bytes.ts";
import { frame, header } from "../tester/frame.ts";
import { encodeClientHello } from "../tester/hello.ts";
import { annotateFrames, annotatePlaintext } from "./annotate.ts";
import { FIELD_REQUIREMENTS } from "./field_requirements.ts";
import type { ReportedField } from "./reported_entry.ts";
import { requirements } from "./requirements.ts";

const HELLO = encodeClientHello({
  versions: [1],
  random: new Uint8Array(32),
  settings: [3, 2],
  ciphers: [1, 1],
  compressions: [0],
  maxFrame: 4_096,
  serverName: "a.example",
  extensions: [{ type: 1, data: Uint8Array.of(7) }],
});

test("a frame is told field by field, with what a decoder refuses", () => {
  const fields = annotateFrames(frame(1, HELLO));
  assert.deepEqual(
    fields.map(({ start, end, path, value }) =>
      `${start}-${end} ${path}: ${value}`
    ),
    [
      "0-1 FrameHeader.type: ClientHello (0x01)",
      "1-4 FrameHeader.length: 65",
      "4-5 ClientHello.versions (length): 2",
      "5-7 ClientHello.versions: v1 (0x0001)",
      `7-39 ClientHello.random: 32 bytes: ${"00".repeat(32)}`,
      "39-40 ClientHello.settings (length): 2",
      "40-42 ClientHello.settings: certified (0x03), open (0x02)",
      "42-43 ClientHello.ciphers (length): 4",
      "43-47 ClientHello.ciphers: AES-256-GCM (0x0001), AES-256-GCM (0x0001)",
      "47-48 ClientHello.compressions (length): 1",
      "48-49 ClientHello.compressions: none (0x00)",
      "49-52 ClientHello.maxFrame: 4096",
      "52-53 ClientHello.serverName (length): 9",
      '53-62 ClientHello.serverName: 9 bytes: "a.example"',
      "62-64 ClientHello.extensions (length): 5",
      "64-66 ClientHello.extensions[0].type: deployment_key_id (0x0001)",
      "66-68 ClientHello.extensions[0].data (length): 1",
      "68-69 ClientHello.extensions[0].data: 1 byte: 07",
    ],
  );
  const [fault] = fields.filter(({ fault }) => fault !== undefined);
  assert.equal(fault.path, "ClientHello.ciphers");
  assert.equal(fault.fault, "ClientHello.ciphers[1]: listed before");
  assert.equal(fault.requirement, "NEG-6");
});

const TOLD: readonly [string, Uint8Array, string[]][] = [
  ["half a header", Uint8Array.of(1, 0), [
    "FrameHeader.type: ClientHello (0x01)",
    "FrameHeader.length: cut off: 00",
  ]],
  ["an unknown type", fromHex("7f000001aa"), [
    "FrameHeader.type: 0x7f",
    "FrameHeader.length: 1",
    "body: 1 byte: aa",
  ]],
  ["a body that ends early", frame(2, Uint8Array.of(0, 1, 9)), [
    "FrameHeader.type: ServerHello (0x02)",
    "FrameHeader.length: 3",
    "ServerHello.version: v1 (0x0001)",
    "ServerHello.random: cut off: 09 !! ServerHello.random: ",
  ]],
  ["more than there is", concat(header(0x15, 4), Uint8Array.of(2)), [
    "FrameHeader.type: Alert (0x15)",
    "FrameHeader.length: 4",
    "Alert.code: malformed (0x02)",
    "Alert (left over): 3 bytes: …",
  ]],
  ["bytes left over", frame(0x15, Uint8Array.of(2, 3)), [
    "FrameHeader.type: Alert (0x15)",
    "FrameHeader.length: 2",
    "Alert.code: malformed (0x02)",
    "Alert (left over): 1 byte: 03 !! Alert: 1 byte after the end",
  ]],
  ["two frames", concat(frame(0x15, Uint8Array.of(0)), header(0x20, 9)), [
    "FrameHeader.type: Alert (0x15)",
    "FrameHeader.length: 1",
    "Alert.code: close (0x00)",
    "FrameHeader.type: Protected (0x20)",
    "FrameHeader.length: 9",
    "Protected.body: 9 bytes: …",
  ]],
];

for (const [what, bytes, lines] of TOLD) {
  test(`${what}: as far as it goes`, () => {
    const told = annotateFrames(bytes).map(line);
    for (const [i, expected] of lines.entries()) {
      assert.ok(told[i]?.startsWith(expected), `${told[i]}, not ${expected}`);
    }
    assert.equal(told.length, lines.length);
  });
}

test("a meaning that is refused is marked at its field", () => {
  const name = concat(HELLO);
  name[49] = 0x41;
  const [marked] = annotateFrames(frame(1, withoutDuplicate(name)))
    .filter(({ fault }) => fault !== undefined);
  assert.equal(line(marked).split(" !! ")[1], "serverName has the byte 0x41");
});

test("a plaintext is told, one that is compressed up to its type", () => {
  const update = Uint8Array.of(0x13, 1);
  assert.deepEqual(annotatePlaintext(update, 2).map(line), [
    "Protected.type: KeyUpdate (0x13)",
    "KeyUpdate.request: requested (0x01)",
  ]);
  assert.deepEqual(annotatePlaintext(Uint8Array.of(0x91, 5, 6), 3).map(line), [
    "Protected.type: compressed Ping (0x11)",
    "Protected.content (DEFLATE): 2 bytes: 0506",
  ]);
  const head = concat(uint(0x10, 1), new Uint8Array(40));
  const [, data] = annotatePlaintext(head, 1_001);
  assert.match(data.value, /^1000 bytes: (00){32}…$/);
  assert.deepEqual(annotatePlaintext(new Uint8Array(), 0), []);
});

test("the fields of any message lie side by side, without a fault", () => {
  const messages = fc.oneof(...FRAMES.map(({ message, type }) => {
    const layout = layoutOf(message);
    return messageOf(message, { longest: 300 })
      .map((value) => frame(type, spell(layout, value)));
  }));
  fc.assert(fc.property(messages, (bytes) => {
    let at = 0;
    for (const { path, start, end } of annotateFrames(bytes)) {
      assert.equal(start, at, path);
      assert.ok(end >= start);
      at = end;
    }
  }));
});

test("no bytes at all make it stumble", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
    for (const { start, end } of annotateFrames(bytes)) {
      assert.ok(0 <= start && start <= end && end <= bytes.length);
    }
    annotatePlaintext(bytes, bytes.length + 5);
  }));
});

test("each requirement on a field exists, and each field has one", () => {
  for (const id of Object.values(FIELD_REQUIREMENTS)) {
    assert.ok(requirements().has(id), id);
  }
  for (const { message, name } of FRAMES) {
    for (const field of layoutOf(message).fields) {
      assert.ok(FIELD_REQUIREMENTS[`${name}.${field.name}`], field.name);
    }
  }
});

function line({ path, value, fault }: ReportedField): string {
  return `${path}: ${value}${fault === undefined ? "" : ` !! ${fault}`}`;
}

/** The hello's second cipher made another. */
function withoutDuplicate(hello: Uint8Array): Uint8Array {
  hello[42] = 2;
  return hello;
}
