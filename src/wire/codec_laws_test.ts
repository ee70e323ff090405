import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { FRAMES } from "../schema/frames.ts";
import { Extension } from "../schema/messages.ts";
import {
  type Malformed,
  malformed,
  spell,
  spoilt,
  valid,
} from "../../conformance/generators/mod.ts";
import { codec } from "./codec.ts";
import { DecodeError } from "./decode_error.ts";
import { encodedSize, leastSize } from "./layout.ts";
import { anyStruct } from "./test_structs.ts";
import { layoutOf, type WireStruct } from "./vocabulary.ts";

/** Every struct of the protocol, and structs that nobody has thought of. */
const schemas: fc.Arbitrary<WireStruct> = fc.oneof(
  fc.constantFrom(
    ...[...FRAMES.map((row) => row.message), Extension].map(printed),
  ),
  anyStruct().map(printed),
);

const samples = schemas.chain((schema) =>
  fc.record({ schema: fc.constant(schema), value: valuesOf(schema) })
);

test("decode(encode(m)) is m", () => {
  fc.assert(fc.property(samples, ({ schema, value }) => {
    const { encode, decode } = codec(schema);
    assert.deepStrictEqual(decode(encode(value)), value);
  }));
});

test("encode(m) is what an independent writer spells", () => {
  fc.assert(fc.property(samples, ({ schema, value }) => {
    const { encode, layout } = codec(schema);
    assert.deepStrictEqual(encode(value), spell(layout, value));
  }));
});

test("size(m) is encode(m).length, and not under the layout's least", () => {
  fc.assert(fc.property(samples, ({ schema, value }) => {
    const { encode, size, layout } = codec(schema);
    const { length } = encode(value);
    assert.equal(size(value), length);
    assert.equal(encodedSize(layout, value), length);
    assert.ok(leastSize(layout) <= length);
  }));
});

const padding = fc.uint8Array({ maxLength: 9 });

test("encodeInto writes the same bytes at any offset and nothing elsewhere", () => {
  fc.assert(fc.property(samples, padding, padding, (sample, before, after) => {
    const { encode, encodeInto, size } = codec(sample.schema);
    const end = before.length + size(sample.value);
    const buffer = new Uint8Array(end + after.length);
    buffer.set(before);
    buffer.set(after, end);
    assert.equal(encodeInto(sample.value, buffer, before.length), end);
    const whole = [...before, ...encode(sample.value), ...after];
    assert.deepStrictEqual(buffer, Uint8Array.from(whole));
  }));
});

test("decode reads a view of a larger buffer as it reads a copy", () => {
  fc.assert(fc.property(samples, padding, padding, (sample, before, after) => {
    const { encode, decode } = codec(sample.schema);
    const body = encode(sample.value);
    const buffer = Uint8Array.from([...before, ...body, ...after]);
    const end = before.length + body.length;
    const view = buffer.subarray(before.length, end);
    assert.deepStrictEqual(decode(view), sample.value);
    assert.deepStrictEqual(view, body);
  }));
});

const broken = schemas.chain((schema) =>
  fc.record({
    schema: fc.constant(schema),
    message: malformed(layoutOf(schema), valuesOf(schema)),
  })
);

test("a malformed message gets the answer that was foretold", () => {
  fc.assert(
    fc.property(broken, ({ schema, message }) => {
      fc.pre(message.answer !== undefined);
      assert.deepStrictEqual(answerOf(schema, message.bytes), message.answer);
    }),
    { numRuns: 300 },
  );
});

test("any bytes are refused, or are the one spelling of what they decode to", () => {
  fc.assert(
    fc.property(broken, ({ schema, message }) => {
      answerOf(schema, message.bytes);
    }),
    { numRuns: 300 },
  );
});

const scratched = samples.chain(({ schema, value }) => {
  const body = codec(schema).encode(value);
  return fc.record({
    at: fc.nat(Math.max(0, body.length - 1)),
    others: fc.uint8Array({ minLength: 1, maxLength: 3 }),
  }).map(({ at, others }) => {
    const bytes = body.slice();
    bytes.set(others.subarray(0, body.length - at), at);
    return { schema, bytes };
  });
});

test("1 to 3 bytes overwritten: refused, or re-encoded to the same bytes", () => {
  fc.assert(
    fc.property(scratched, ({ schema, bytes }) => {
      answerOf(schema, bytes);
    }),
    { numRuns: 300 },
  );
});

const spoiltSamples = schemas.chain((schema) =>
  fc.record({
    schema: fc.constant(schema),
    value: spoilt(layoutOf(schema), valuesOf(schema)),
  })
);

test("zod accepts a value exactly when encode does", () => {
  fc.assert(
    fc.property(fc.oneof(samples, spoiltSamples), ({ schema, value }) => {
      const { success } = schema.safeParse(value);
      assert.equal(success, accepts(schema, value));
    }),
    { numRuns: 600 },
  );
});

test("what encode accepts decodes to the same, whatever it was given", () => {
  fc.assert(
    fc.property(spoiltSamples, ({ schema, value }) => {
      fc.pre(accepts(schema, value));
      const { encode, decode } = codec(schema);
      assert.deepStrictEqual(decode(encode(value as never)), value);
    }),
  );
});

/** Whether encode takes a value; it refuses one with its path in front. */
function accepts(schema: WireStruct, value: unknown): boolean {
  const { encode, layout } = codec(schema);
  try {
    encode(value as never);
    return true;
  } catch (error) {
    assert.ok(error instanceof RangeError, String(error));
    assert.ok(error.message.startsWith(layout.name), error.message);
    return false;
  }
}

/**
 * What a decoder answers, or nothing when it accepts the bytes; those it
 * accepts must be the bytes that either writer makes of the value.
 */
function answerOf(
  schema: WireStruct,
  body: Uint8Array,
): Malformed["answer"] {
  const { encode, decode, layout } = codec(schema);
  let value;
  try {
    value = decode(body);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const { fault, offset, path } = error;
    return { fault, offset, path };
  }
  assert.deepStrictEqual(encode(value), body);
  assert.deepStrictEqual(spell(layout, value), body);
  return undefined;
}

function valuesOf(schema: WireStruct): fc.Arbitrary<Record<string, unknown>> {
  const values = valid(layoutOf(schema), { longest: 5_000, meaning: false });
  return values as fc.Arbitrary<Record<string, unknown>>;
}

/** The schema, such that a failed property prints its layout. */
function printed(schema: WireStruct): WireStruct {
  const print = () => JSON.stringify(layoutOf(schema));
  return Object.defineProperty(schema, fc.toStringMethod, { value: print });
}
