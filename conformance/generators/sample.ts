import {
  GREASE_U16,
  GREASE_U8,
  type Layout,
  type VectorLayout,
} from "../../src/mod.ts";
import { keyLayout, keyOf, type NumberLayout, withKey } from "./item_key.ts";

const LETTER = 0x61;

/**
 * One value of a layout, always the same: registered numbers, a byte and an
 * item more in each byte string and list than there must be.
 */
export function sample(layout: Layout): unknown {
  switch (layout.kind) {
    case "uint":
      return layout.meaning?.rule === "range" ? layout.meaning.min : 0;
    case "enum":
      return Object.values(layout.values)[0];
    case "opaque":
      return filled(layout.length);
    case "rest":
    case "bytes":
      return filled(Math.min(layout.max, layout.min + 1));
    case "vector":
      return list(layout);
    case "struct":
      return Object.fromEntries(
        layout.fields.map(({ name, layout }) => [name, sample(layout)]),
      );
  }
}

/**
 * An item for a list that holds these keys already, one that no peer has a
 * meaning for where that can be; nothing when no number is left for it.
 */
export function freshItem(
  layout: VectorLayout,
  taken: ReadonlySet<unknown>,
): { readonly value: unknown } | undefined {
  const key = keyLayout(layout) ?? numberOf(layout.item);
  if (!key) return { value: sample(layout.item) };
  const number = unused(key, taken);
  if (number === undefined) return undefined;
  return { value: withKey(layout, sample(layout.item), number) };
}

function numberOf(item: Layout): NumberLayout | undefined {
  return item.kind === "uint" || item.kind === "enum" ? item : undefined;
}

function unused(
  layout: NumberLayout,
  taken: ReadonlySet<unknown>,
): number | undefined {
  if (layout.kind === "enum" && !layout.open) {
    return Object.values(layout.values).find((value) => !taken.has(value));
  }
  const grease = [[], GREASE_U8, GREASE_U16][layout.width] ?? [];
  const stranger = grease.find((value) => !taken.has(value));
  if (stranger !== undefined) return stranger;
  const size = 2 ** (8 * layout.width);
  for (let value = 0; value < size; value++) {
    if (!taken.has(value)) return value;
  }
  return undefined;
}

function list(layout: VectorLayout): unknown[] {
  if (layout.maxItems === 0) return [];
  const first = layout.meaning?.rule === "contains"
    ? layout.meaning.value
    : sample(layout.item);
  const items = [first];
  while (items.length < Math.min(layout.maxItems, layout.minItems + 1)) {
    const taken = new Set(items.map((item) => keyOf(layout, item)));
    const next = freshItem(layout, layout.unique ? taken : new Set());
    if (!next) break;
    items.push(next.value);
  }
  return items;
}

function filled(length: number): Uint8Array {
  return new Uint8Array(length).fill(LETTER);
}
