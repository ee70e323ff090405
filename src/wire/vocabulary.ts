import { z } from "zod";
import { identity } from "./read.ts";
import {
  encodedSize,
  endsInRest,
  type Field,
  largest,
  type Layout,
  leastSize,
  type Meaning,
  type StructLayout,
  type VectorLayout,
  type Width,
} from "./layout.ts";

/**
 * The words a wire schema is written in. Each returns a real zod type and
 * notes its layout; the brand makes a field without a layout a compile error.
 * The key is a string because a unique symbol breaks declaration output.
 */
export type Wire<T extends z.ZodType> = T & { readonly "~wire": true };

/** Any type with a layout. */
export type WireType = Wire<z.ZodType>;

/** Any struct type. */
export type WireStruct = Wire<z.ZodObject>;

/** A struct type with just these fields, as `struct` makes it. */
export type Struct<S extends Record<string, WireType>> = Wire<
  z.ZodObject<S, z.core.$strict>
>;

/** An integer, or a number of an open registry. */
export type WireNumber = Wire<z.ZodNumber>;

/** A byte string, whatever tells its length. */
export type WireBytes = Wire<z.ZodType<Uint8Array>>;

/** Items of a type, one after the other. */
export type WireList<I extends WireType> = Wire<z.ZodArray<I>>;

/** An unsigned integer of one byte. */
export function u8(options: { meaning?: Meaning } = {}): WireNumber {
  return uint(1, options.meaning);
}

/** An unsigned integer of two bytes, big-endian. */
export function u16(options: { meaning?: Meaning } = {}): WireNumber {
  return uint(2, options.meaning);
}

/** An unsigned integer of three bytes, big-endian. */
export function u24(options: { meaning?: Meaning } = {}): WireNumber {
  return uint(3, options.meaning);
}

/** A number of a registry; numbers without a name are kept. */
export function openEnum(
  registry: string,
  width: Width,
  values: Readonly<Record<string, number>>,
): WireNumber {
  requireNumbers(registry, width, values);
  return note(numberUpTo(largest(width)), {
    kind: "enum",
    registry,
    width,
    values,
    open: true,
  });
}

/** A number of a registry; numbers without a name are refused. */
export function closedEnum(
  registry: string,
  width: Width,
  values: Readonly<Record<string, number>>,
): Wire<z.ZodLiteral<number>> {
  requireNumbers(registry, width, values);
  return note(z.literal(Object.values(values)), {
    kind: "enum",
    registry,
    width,
    values,
    open: false,
  });
}

/** Exactly `length` bytes. */
export function opaque(length: number): WireBytes {
  return note(bytesOf(length, length), { kind: "opaque", length });
}

/** A byte string behind a length of `prefix` bytes. */
export function bytes(
  options: { prefix: Width; min?: number; max?: number; meaning?: Meaning },
): WireBytes {
  const { prefix, min = 0, max = largest(prefix), meaning } = options;
  requireBounds(min, max, largest(prefix));
  return note(bytesOf(min, max), {
    kind: "bytes",
    prefix,
    min,
    max,
    ...(meaning && { meaning }),
  });
}

/** All bytes up to the end of the body; only the last field may be one. */
export function rest(
  options: { min?: number; max: number },
): WireBytes {
  const { min = 0, max } = options;
  requireBounds(min, max, Infinity);
  return note(bytesOf(min, max), { kind: "rest", min, max });
}

/**
 * Items behind their length in bytes. `unique` refuses equal items; with a
 * field's name, items that are equal in that field.
 */
export function vector<I extends WireType>(
  item: I,
  options: {
    prefix: Width;
    minItems?: number;
    maxItems?: number;
    unique?: true | string;
    meaning?: Meaning;
  },
): WireList<I> {
  const layout = layoutOf(item);
  if (leastSize(layout) === 0) {
    throw new TypeError("A vector's items must take at least one byte");
  }
  if (endsInRest(layout)) {
    throw new TypeError("A vector's items can't end in a rest");
  }
  const { prefix, minItems = 0, meaning } = options;
  const fitting = Math.floor(largest(prefix) / leastSize(layout));
  const { maxItems = fitting } = options;
  requireBounds(minItems, maxItems, fitting);
  const unique = options.unique === undefined
    ? undefined
    : uniqueness(layout, options.unique);
  return note(listOf(item, layout, { prefix, minItems, maxItems, unique }), {
    kind: "vector",
    prefix,
    item: layout,
    minItems,
    maxItems,
    ...(unique && { unique }),
    ...(meaning && { meaning }),
  });
}

