import {
  type EnumLayout,
  type Field,
  type Layout,
  leastSize,
  type Meaning,
  type VectorLayout,
  type Width,
} from "../../../src/mod.ts";

/** A layout as spec/conventions.md writes it: `<u8>{u16}`, `[32]`, `u24`. */
export function encodingOf(layout: Layout): string {
  switch (layout.kind) {
    case "uint":
    case "enum":
      return uint(layout.width);
    case "opaque":
      return `[${layout.length}]`;
    case "bytes":
      return `<${uint(layout.prefix)}>`;
    case "rest":
      return "[*]";
    case "vector":
      return `<${uint(layout.prefix)}>{${encodingOf(layout.item)}}`;
    case "struct":
      return layout.fields.map(fieldNotation).join(" ‖ ");
  }
}

/** A field with its encoding: `random[32]`, `type u16`, `data<u16>`. */
export function fieldNotation({ name, layout }: Field): string {
  const encoding = encodingOf(layout);
  return /^[[<]/.test(encoding) ? name + encoding : `${name} ${encoding}`;
}

/** The bounds of shape: what a decoder refuses beyond. Maybe nothing. */
export function shapeOf(layout: Layout): string {
  switch (layout.kind) {
    case "uint":
    case "opaque":
    case "struct":
      return "";
    case "enum":
      return layout.open ? "" : Object.values(layout.values).join(" or ");
    case "bytes":
    case "rest":
      return bounds(layout.min, layout.max, "byte");
    case "vector":
      return vectorShape(layout);
  }
}

/** The bounds of meaning, judged after decoding; `link` leads to a registry. */
export function meaningOf(
  layout: Layout,
  link: (registry: string) => string,
): string {
  const own = "meaning" in layout && layout.meaning
    ? ruleText(layout.meaning)
    : undefined;
  const numbers = numbersOf(layout);
  const named = numbers === undefined ? undefined : link(numbers.registry);
  return [named, own].filter((part) => part !== undefined).join("; ");
}

/** `1,048,576`. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** `0x0101`, in as many digits as its bytes have. */
export function codePoint(value: number, width: number): string {
  return `0x${value.toString(16).toUpperCase().padStart(2 * width, "0")}`;
}

function uint(width: Width): string {
  return `u${8 * width}`;
}

function vectorShape(layout: VectorLayout): string {
  const { prefix, item, minItems, maxItems, unique } = layout;
  const fitting = Math.floor((2 ** (8 * prefix) - 1) / leastSize(item));
  const most = maxItems < fitting ? maxItems : Infinity;
  const parts = [
    minItems > 0 || most < Infinity ? bounds(minItems, most, "element") : "",
    shapeOf(item) && `each ${shapeOf(item)}`,
    unique === undefined
      ? ""
      : unique.by === "value"
      ? "all different"
      : `no ${unique.field} twice`,
  ];
  return parts.filter(Boolean).join(", ");
}

function bounds(min: number, max: number, unit: string): string {
  const plural = (n: number) => `${count(n)} ${unit}${n === 1 ? "" : "s"}`;
  // What only the prefix bounds is bounded by no rule worth a word.
  if (max === Infinity || max === 2 ** 24 - 1) return `≥ ${plural(min)}`;
  if (min === 0) return `≤ ${plural(max)}`;
  return `${count(min)} to ${plural(max)}`;
}

function ruleText(meaning: Meaning): string {
  switch (meaning.rule) {
    case "range":
      return `${count(meaning.min)} to ${count(meaning.max)}`;
    case "contains":
      return `holds ${meaning.value}`;
    case "server-name":
      return "[legal bytes](messages.md#servername)";
  }
}

function numbersOf(layout: Layout): EnumLayout | undefined {
  if (layout.kind === "vector") return numbersOf(layout.item);
  return layout.kind === "enum" && layout.open ? layout : undefined;
}
