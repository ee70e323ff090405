import fc from "fast-check";
import type { Layout, VectorLayout } from "../../src/mod.ts";

/**
 * Values of a layout with one part replaced by another that mostly breaks a
 * bound: what a caller may hand to an encoder by mistake.
 */
export function spoilt(
  layout: Layout,
  values: fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  return fc.tuple(values, fc.noBias(fc.nat())).map(([value, n]) =>
    spoil(layout, value, n)
  );
}

/** The value with one part replaced; `n` says which part, and by what. */
function spoil(layout: Layout, value: unknown, n: number): unknown {
  const ways = waysTo(layout, value);
  return ways[n % ways.length](Math.floor(n / ways.length));
}

/** A replacement, or a choice between further ones. */
type Way = (n: number) => unknown;

function waysTo(layout: Layout, value: unknown): readonly Way[] {
  switch (layout.kind) {
    case "uint":
    case "enum":
      return numbers(2 ** (8 * layout.width)).map(always);
    case "opaque":
      return byteStrings(value as Uint8Array, layout.length).map(always);
    case "bytes":
    case "rest":
      return byteStrings(value as Uint8Array, layout.max).map(always);
    case "vector": {
      const items = value as unknown[];
      return [
        ...lists(layout, items).map(always),
        ...[0, items.length - 1].filter((at) => at in items).map(
          (at): Way => (n) => items.with(at, spoil(layout.item, items[at], n)),
        ),
      ];
    }
    case "struct": {
      const whole = value as Readonly<Record<string, unknown>>;
      const others = structs(whole);
      return [
        (n) => others[n % others.length],
        ...layout.fields.map(({ name, layout }): Way => (n) => ({
          ...whole,
          [name]: spoil(layout, whole[name], n),
        })),
      ];
    }
  }
}

function always(value: unknown): Way {
  return () => value;
}

function numbers(size: number): unknown[] {
  return [-1, 0.5, size - 1, size, NaN, Infinity, "1", 1n, null, undefined];
}

/** Longer strings and lists than this are not made to break a bound. */
const LONGEST = 70_000;
const MOST_ITEMS = 300;

function byteStrings(bytes: Uint8Array, max: number): unknown[] {
  const most = Math.min(max, LONGEST);
  return [
    bytes.slice(1),
    new Uint8Array(bytes.length + 1),
    new Uint8Array(0),
    new Uint8Array(most),
    new Uint8Array(most + 1),
    bytes.slice().buffer,
    [...bytes.subarray(0, MOST_ITEMS)],
    "bytes",
    null,
    undefined,
  ];
}

function lists({ maxItems }: VectorLayout, items: unknown[]): unknown[] {
  const more = Math.min(maxItems + 1, MOST_ITEMS);
  const cycled = items.length === 0
    ? []
    : Array.from({ length: more }, (_, i) => items[i % items.length]);
  return [
    [],
    items.slice(1),
    [...items, ...items.slice(0, 1)],
    cycled,
    new Set(items),
    null,
    undefined,
  ];
}

function structs(whole: Readonly<Record<string, unknown>>): unknown[] {
  return [
    undefined,
    null,
    [],
    "text",
    { ...whole, stranger: 1 },
    { ...whole, stranger: undefined },
    ...Object.keys(whole).map((name) => {
      const { [name]: _, ...others } = whole;
      return others;
    }),
  ];
}
