import fc from "fast-check";
import type { z } from "zod";
import {
  extensionFault,
  type FrameRow,
  FRAMES,
  GREASE_U16,
  GREASE_U8,
  type Layout,
  layoutOf,
  leastSize,
  MAX_DEPLOYMENT_KEY_ID,
  MIN_MAX_FRAME,
  type StructLayout,
  type VectorLayout,
  type WireStruct,
} from "../../src/mod.ts";
import { spell } from "./spell.ts";
import { byteString, serverName } from "./byte_strings.ts";
import { keyLayout, keyOf, withKey } from "./item_key.ts";
import { walk } from "./walk.ts";

/** What a generator of values may be told. */
export interface Options {
  /** The most bytes a value may take on the wire. */
  readonly longest?: number;
  /** Whether bounds of meaning hold too; when false, those of shape alone. */
  readonly meaning?: boolean;
}

const LONGEST = 16_384;

/**
 * Values of a layout: bounds, the numbers around each of them, and numbers
 * that no registry holds, GREASE included, all turn up.
 */
export function valid(
  layout: Layout,
  { longest = LONGEST, meaning = true }: Options = {},
): fc.Arbitrary<unknown> {
  return of(layout, longest, meaning);
}

/** Values of one message of the schema, each of a size its frame allows. */
export function messageOf<S extends WireStruct>(
  schema: S,
  options: Options = {},
): fc.Arbitrary<z.infer<S>> {
  const row = FRAMES.find((row) => (row.message as WireStruct) === schema);
  const limit = row ? limitOf(row) : LONGEST;
  const longest = options.longest ?? limit;
  const values = valid(layoutOf(schema), { ...options, longest });
  const { meaning = true } = options;
  return (meaning ? values.map(mended) : values) as fc.Arbitrary<z.infer<S>>;
}

/** The longest body of a frame; of an inner one, what any end must accept. */
export function limitOf(row: FrameRow): number {
  return row.maxLength === "maxFrame" ? MIN_MAX_FRAME : row.maxLength;
}

/** The value, the data of known extensions such that it has a meaning. */
function mended(value: unknown): unknown {
  const hello = value as { extensions?: { type: number; data: Uint8Array }[] };
  if (!hello.extensions) return value;
  const extensions = hello.extensions
    .map(({ type, data }) =>
      extensionFault(type, data)
        ? { type, data: data.slice(0, MAX_DEPLOYMENT_KEY_ID) }
        : { type, data }
    )
    .filter(({ type, data }) => !extensionFault(type, data));
  return { ...hello, extensions };
}

/** Values that take at most `room` bytes. */
function of(
  layout: Layout,
  room: number,
  meaning: boolean,
): fc.Arbitrary<unknown> {
  switch (layout.kind) {
    case "uint": {
      const range = meaning && layout.meaning?.rule === "range"
        ? layout.meaning
        : { min: 0, max: 2 ** (8 * layout.width) - 1 };
      return number(range.min, range.max);
    }
    case "enum":
      return layout.open
        ? openNumber(layout.width, Object.values(layout.values))
        : fc.constantFrom(...Object.values(layout.values));
    case "opaque":
      return byteString(layout.length, layout.length);
    case "rest":
      return byteString(layout.min, Math.min(layout.max, room));
    case "bytes": {
      const max = Math.min(layout.max, room - layout.prefix);
      return meaning && layout.meaning?.rule === "server-name"
        ? serverName(layout.min, max)
        : byteString(layout.min, max);
    }
    case "vector":
      return list(layout, room - layout.prefix, meaning);
    case "struct":
      return struct(layout, room, meaning);
  }
}

function number(min: number, max: number): fc.Arbitrary<number> {
  return fc.oneof(
    fc.integer({ min, max }),
    fc.constantFrom(min, min + 1, max - 1, max),
  );
}

function openNumber(
  width: number,
  known: readonly number[],
): fc.Arbitrary<number> {
  const grease = width === 1 ? GREASE_U8 : GREASE_U16;
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...known) },
    { weight: 1, arbitrary: fc.constantFrom(...grease) },
    { weight: 1, arbitrary: number(0, 2 ** (8 * width) - 1) },
  );
}

