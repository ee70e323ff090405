import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { malformed, spoilt, valid } from "../../conformance/generators/mod.ts";
import type { Codec } from "./codec.ts";
import { DecodeError } from "./decode_error.ts";

/** Two codecs of one struct: the generated one, and the one to read. */
export interface Pair {
  readonly fast: Codec<unknown>;
  readonly plain: Codec<unknown>;
}

/**
 * Holds generated codecs to the readable ones: the same values, bytes and
 * errors, word for word, on what is right and on what is wrong. `what` says
 * of which structs they are.
 */
export function testAgreement(what: string, pairs: readonly Pair[]): void {
  /** One of the pairs, and what `draw` draws for it. */
  const drawn = <T>(draw: (pair: Pair) => fc.Arbitrary<T>) =>
    fc.oneof(
      ...pairs.map((pair) => fc.tuple(fc.constant(printed(pair)), draw(pair))),
    );
  const at = fc.oneof(
    fc.integer({ min: -1, max: 9 }),
    fc.constantFrom(0.5, NaN),
  );
  const room = fc.integer({ min: -1, max: 9 });

  test(`size and encode of ${what} are the same by either codec`, () => {
    fc.assert(
      fc.property(drawn(someValue), ([{ fast, plain }, value]) => {
        assertSame(() => fast.size(value), () => plain.size(value));
        assertSame(() => fast.encode(value), () => plain.encode(value));
      }),
      { numRuns: 1_000 },
    );
  });

  test(`encodeInto of ${what} writes the same by either codec, or nothing`, () => {
    fc.assert(
      fc.property(drawn(someValue), at, room, ([pair, value], at, more) => {
        const { value: size = 9 } = outcome(() => pair.plain.size(value));
        const into = ({ encodeInto }: Codec<unknown>) => {
          const buffer = new Uint8Array(Math.max(0, size + more));
          return { ...outcome(() => encodeInto(value, buffer, at)), buffer };
        };
        assert.deepStrictEqual(into(pair.fast), into(pair.plain));
      }),
      { numRuns: 1_000 },
    );
  });

  test(`decode of ${what} is the same by either codec`, () => {
    fc.assert(
      fc.property(drawn(someBody), fc.nat(9), ([pair, body], before) => {
        const buffer = new Uint8Array(before + body.length + 1);
        buffer.set(body, before);
        const view = buffer.subarray(before, before + body.length);
        assertSame(() => pair.fast.decode(view), () => pair.plain.decode(view));
      }),
      { numRuns: 3_000 },
    );
  });
}

/** What a call answers: its value, or all that its error says. */
interface Outcome<T> {
  readonly value?: T;
  readonly error?: Record<string, unknown>;
}

/** Two calls that have to give the same value or the same error. */
function assertSame(fast: () => unknown, plain: () => unknown): void {
  assert.deepStrictEqual(outcome(fast), outcome(plain));
}

function outcome<T>(run: () => T): Outcome<T> {
  try {
    return { value: run() };
  } catch (error) {
    if (error instanceof DecodeError) {
      const { name, message, fault, offset, path } = error;
      return { error: { name, message, fault, offset, path } };
    }
    if (!(error instanceof RangeError)) throw error;
    return { error: { name: error.name, message: error.message } };
  }
}

/** A value that can be encoded, or what a caller hands over by mistake. */
function someValue({ plain: { layout } }: Pair): fc.Arbitrary<unknown> {
  const values = valid(layout, SIZED);
  return fc.oneof(values, spoilt(layout, values));
}

/** Bytes that can be decoded, such bytes with a fault, and any bytes. */
function someBody({ plain }: Pair): fc.Arbitrary<Uint8Array> {
  const values = valid(plain.layout, SIZED);
  const bodies = values.map((value) => plain.encode(value));
  return fc.oneof(
    bodies,
    malformed(plain.layout, values).map(({ bytes }) => bytes),
    scratched(bodies),
    fc.uint8Array({ maxLength: 40 }),
  );
}

const SIZED = { longest: 2_000, meaning: false };

/** Bodies with one to three bytes overwritten. */
function scratched(bodies: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const others = fc.uint8Array({ minLength: 1, maxLength: 3 });
  return fc.tuple(bodies, others, fc.nat()).map(([body, others, place]) => {
    const at = place % (body.length + 1);
    const copy = body.slice();
    copy.set(others.subarray(0, body.length - at), at);
    return copy;
  });
}

/** The pair, such that a failed property prints its layout. */
function printed(pair: Pair): Pair {
  const print = () => JSON.stringify(pair.plain.layout);
  return Object.defineProperty({ ...pair }, fc.toStringMethod, {
    value: print,
  });
}
