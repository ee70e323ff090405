import assert from "node:assert/strict";
import { test } from "node:test";
import { ascii, concat, fromHex } from "./bytes.ts";
import { Compressor, Decompressor } from "./compression.ts";

const ROW = ascii('{"name":"a row like the others","value":12345}');

test("what is compressed with a kept context is what comes out", () => {
  const compressor = new Compressor();
  const decompressor = new Decompressor();
  const sizes: number[] = [];
  for (let i = 0; i < 5; i++) {
    const content = compressor.compress(ROW);
    sizes.push(content.length);
    assert.deepEqual(decompressor.decompress(content), ROW);
  }
  assert.ok(sizes[1] < sizes[0] / 2, `context not kept: ${sizes}`);
});

test("a decoder without the context refuses the second content", () => {
  const compressor = new Compressor();
  compressor.compress(ROW);
  const second = compressor.compress(ROW);
  assert.notDeepEqual(new Decompressor().decompress(second), ROW);
});

const REFUSED: readonly [string, Uint8Array][] = [
  ["a reserved block type", fromHex("ff")],
  ["a last block", fromHex("030000")],
  ["a stored block whose lengths disagree", fromHex("000100ffff41")],
];

for (const [what, content] of REFUSED) {
  test(`${what} is refused`, () => {
    assert.equal(new Decompressor().decompress(content), undefined);
  });
}

test("what inflates past any limit is not kept", () => {
  const content = new Compressor().compress(new Uint8Array(2 ** 21));
  assert.equal(new Decompressor().decompress(content), undefined);
});

test("a stored block comes out as it went in", () => {
  const content = concat(fromHex("000300fcff"), ascii("abc"), fromHex("00"));
  assert.deepEqual(new Decompressor().decompress(content), ascii("abc"));
});

test("content that ends inside a block is told from one that ends behind it", () => {
  const whole = new Decompressor();
  whole.decompress(new Compressor().compress(ROW));
  assert.equal(whole.atBlockBoundary, true);
  // A stored block of eight bytes, of which three are there, and the tail.
  const cut = new Decompressor();
  cut.decompress(concat(fromHex("000800f7ff"), ascii("abc")));
  assert.equal(cut.atBlockBoundary, false);
});