/** Named fields, one after the other. Unknown keys are refused. */
export function struct<S extends Record<string, WireType>>(
  name: string,
  shape: S,
): Struct<S> {
  const fields: Field[] = Object.entries(shape).map(([name, type]) => ({
    name,
    layout: layoutOf(type),
    description: type.description ?? "",
  }));
  if (fields.slice(0, -1).some((field) => endsInRest(field.layout))) {
    throw new TypeError(`Only the last field of ${name} can be a rest`);
  }
  return note(z.strictObject(shape), { kind: "struct", name, fields });
}

/**
 * The layout of a type made by this vocabulary.
 *
 * @throws TypeError when the type has none, or was narrowed by a further
 * check (`.min()`, `.refine()`), which the wire would not know of.
 */
export function layoutOf<T extends WireType>(
  type: T,
): T extends WireStruct ? StructLayout : Layout;
export function layoutOf(type: WireType): Layout {
  const noted = layouts.get(type);
  if (!noted) throw new TypeError("Not a wire type: it has no layout");
  if (checksOf(type) !== noted.checks) {
    throw new TypeError(
      "A check after a wire helper narrows the value but not the wire: " +
        "put the bound into the helper's options",
    );
  }
  return noted.layout;
}

const layouts = z.registry<{ layout: Layout; checks: number }>();

function note<T extends z.ZodType>(type: T, layout: Layout): Wire<T> {
  layouts.add(type, { layout, checks: checksOf(type) });
  return type as Wire<T>;
}

function checksOf(type: z.ZodType): number {
  return type.def.checks?.length ?? 0;
}

function uint(width: Width, meaning?: Meaning): WireNumber {
  return note(numberUpTo(largest(width)), {
    kind: "uint",
    width,
    ...(meaning && { meaning }),
  });
}

function numberUpTo(max: number): z.ZodNumber {
  return z.number().int().min(0).max(max);
}

function bytesOf(min: number, max: number): z.ZodType<Uint8Array> {
  return z.custom<Uint8Array>(
    (value) =>
      value instanceof Uint8Array && value.length >= min && value.length <= max,
    { message: min === max ? `${min} bytes` : `${min} to ${max} bytes` },
  );
}

/**
 * The list, with the bounds that the wire has and an array lacks: zod refuses
 * a value exactly when encoding it would.
 */
function listOf<I extends WireType>(
  item: I,
  layout: Layout,
  { prefix, minItems, maxItems, unique }: Pick<
    VectorLayout,
    "prefix" | "minItems" | "maxItems" | "unique"
  >,
): z.ZodArray<I> {
  const max = largest(prefix);
  const list = z.array(item).min(minItems).max(maxItems).refine(
    (items) =>
      items.reduce((sum, entry) => sum + encodedSize(layout, entry), 0) <= max,
    { message: `more than ${max} bytes of items` },
  );
  return unique
    ? list.refine(
      (items) =>
        new Set(items.map((entry) => identity(entry, unique))).size ===
          items.length,
      { message: "an item is listed twice" },
    )
    : list;
}

function uniqueness(
  item: Layout,
  unique: true | string,
): NonNullable<VectorLayout["unique"]> {
  const key = unique === true ? item : item.kind === "struct" &&
    item.fields.find((field) => field.name === unique)?.layout;
  if (!key) throw new TypeError(`Items have no field ${unique}`);
  if (key.kind !== "uint" && key.kind !== "enum") {
    throw new TypeError("Only numbers can be unique: name a field that is one");
  }
  return unique === true ? { by: "value" } : { by: "field", field: unique };
}

/** Refuses bounds that nothing satisfies, or that a prefix can't hold. */
function requireBounds(min: number, max: number, most: number): void {
  if (!(0 <= min && min <= max && max <= most)) {
    throw new RangeError(
      `Bounds ${min} to ${max} don't rise from 0 to at most ${most}`,
    );
  }
}

/** Refuses a registry with a number that its field can't hold. */
function requireNumbers(
  registry: string,
  width: Width,
  values: Readonly<Record<string, number>>,
): void {
  for (const [name, value] of Object.entries(values)) {
    if (!Number.isInteger(value) || value < 0 || value > largest(width)) {
      throw new RangeError(
        `${registry}.${name} is no number of ${width} bytes`,
      );
    }
  }
}
