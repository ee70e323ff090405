import type { EnumLayout, UintLayout, VectorLayout } from "../../src/mod.ts";

/** A layout whose values are numbers. */
export type NumberLayout = UintLayout | EnumLayout;

/** The layout of what no two items of a list may share, if anything. */
export function keyLayout(
  { item, unique }: VectorLayout,
): NumberLayout | undefined {
  if (!unique) return undefined;
  const key = unique.by === "field" && item.kind === "struct"
    ? item.fields.find((field) => field.name === unique.field)?.layout
    : item;
  if (key?.kind === "uint" || key?.kind === "enum") return key;
  throw new RangeError("Items without a number can't be told apart");
}

/** What of an item no other of its list may have. */
export function keyOf({ unique }: VectorLayout, item: unknown): unknown {
  return unique?.by === "field"
    ? (item as Readonly<Record<string, unknown>>)[unique.field]
    : item;
}

/** The item, with this key in place of its own. */
export function withKey(
  { unique }: VectorLayout,
  item: unknown,
  key: number,
): unknown {
  return unique?.by === "field"
    ? { ...item as Readonly<Record<string, unknown>>, [unique.field]: key }
    : key;
}
