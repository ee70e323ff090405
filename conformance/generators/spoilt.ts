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
  return fc.tuple(values, fc.noBias(fc.nat())).map(([value, n]) => {
    const all = spoils(layout, value);
    return all[n % all.length];
  });
}

/** Every value that differs from this one in one part. */
function spoils(layout: Layout, value: unknown): unknown[] {
  switch (layout.kind) {
    case "uint":
    case "enum": {
      const over = 2 ** (8 * layout.width);
      return [-1, 0.5, over - 1, over, NaN, Infinity, "1", 1n, null, undefined];
    }
    case "opaque":
      return byteStrings(value, layout.length);
    case "bytes":
    case "rest":
      return byteStrings(value, layout.max);
    case "vector":
      return lists(layout, value as unknown[]);
    case "struct": {
      const whole = value as Readonly<Record<string, unknown>>;
      return [
        undefined,
        null,
        [],
        { ...whole, stranger: 1 },
        { ...whole, stranger: undefined },
        ...layout.fields.flatMap(({ name, layout }) =>
          spoils(layout, whole[name]).map((part) => ({
            ...whole,
            [name]: part,
          }))
        ),
        ...layout.fields.map(({ name }) => without(whole, name)),
      ];
    }
  }
}

/** Longer strings and lists than this are not made to break a bound. */
const LONGEST = 70_000;
const MOST_ITEMS = 300;

function byteStrings(value: unknown, max: number): unknown[] {
  const bytes = value as Uint8Array;
  return [
    bytes.slice(1),
    Uint8Array.of(...bytes.slice(0, MOST_ITEMS), 0),
    new Uint8Array(0),
    new Uint8Array(Math.min(max, LONGEST)),
    new Uint8Array(Math.min(max, LONGEST) + 1),
    new Uint8Array(Math.min(max, LONGEST) + 1).buffer,
    [...bytes.slice(0, MOST_ITEMS)],
    "bytes",
    null,
    undefined,
  ];
}

function lists(layout: VectorLayout, items: unknown[]): unknown[] {
  const more = Math.min(layout.maxItems + 1, MOST_ITEMS);
  const longer = items.length > 0 && items.length < more
    ? [Array.from({ length: more }, (_, i) => items[i % items.length])]
    : [];
  return [
    [],
    items.slice(1),
    [...items, ...items.slice(0, 1)],
    ...longer,
    new Set(items),
    null,
    undefined,
    ...[...new Set([0, items.length - 1])].filter((at) => at in items)
      .flatMap((at) =>
        spoils(layout.item, items[at]).map((item) => items.with(at, item))
      ),
  ];
}

function without(
  whole: Readonly<Record<string, unknown>>,
  name: string,
): Record<string, unknown> {
  const { [name]: _, ...rest } = whole;
  return rest;
}
