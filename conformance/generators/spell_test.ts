import { test } from "node:test";
import assert from "node:assert/strict";
import { layoutOf, ServerCertificate, ServerHello } from "../../src/mod.ts";
import { spell, spelledNumber } from "./spell.ts";

test("numbers are big-endian, in as many bytes as said", () => {
  assert.deepStrictEqual([...spelledNumber(0x01, 1)], [0x01]);
  assert.deepStrictEqual([...spelledNumber(0x0102, 2)], [0x01, 0x02]);
  assert.deepStrictEqual([...spelledNumber(0x0102, 3)], [0x00, 0x01, 0x02]);
  assert.deepStrictEqual(
    [...spelledNumber(0xfffefdfc, 4)],
    [0xff, 0xfe, 0xfd, 0xfc],
  );
});

test("a ServerHello is spelled as the specification says", () => {
  const value = {
    version: 1,
    random: new Uint8Array(32).fill(7),
    setting: 2,
    cipher: 0x0101,
    compression: 1,
    maxFrame: 0x010203,
    extensions: [{ type: 0x0a0a, data: Uint8Array.of(9, 8) }],
  };
  // deno-fmt-ignore
  assert.deepStrictEqual([...spell(layoutOf(ServerHello), value)], [
    0, 1, ...new Array(32).fill(7), 2, 1, 1, 1, 1, 2, 3,
    0, 6, 0x0a, 0x0a, 0, 2, 9, 8,
  ]);
});

test("what breaks a bound is written as it stands", () => {
  const none = spell(layoutOf(ServerCertificate), { certificates: [] });
  assert.deepStrictEqual([...none], [0, 0, 0]);
});
