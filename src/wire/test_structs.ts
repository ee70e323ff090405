import fc from "fast-check";
import { type Layout, leastSize, type Width } from "./layout.ts";
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
  type WireStruct,
  type WireType,
} from "./vocabulary.ts";

/** Structs of all that the vocabulary has, the one within the other. */
export function anyStruct(): fc.Arbitrary<WireStruct> {
  const tail = fc.record({ min: fc.nat(3), more: fc.nat(300) });
  return fc.tuple(fieldsOf(anyField(2)), fc.option(tail)).map(
    ([fields, tail]) => {
      if (!tail) return struct("Any", fields);
      const { min, more } = tail;
      return struct("Any", { ...fields, tail: rest({ min, max: min + more }) });
    },
  );
}

function fieldsOf(
  field: fc.Arbitrary<WireType>,
): fc.Arbitrary<Record<string, WireType>> {
  return fc.record({ a: field, b: field, c: field, d: field }, {
    requiredKeys: ["a"],
    noNullPrototype: true,
  }) as fc.Arbitrary<Record<string, WireType>>;
}

function anyField(depth: number): fc.Arbitrary<WireType> {
  if (depth === 0) return anyLeaf();
  const inner = fieldsOf(anyField(depth - 1)).map((fields) =>
    struct("Inner", fields)
  );
  return fc.oneof(anyLeaf(), inner, vectorOf(anyLeaf()), vectorOf(inner));
}

function anyLeaf(): fc.Arbitrary<WireType> {
  const width = fc.constantFrom<Width>(1, 2, 3, 4);
  // As many numbers as a list without duplicates may want, and some more.
  const registry = fc
    .uniqueArray(fc.nat(255), { minLength: 4, maxLength: 8 })
    .map((numbers) => Object.fromEntries(numbers.map((n) => [`n${n}`, n])));
  return fc.oneof(
    fc.constantFrom<WireType>(u8(), u16(), u24()),
    fc.tuple(width, registry).map(([w, values]) => openEnum("Open", w, values)),
    fc.tuple(width, registry).map(([w, values]) =>
      closedEnum("Closed", w, values)
    ),
    fc.nat(6).map(opaque),
    fc.record({
      prefix: fc.constantFrom<Width>(1, 2, 3),
      min: fc.nat(3),
      more: fc.option(fc.nat(200)),
    }).map(({ prefix, min, more }) =>
      bytes({ prefix, min, ...(more !== null && { max: min + more }) })
    ),
  );
}

function vectorOf(item: fc.Arbitrary<WireType>): fc.Arbitrary<WireType> {
  return fc.record({
    item: item.filter((item) => leastSize(layoutOf(item)) > 0),
    prefix: fc.constantFrom<Width>(2, 3),
    minItems: fc.nat(3),
    more: fc.option(fc.nat(4)),
    wanted: fc.boolean(),
  }).map(({ item, prefix, minItems, more, wanted }) => {
    const unique = wanted ? keyOf(layoutOf(item)) : undefined;
    return vector(item, {
      prefix,
      minItems,
      ...(more !== null && { maxItems: minItems + more }),
      ...(unique && { unique }),
    });
  });
}

/** By what items can be told apart, if by anything. */
function keyOf(item: Layout): true | string | undefined {
  const isNumber = ({ kind }: Layout) => kind === "uint" || kind === "enum";
  if (item.kind !== "struct") return isNumber(item) ? true : undefined;
  return item.fields.find(({ layout }) => isNumber(layout))?.name;
}
