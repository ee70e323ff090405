import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  Cipher,
  ClientHello,
  Compression,
  extensionFault,
  ExtensionType,
  FRAMES,
  GREASE_U16,
  GREASE_U8,
  layoutOf,
  meaningFault,
  MIN_MAX_FRAME,
  SecuritySetting,
  Version,
  type WireStruct,
} from "../../src/mod.ts";
import { spell } from "./spell.ts";
import { limitOf, messageOf, valid } from "./valid.ts";

const messages = fc.oneof(
  ...FRAMES.map((row) =>
    messageOf(row.message).map((value) => ({ row, value }))
  ),
);

test("a message is one that zod accepts, and fits its frame", () => {
  fc.assert(fc.property(messages, ({ row, value }) => {
    const { error } = (row.message as WireStruct).safeParse(value);
    assert.equal(error, undefined);
    const { length } = spell(layoutOf(row.message), value);
    assert.ok(length <= limitOf(row), `${length} bytes of ${row.name}`);
  }));
});

test("a ClientHello keeps every bound of meaning", () => {
  fc.assert(fc.property(messageOf(ClientHello), (hello) => {
    const { compressions, maxFrame, serverName, extensions } = hello;
    for (
      const [name, value] of entries({ compressions, maxFrame, serverName })
    ) {
      assert.equal(meaningFault(ClientHello, name, value), undefined);
    }
    for (const { type, data } of extensions) {
      assert.equal(extensionFault(type, data), undefined);
    }
  }));
});

test("a value takes no more bytes than it may", () => {
  const layout = layoutOf(ClientHello);
  const sizes = fc.integer({ min: 48, max: 2_000 });
  const values = sizes.chain((longest) =>
    fc.tuple(fc.constant(longest), valid(layout, { longest }))
  );
  fc.assert(fc.property(values, ([longest, value]) => {
    assert.ok(spell(layout, value).length <= longest);
  }));
});

test("a struct that can't be as short as it must is refused", () => {
  assert.throws(() => valid(layoutOf(ClientHello), { longest: 47 }), {
    name: "RangeError",
    message: "ClientHello needs over 47",
  });
});

/** A fixed draw, so that what must turn up either always does or never. */
const draw = <T>(values: fc.Arbitrary<T>, numRuns: number) =>
  fc.sample(values, { numRuns, seed: 1 });
const hellos = draw(messageOf(ClientHello, { longest: 2_000 }), 1_000);

test("GREASE, unknown and registered numbers turn up in every list", () => {
  const lists = [
    [hellos.map((hello) => hello.versions), GREASE_U16, Version],
    [hellos.map((hello) => hello.settings), GREASE_U8, SecuritySetting],
    [hellos.map((hello) => hello.ciphers), GREASE_U16, Cipher],
    [hellos.map((hello) => hello.compressions), GREASE_U8, Compression],
    [
      hellos.map(({ extensions }) => extensions.map(({ type }) => type)),
      GREASE_U16,
      ExtensionType,
    ],
  ] as const;
  for (const [drawn, grease, registry] of lists) {
    const numbers = new Set(drawn.flat());
    const named: number[] = Object.values(registry);
    for (const number of [...grease, ...named]) {
      assert.ok(numbers.delete(number), `${number}`);
    }
    assert.ok(numbers.size > 0, "numbers that are neither");
  }
});

test("lengths at their bounds turn up", () => {
  const lengths = (values: ArrayLike<unknown>[]) =>
    new Set(values.map(({ length }) => length));
  const has = (found: Set<number>, wanted: number[]) =>
    assert.deepStrictEqual(wanted.filter((n) => !found.has(n)), []);
  has(lengths(hellos.map((hello) => hello.versions)), [1, 2, 126, 127]);
  has(lengths(hellos.map((hello) => hello.settings)), [1, 2, 254, 255]);
  has(lengths(hellos.map((hello) => hello.serverName)), [0, 1, 254, 255]);
  has(lengths(hellos.map((hello) => hello.extensions)), [0, 1]);
  const frames = new Set(hellos.map((hello) => hello.maxFrame));
  has(frames, [4_096, 4_097, 1_048_575, 1_048_576]);
});

test("bodies as long as their frame allows turn up", () => {
  for (const row of FRAMES) {
    const sizes = draw(
      messageOf(row.message as WireStruct)
        .map((value) => spell(layoutOf(row.message), value).length),
      1_000,
    );
    assert.equal(Math.max(...sizes), limitOf(row), row.name);
  }
});

test("an inner frame is as long as every end must accept", () => {
  const limits = FRAMES.filter((row) => row.maxLength === "maxFrame");
  assert.deepStrictEqual(
    new Set(limits.map(limitOf)),
    new Set([MIN_MAX_FRAME]),
  );
});

function entries(record: object): [string, unknown][] {
  return Object.entries(record);
}
