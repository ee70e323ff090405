/**
 * What a schema looks like on the wire: a small plain union. Everything that
 * is derived from the schema (codecs, documentation, arbitraries, dissectors)
 * reads these and nothing of zod (spec/conventions.md).
 *
 * A bound here is a bound of *shape*: a value outside it can't be decoded and
 * is `malformed`. A bound of *meaning* (`meaning`) is judged after decoding.
 */
export type Layout =
  | UintLayout
  | EnumLayout
  | OpaqueLayout
  | BytesLayout
  | RestLayout
  | VectorLayout
  | StructLayout;

/** How many bytes a number takes, big-endian. */
export type Width = 1 | 2 | 3 | 4;

/** An unsigned integer. */
export interface UintLayout {
  readonly kind: "uint";
  readonly width: Width;
  readonly meaning?: Meaning;
}

/** A number of a registry; `open` ones keep the numbers that have no name. */
export interface EnumLayout {
  readonly kind: "enum";
  readonly registry: string;
  readonly width: Width;
  readonly values: Readonly<Record<string, number>>;
  readonly open: boolean;
}

/** Exactly `length` bytes. */
export interface OpaqueLayout {
  readonly kind: "opaque";
  readonly length: number;
}

/** A byte string behind its length: `min` to `max` bytes. */
export interface BytesLayout {
  readonly kind: "bytes";
  readonly prefix: Width;
  readonly min: number;
  readonly max: number;
  readonly meaning?: Meaning;
}

/** All bytes up to the end of the body: `min` to `max` of them. */
export interface RestLayout {
  readonly kind: "rest";
  readonly min: number;
  readonly max: number;
}

/** Items behind their length in bytes. */
export interface VectorLayout {
  readonly kind: "vector";
  readonly prefix: Width;
  readonly item: Layout;
  /** Fewest and most items; the prefix bounds the bytes. */
  readonly minItems: number;
  readonly maxItems: number;
  /** No two items may be equal: as values, or in the named field. */
  readonly unique?: { readonly by: "value" } | {
    readonly by: "field";
    readonly field: string;
  };
  readonly meaning?: Meaning;
}

/** Named fields, one after the other. */
export interface StructLayout {
  readonly kind: "struct";
  readonly name: string;
  readonly fields: readonly Field[];
}

/** A field of a struct. */
export interface Field {
  readonly name: string;
  readonly layout: Layout;
  readonly description: string;
}

/** A bound of meaning: what a well-formed value must also satisfy. */
export type Meaning =
  | { readonly rule: "range"; readonly min: number; readonly max: number }
  | { readonly rule: "contains"; readonly value: number }
  | { readonly rule: "server-name" };

/** The fewest bytes that a value of this layout takes. */
export function leastSize(layout: Layout): number {
  switch (layout.kind) {
    case "uint":
    case "enum":
      return layout.width;
    case "opaque":
      return layout.length;
    case "bytes":
      return layout.prefix + layout.min;
    case "rest":
      return layout.min;
    case "vector":
      return layout.prefix + layout.minItems * leastSize(layout.item);
    case "struct":
      return layout.fields.reduce((sum, f) => sum + leastSize(f.layout), 0);
  }
}

/** How many bytes a value takes; its bounds are not looked at. */
export function encodedSize(layout: Layout, value: unknown): number {
  switch (layout.kind) {
    case "uint":
    case "enum":
      return layout.width;
    case "opaque":
    case "rest":
      return (value as Uint8Array).length;
    case "bytes":
      return layout.prefix + (value as Uint8Array).length;
    case "vector":
      return (value as readonly unknown[]).reduce<number>(
        (sum, item) => sum + encodedSize(layout.item, item),
        layout.prefix,
      );
    case "struct": {
      const record = value as Readonly<Record<string, unknown>>;
      return layout.fields.reduce(
        (sum, f) => sum + encodedSize(f.layout, record[f.name]),
        0,
      );
    }
  }
}

/** Whether a value of this layout takes all bytes up to the end. */
export function endsInRest(layout: Layout): boolean {
  if (layout.kind === "rest") return true;
  const last = layout.kind === "struct" && layout.fields.at(-1);
  return last ? endsInRest(last.layout) : false;
}

/** The largest number that `width` bytes hold. */
export function largest(width: Width): number {
  return 2 ** (8 * width) - 1;
}