function struct(
  layout: StructLayout,
  room: number,
  meaning: boolean,
): fc.Arbitrary<unknown> {
  const spare = room - leastSize(layout);
  if (spare < 0) throw new RangeError(`${layout.name} needs over ${room}`);
  /** Every field at its least, but one, which may spend what is left. */
  const spender = (name?: string) =>
    record(layout, (field) => {
      const least = leastSize(field.layout);
      const own = field.name === name ? least + spare : least;
      return of(field.layout, own, meaning);
    });
  const free = record(
    layout,
    (field) => of(field.layout, leastSize(field.layout) + spare, meaning),
  ).filter((value) => spell(layout, value).length <= room);
  const growing = layout.fields.filter((field) => grows(field.layout));
  if (growing.length === 0) return free;
  return fc.oneof(
    { weight: 8, arbitrary: free },
    ...growing.map(({ name }) => ({ weight: 1, arbitrary: spender(name) })),
  );
}

function record(
  layout: StructLayout,
  arbitrary: (field: StructLayout["fields"][number]) => fc.Arbitrary<unknown>,
): fc.Arbitrary<Record<string, unknown>> {
  const fields = layout.fields.map((f) => [f.name, arbitrary(f)] as const);
  return fc.record(Object.fromEntries(fields), { noNullPrototype: true });
}

function grows(layout: Layout): boolean {
  return layout.kind === "bytes" || layout.kind === "rest" ||
    layout.kind === "vector" ||
    layout.kind === "struct" && layout.fields.some((f) => grows(f.layout));
}

/** Lists longer than this are one item, again and again. */
const DRAWN_ITEMS = 12;

function list(
  layout: VectorLayout,
  room: number,
  meaning: boolean,
): fc.Arbitrary<unknown[]> {
  const within = Math.min(room, 2 ** (8 * layout.prefix) - 1);
  const { minItems: min } = layout;
  const max = Math.min(
    layout.maxItems,
    choices(layout),
    Math.floor(within / leastSize(layout.item)),
  );
  const bounds = [min, min + 1, max - 1, max].filter((n) =>
    n >= min && n <= max
  );
  const items = fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min, max: Math.min(max, min + 4) }) },
    { weight: 1, arbitrary: fc.constantFrom(...bounds) },
  ).chain((n) => {
    if (n === 0) return fc.constant<unknown[]>([]);
    const item = of(layout.item, Math.floor(within / n), meaning);
    const few = n <= DRAWN_ITEMS && n < choices(layout) / 2;
    return few ? drawn(layout, item, n) : repeated(layout, item, n);
  });
  return meaning ? items.map((list) => holding(layout, list)) : items;
}

/** The list, with the item its layout wants in it. */
function holding(layout: VectorLayout, items: unknown[]): unknown[] {
  if (layout.meaning?.rule !== "contains") return items;
  const wanted: unknown = layout.meaning.value;
  return items.includes(wanted) ? items : [wanted, ...items.slice(1)];
}

function drawn(
  layout: VectorLayout,
  item: fc.Arbitrary<unknown>,
  n: number,
): fc.Arbitrary<unknown[]> {
  const length = { minLength: n, maxLength: n };
  if (!layout.unique) return fc.array(item, length);
  const selector = (value: unknown) => keyOf(layout, value);
  return fc.uniqueArray(item, { ...length, selector });
}

function repeated(
  layout: VectorLayout,
  item: fc.Arbitrary<unknown>,
  n: number,
): fc.Arbitrary<unknown[]> {
  const key = keyLayout(layout);
  if (!key) return item.map((value) => new Array<unknown>(n).fill(value));
  return fc.tuple(item, walk(key, n)).map(([value, numbers]) =>
    numbers.map((number) => withKey(layout, value, number))
  );
}

/** How many items a list can have before two of them are equal. */
function choices(layout: VectorLayout): number {
  const key = keyLayout(layout);
  if (!key) return Infinity;
  return key.kind === "enum" && !key.open
    ? new Set(Object.values(key.values)).size
    : 2 ** (8 * key.width);
}
