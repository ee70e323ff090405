import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  Alert,
  ClientHello,
  codec,
  DecodeError,
  FRAMES,
  KeyUpdate,
  layoutOf,
  Ping,
  ServerCertificate,
  type WireStruct,
} from "../../src/mod.ts";
import { type Kind, malformed } from "./malformed.ts";
import { valid } from "./valid.ts";

const messages = fc.oneof(...FRAMES.map(({ message }) => {
  const layout = layoutOf(message);
  const values = valid(layout, { longest: 1_000, meaning: false });
  return malformed(layout, values).map((made) => ({ message, made }));
}));

test("the decoder answers what was foretold", () => {
  fc.assert(
    fc.property(messages, ({ message, made }) => {
      fc.pre(made.answer !== undefined);
      const { decode } = codec(message as WireStruct);
      assert.doesNotThrow(() => decode(made.from));
      assert.throws(() => decode(made.bytes), (error) => {
        assert.ok(error instanceof DecodeError);
        const { fault, offset, path } = error;
        assert.deepStrictEqual({ fault, offset, path }, made.answer);
        return true;
      });
    }),
    { numRuns: 500 },
  );
});

const kindsOf = (schema: WireStruct): Record<string, number> => {
  const drawn = fc.sample(
    malformed(layoutOf(schema), valid(layoutOf(schema), { longest: 300 })),
    { numRuns: 1_000, seed: 1 },
  );
  return drawn.reduce<Record<string, number>>((counts, { kind }) => {
    counts[kind] = (counts[kind] ?? 0) + 1;
    return counts;
  }, {});
};

/** What can go wrong with a message, whatever it says. */
const kinds: readonly [WireStruct, Kind[]][] = [
  [ClientHello, [
    "cut",
    "cutInList",
    "duplicate",
    "duplicateKey",
    "length",
    "odd",
    "overwritten",
    "shifted",
    "tooFew",
    "trailing",
  ]],
  [ServerCertificate, [
    "count",
    "cut",
    "cutInList",
    "length",
    "odd",
    "overwritten",
    "shifted",
    "tooFew",
    "tooShort",
    "trailing",
  ]],
  [Ping, ["overwritten", "shifted", "tooLong"]],
  [KeyUpdate, ["cut", "overwritten", "shifted", "trailing", "value"]],
  [Alert, ["cut", "overwritten", "shifted", "trailing"]],
];

for (const [schema, expected] of kinds) {
  const { name } = layoutOf(schema);
  test(`${name} goes wrong in every way it can, none of them rarely`, () => {
    const counts = kindsOf(schema);
    assert.deepStrictEqual(Object.keys(counts).toSorted(), expected);
    const fair = 1_000 / expected.length;
    for (const [kind, count] of Object.entries(counts)) {
      assert.ok(count > fair / 3, `${kind} only ${count} times of 1000`);
    }
  });
}

test("the place is drawn from all of the message", () => {
  const layout = layoutOf(ClientHello);
  const drawn = fc.sample(malformed(layout), { numRuns: 1_000, seed: 1 });
  const fields = new Set(
    drawn.map(({ field }) => field.split(/[.[]/)[1] ?? "the whole"),
  );
  assert.ok(fields.delete("the whole"));
  assert.deepStrictEqual(
    [...fields].toSorted(),
    layout.fields.map(({ name }) => name).toSorted(),
  );
});
