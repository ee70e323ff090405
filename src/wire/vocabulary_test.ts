import { test } from "node:test";
import assert from "node:assert/strict";
import { z } from "zod";
import {
  bytes,
  closedEnum,
  layoutOf,
  opaque,
  openEnum,
  rest,
  struct,
  u16,
  u24,
  u8,
  vector,
  type WireType,
} from "./vocabulary.ts";

/** Nothing of the vocabulary, for a caller that goes round the compiler. */
const asWire = (type: unknown) => type as WireType;

test("a type without a layout is refused", () => {
  const types: readonly unknown[] = [
    z.number(),
    z.string(),
    u8().optional(),
    u8().nullable(),
    u8().default(1),
    u8().transform((n) => n + 1),
    struct("One", { a: u8() }).partial(),
    struct("One", { a: u8() }).extend({ b: u8() }),
    struct("One", { a: u8() }).loose(),
    vector(u8(), { prefix: 1 }).or(z.string()),
  ];
  const none = { name: "TypeError", message: /it has no layout$/ };
  for (const type of types) {
    assert.throws(() => layoutOf(asWire(type)), none);
    assert.throws(() => struct("Two", { a: u8(), b: asWire(type) }), none);
    assert.throws(() => vector(asWire(type), { prefix: 1 }), none);
  }
});

test("a check after a helper is refused: the wire would not know of it", () => {
  const types: readonly unknown[] = [
    u8().min(1),
    u16().max(7),
    u24().refine((n) => n > 1),
    openEnum("Kind", 1, { a: 1 }).multipleOf(2),
    closedEnum("Kind", 1, { a: 1 }).refine(() => true),
    opaque(2).refine(() => true),
    bytes({ prefix: 1 }).refine(() => true),
    rest({ max: 2 }).refine(() => true),
    vector(u8(), { prefix: 1 }).min(1),
    vector(u8(), { prefix: 1, unique: true }).refine(() => true),
    struct("One", { a: u8() }).refine(() => true),
    u8().describe("described").min(1),
    u8().min(1).describe("described"),
  ];
  const narrowed = { name: "TypeError", message: /^A check after/ };
  for (const type of types) {
    assert.throws(() => layoutOf(asWire(type)), narrowed);
    assert.throws(() => struct("Two", { a: asWire(type) }), narrowed);
    assert.throws(() => vector(asWire(type), { prefix: 1 }), narrowed);
  }
});

test("a description keeps the layout, and is the field's", () => {
  const described = struct("One", { a: u16().describe("the first") });
  assert.deepStrictEqual(layoutOf(described).fields, [
    {
      name: "a",
      layout: { kind: "uint", width: 2 },
      description: "the first",
    },
  ]);
});

test("a rest that is not the last of everything is refused", () => {
  const tail = struct("Tail", { all: rest({ min: 1, max: 9 }) });
  assert.throws(() => struct("A", { all: rest({ max: 9 }), b: u8() }), {
    name: "TypeError",
    message: "Only the last field of A can be a rest",
  });
  assert.throws(() => struct("B", { tail, b: u8() }), {
    name: "TypeError",
    message: "Only the last field of B can be a rest",
  });
  for (const item of [rest({ min: 1, max: 9 }), tail]) {
    assert.throws(() => vector(item, { prefix: 1 }), {
      name: "TypeError",
      message: "A vector's items can't end in a rest",
    });
  }
  assert.equal(layoutOf(struct("C", { b: u8(), tail })).fields.length, 2);
});

test("a vector of items that may take no byte is refused", () => {
  for (const item of [opaque(0), struct("None", {}), rest({ max: 9 })]) {
    assert.throws(() => vector(item, { prefix: 1 }), {
      name: "TypeError",
      message: "A vector's items must take at least one byte",
    });
  }
});

test("items are unique by a number they have, or not at all", () => {
  const item = struct("Item", { key: u8(), data: bytes({ prefix: 1 }) });
  assert.throws(() => vector(item, { prefix: 1, unique: "name" }), {
    name: "TypeError",
    message: "Items have no field name",
  });
  assert.throws(() => vector(u8(), { prefix: 1, unique: "key" }), {
    name: "TypeError",
    message: "Items have no field key",
  });
  const byBytes = { name: "TypeError", message: /^Only numbers can be unique/ };
  for (const unique of ["data", true] as const) {
    assert.throws(() => vector(item, { prefix: 1, unique }), byBytes);
  }
  const list = vector(bytes({ prefix: 1 }), { prefix: 1 });
  assert.throws(() => vector(list, { prefix: 1, unique: true }), byBytes);
});

test("bounds that nothing meets, or that a prefix can't hold, are refused", () => {
  const bad: readonly (() => unknown)[] = [
    () => bytes({ prefix: 1, max: 256 }),
    () => bytes({ prefix: 1, min: 256 }),
    () => bytes({ prefix: 1, min: 3, max: 2 }),
    () => bytes({ prefix: 1, min: -1 }),
    () => bytes({ prefix: 1, min: NaN }),
    () => rest({ min: 3, max: 2 }),
    () => vector(u16(), { prefix: 1, minItems: 2, maxItems: 1 }),
    () => vector(u16(), { prefix: 1, minItems: 128 }),
    () => vector(u16(), { prefix: 1, maxItems: 128 }),
  ];
  for (const make of bad) {
    assert.throws(make, { name: "RangeError", message: /^Bounds / });
  }
});

test("a registry with a number that its field can't hold is refused", () => {
  for (const number of [256, -1, 0.5]) {
    const numbers = { fine: 1, odd: number };
    const told = {
      name: "RangeError",
      message: "Kind.odd is no number of 1 bytes",
    };
    assert.throws(() => openEnum("Kind", 1, numbers), told);
    assert.throws(() => closedEnum("Kind", 1, numbers), told);
  }
});

test("zod refuses what an array may be and a list may not", () => {
  const named = vector(
    struct("Item", { key: u8(), data: bytes({ prefix: 1 }) }),
    {
      prefix: 1,
      unique: "key",
    },
  );
  const item = (key: number, length: number) => ({
    key,
    data: new Uint8Array(length),
  });
  assert.deepStrictEqual(messages(named, [item(1, 0), item(1, 1)]), [
    "an item is listed twice",
  ]);
  assert.deepStrictEqual(messages(named, [item(1, 253)]), []);
  assert.deepStrictEqual(messages(named, [item(1, 254)]), [
    "more than 255 bytes of items",
  ]);
  assert.deepStrictEqual(messages(bytes({ prefix: 1, max: 4 }), "ab"), [
    "0 to 4 bytes",
  ]);
});

function messages(type: z.ZodType, value: unknown): string[] {
  return (type.safeParse(value).error?.issues ?? []).map((i) => i.message);
}
