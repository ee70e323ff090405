import { test } from "node:test";
import assert from "node:assert/strict";
import { layoutOf } from "../wire/vocabulary.ts";
import { codec } from "../wire/codec.ts";
import { FrameHeader, FRAMES, longestClearBody } from "./frames.ts";
import { HEADER_SIZE } from "./limits.ts";

test("the frames are those of the specification's table", () => {
  const rows = FRAMES.map((row) => [
    row.type,
    row.name,
    row.where,
    row.maxLength,
    row.compressible,
  ]);
  assert.deepStrictEqual(rows, [
    [0x01, "ClientHello", "clear", 16_384, false],
    [0x02, "ServerHello", "clear", 16_384, false],
    [0x03, "ServerKey", "clear", 1_024, false],
    [0x04, "ServerCertificate", "clear", 65_535, false],
    [0x05, "ClientKeyExchange", "clear", 512, false],
    [0x06, "Finished", "inner", 32, false],
    [0x10, "Data", "inner", "maxFrame", true],
    [0x11, "Ping", "inner", "maxFrame", true],
    [0x12, "Pong", "inner", "maxFrame", true],
    [0x13, "KeyUpdate", "inner", 1, false],
    [0x15, "Alert", "either", 1, false],
  ]);
});

test("a frame's message has its name", () => {
  for (const { name, message } of FRAMES) {
    assert.equal(layoutOf(message).name, name);
  }
});

test("the longest clear body is known of every type sent in clear", () => {
  const longest = [0x01, 0x02, 0x03, 0x04, 0x05, 0x15].map(longestClearBody);
  assert.deepStrictEqual(longest, [16_384, 16_384, 1_024, 65_535, 512, 1]);
});

test("a type that is never sent in clear has no longest clear body", () => {
  for (const type of [0x00, 0x10, 0x11, 0x12, 0x20, 0x90, 0xff]) {
    assert.throws(() => longestClearBody(type), {
      name: "RangeError",
      message: `Frame type ${type} is never sent in clear`,
    });
  }
});

test("a header has its size, and is spelled as the specification says", () => {
  const { encode, decode, size } = codec(FrameHeader);
  const header = { type: 0x15, length: 1 };
  assert.equal(size(header), HEADER_SIZE);
  assert.deepStrictEqual(encode(header), Uint8Array.of(0x15, 0, 0, 1));
  assert.deepStrictEqual(decode(Uint8Array.of(0x15, 0, 0, 1)), header);
});
