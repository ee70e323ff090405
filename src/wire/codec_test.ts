import { test } from "node:test";
import assert from "node:assert/strict";
import { codec } from "./codec.ts";
import {
  bytes,
  closedEnum,
  opaque,
  struct,
  u16,
  u8,
  vector,
} from "./vocabulary.ts";

const entry = struct("Entry", {
  key: u8(),
  flag: closedEnum("Flag", 1, { off: 0, on: 1 }),
});
const probe = codec(struct("Probe", {
  flag: closedEnum("Flag", 1, { off: 0, on: 1 }),
  name: bytes({ prefix: 2, min: 1, max: 4 }),
  list: vector(u16(), { prefix: 1, minItems: 1, maxItems: 3, unique: true }),
  entries: vector(entry, { prefix: 1, unique: "key" }),
  end: opaque(2),
}));

const whole = {
  flag: 1,
  name: Uint8Array.of(0x61, 0x62),
  list: [0x0102, 0x0304],
  entries: [{ key: 7, flag: 0 }, { key: 8, flag: 1 }],
  end: Uint8Array.of(0xee, 0xff),
};
const spelled = "01 0002 6162 04 0102 0304 04 0700 0801 eeff";

test("a struct is its fields in order, lengths in front", () => {
  assert.deepStrictEqual(probe.encode(whole), fromHex(spelled));
  assert.deepStrictEqual(probe.decode(fromHex(spelled)), whole);
});

test("byte strings of a decoded value are views of the input", () => {
  const body = fromHex(spelled);
  const { name, end } = probe.decode(body);
  body.fill(0);
  assert.deepStrictEqual([...name, ...end], [0, 0, 0, 0]);
});

test("four-byte numbers are unsigned", () => {
  const wide = codec(struct("Wide", {
    number: closedEnum("Wide", 4, { most: 0xffff_ffff, top: 0x8000_0001 }),
  }));
  for (const number of [0xffff_ffff, 0x8000_0001]) {
    assert.deepStrictEqual(wide.decode(wide.encode({ number })), { number });
  }
});

/** What a caller hands over instead of `whole`, and what it is told. */
const mistakes: readonly [string, Record<string, unknown>, string][] = [
  ["a missing field", { flag: undefined }, "Probe.flag: not a Flag"],
  ["an unknown number", { flag: 2 }, "Probe.flag: not a Flag"],
  ["an unknown key", { extra: 1 }, "Probe.extra: no field"],
  ["text", { name: "ab" }, "Probe.name: expected a Uint8Array"],
  [
    "too few bytes",
    { name: new Uint8Array(0) },
    "Probe.name: 0 bytes, expected 1 to 4",
  ],
  [
    "too many bytes",
    { name: new Uint8Array(5) },
    "Probe.name: 5 bytes, expected 1 to 4",
  ],
  [
    "a fixed string of another length",
    { end: new Uint8Array(3) },
    "Probe.end: 3 bytes, expected 2",
  ],
  ["no list", { list: 1 }, "Probe.list: not a list"],
  ["too few items", { list: [] }, "Probe.list: 0 items, expected 1 to 3"],
  [
    "too many items",
    { list: [1, 2, 3, 4] },
    "Probe.list: 4 items, expected 1 to 3",
  ],
  ["an item twice", { list: [1, 1] }, "Probe.list: an item is listed twice"],
  [
    "a key twice",
    { entries: [{ key: 7, flag: 0 }, { key: 7, flag: 1 }] },
    "Probe.entries: an item is listed twice",
  ],
  [
    "a number too large",
    { list: [1, 0x10000] },
    "Probe.list[1]: expected a number from 0 to 65535",
  ],
  [
    "a fraction",
    { entries: [{ key: 0.5, flag: 0 }] },
    "Probe.entries[0].key: expected a number from 0 to 255",
  ],
  ["no object", { entries: [null] }, "Probe.entries[0]: expected an object"],
];

for (const [what, change, message] of mistakes) {
  test(`encode tells the caller's mistake: ${what}`, () => {
    const value = { ...whole, ...change } as typeof whole;
    const told = { name: "RangeError", message };
    assert.throws(() => probe.encode(value), told);
    assert.throws(() => probe.size(value), told);
    const buffer = new Uint8Array(64);
    assert.throws(() => probe.encodeInto(value, buffer, 0), told);
    assert.deepStrictEqual(buffer, new Uint8Array(64), "nothing is written");
  });
}

test("encode tells the caller's mistake: items of more bytes than the prefix counts", () => {
  const names = codec(struct("Names", {
    names: vector(bytes({ prefix: 1 }), { prefix: 1 }),
  }));
  const full = { names: [new Uint8Array(254)] };
  assert.equal(names.encode(full).length, 256);
  const over = { names: [new Uint8Array(255)] };
  assert.throws(() => names.encode(over), {
    name: "RangeError",
    message: "Names.names: 256 bytes of items are too many",
  });
});

test("encodeInto tells when the value does not fit", () => {
  for (const at of [-1, 0.5, 48, NaN]) {
    assert.throws(() => probe.encodeInto(whole, new Uint8Array(64), at), {
      name: "RangeError",
      message: `Cannot encode Probe: 17 bytes at ${at} do not fit into 64`,
    });
  }
  assert.equal(probe.encodeInto(whole, new Uint8Array(64), 47), 64);
});

function fromHex(text: string): Uint8Array {
  const pairs = text.match(/[0-9a-f]{2}/g) ?? [];
  return Uint8Array.from(pairs, (pair) => parseInt(pair, 16));
}
