import { test } from "node:test";
import assert from "node:assert/strict";
import { codec } from "./codec.ts";
import { DecodeError, type Fault } from "./decode_error.ts";
import {
  bytes,
  closedEnum,
  opaque,
  rest,
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

const spelled = "01 0002 6162 04 0102 0304 04 0700 0801 eeff";

/** A body, and what is wrong with it. */
const faults: readonly [string, string, Fault, number, string][] = [
  ["no byte", "", "truncated", 0, "flag"],
  ["a number without a name", "02", "value", 0, "flag"],
  ["half a prefix", "01 00", "truncated", 1, "name"],
  ["a length under its least", "01 0000", "length", 1, "name"],
  ["a length over its most", "01 0005", "length", 1, "name"],
  ["content cut short", "01 0002 61", "truncated", 3, "name"],
  ["an empty list", "01 0001 61 00", "length", 4, "list"],
  ["a list under its least", "01 0001 61 01 00", "length", 4, "list"],
  ["a list cut short", "01 0001 61 02 00", "truncated", 5, "list"],
  ["an odd list", "01 0001 61 03 0102 03", "truncated", 7, "list[1]"],
  [
    "a fourth item of three",
    "01 0001 61 08 0001 0002 0003 0004",
    "count",
    11,
    "list[3]",
  ],
  ["an item again", "01 0001 61 04 0102 0102", "duplicate", 7, "list[1]"],
  [
    "a key again",
    "01 0001 61 02 0001 04 0700 0701",
    "duplicate",
    10,
    "entries[1]",
  ],
  [
    "half an entry",
    "01 0001 61 02 0001 03 0700 08",
    "truncated",
    11,
    "entries[1].flag",
  ],
  [
    "an entry's number without a name",
    "01 0001 61 02 0001 04 0700 0802",
    "value",
    11,
    "entries[1].flag",
  ],
  [
    "an end cut short",
    "01 0001 61 02 0001 00 ee",
    "truncated",
    8,
    "end",
  ],
];

for (const [what, body, fault, offset, field] of faults) {
  test(`refused: ${what}`, () => {
    refused(body, { fault, offset, path: `Probe.${field}` });
  });
}

test("refused: bytes after the end", () => {
  refused(`${spelled} 00 01`, { fault: "trailing", offset: 17, path: "Probe" });
});

/** Two faults at once, and the one that wins. */
const precedence: readonly [string, string, Fault, number, string][] = [
  [
    "an earlier field's fault over a later one's",
    "02 0009",
    "value",
    0,
    "flag",
  ],
  [
    "a prefix cut short over its length",
    "01 ff",
    "truncated",
    1,
    "name",
  ],
  [
    "a length over its content cut short",
    "01 0005 61",
    "length",
    1,
    "name",
  ],
  [
    "a list cut short over a duplicate in it",
    "01 0001 61 06 0102 0102",
    "truncated",
    5,
    "list",
  ],
  [
    "a list cut short over too many items in it",
    "01 0001 61 0a 0001 0002 0003 0004",
    "truncated",
    5,
    "list",
  ],
  [
    "an item too many over what is wrong with it",
    "01 0001 61 07 0001 0002 0003 00",
    "count",
    11,
    "list[3]",
  ],
  [
    "an item too many over its being a duplicate",
    "01 0001 61 08 0001 0002 0003 0001",
    "count",
    11,
    "list[3]",
  ],
  [
    "a duplicate over an odd end after it",
    "01 0001 61 05 0102 0102 03",
    "duplicate",
    7,
    "list[1]",
  ],
  [
    "an item's own fault over its being a duplicate",
    "01 0001 61 02 0001 04 0700 0702",
    "value",
    11,
    "entries[1].flag",
  ],
  [
    "a duplicate over a later item's own fault",
    "01 0001 61 02 0001 06 0700 0701 0902",
    "duplicate",
    10,
    "entries[1]",
  ],
  [
    "an odd list over a later field's fault",
    "01 0001 61 03 0102 03 ff",
    "truncated",
    7,
    "list[1]",
  ],
  [
    "any field's fault over bytes after the end",
    "01 0001 61 04 0102 0102 00 eeff 0000",
    "duplicate",
    7,
    "list[1]",
  ],
];

for (const [what, body, fault, offset, field] of precedence) {
  test(`the first fault wins: ${what}`, () => {
    refused(body, { fault, offset, path: `Probe.${field}` });
  });
}

const pairs = codec(struct("Pairs", {
  names: vector(bytes({ prefix: 1 }), { prefix: 1, minItems: 2 }),
}));

test("a list with bytes enough but items too few is refused at its prefix", () => {
  assert.deepStrictEqual(answerOf(pairs, "02 01aa"), {
    fault: "count",
    offset: 0,
    path: "Pairs.names",
  });
  assert.deepStrictEqual(answerOf(pairs, "02 02aa"), {
    fault: "truncated",
    offset: 2,
    path: "Pairs.names[0]",
  });
  assert.deepStrictEqual(answerOf(pairs, "01 00"), {
    fault: "length",
    offset: 0,
    path: "Pairs.names",
  });
});

test("a path names the item of every list around the field", () => {
  const flags = vector(closedEnum("Flag", 1, { off: 0, on: 1 }), { prefix: 1 });
  const rows = codec(struct("Table", {
    rows: vector(struct("Row", { flags }), { prefix: 1 }),
  }));
  assert.deepStrictEqual(answerOf(rows, "06 01 00 03 00 01 02"), {
    fault: "value",
    offset: 6,
    path: "Table.rows[1].flags[2]",
  });
});

test("a rest out of its bounds is a fault of length, never trailing", () => {
  const tail = codec(struct("Tail", { rest: rest({ min: 1, max: 2 }) }));
  for (const body of ["", "01 02 03"]) {
    assert.deepStrictEqual(answerOf(tail, body), {
      fault: "length",
      offset: 0,
      path: "Tail.rest",
    });
  }
});

test("a refusal says where and what in one line", () => {
  assert.throws(() => probe.decode(fromHex("01 0005 61")), {
    name: "DecodeError",
    message: "Probe.name at byte 1: length 5, expected 1 to 4",
  });
  assert.throws(() => probe.decode(fromHex(`${spelled} 00`)), {
    message: "Probe at byte 17: 1 byte after the end",
  });
});

function refused(
  body: string,
  answer: { fault: Fault; offset: number; path: string },
): void {
  assert.deepStrictEqual(answerOf(probe, body), answer);
}

function answerOf(
  { decode }: { decode(body: Uint8Array): unknown },
  body: string,
): unknown {
  try {
    return { accepted: decode(fromHex(body)) };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const { fault, offset, path } = error;
    return { fault, offset, path };
  }
}

function fromHex(text: string): Uint8Array {
  const pairs = text.match(/[0-9a-f]{2}/g) ?? [];
  return Uint8Array.from(pairs, (pair) => parseInt(pair, 16));
}
