import { DecodeError, type Fault } from "./decode_error.ts";
import {
  type EnumLayout,
  type Layout,
  leastSize,
  type StructLayout,
  type VectorLayout,
  type Width,
} from "./layout.ts";

/** Where a decoder stands: the next byte, and the end of what it may read. */
export interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
  end: number;
  /** The item each enclosing vector is at, outermost first. */
  readonly indexes: number[];
}

/** Takes one value off the cursor, or throws a DecodeError. */
export type Read = (cursor: Cursor) => unknown;

/** The closure that reads a struct. */
export function reader(layout: StructLayout): Read {
  return build(layout, { path: layout.name, depth: 0 });
}

/** A field's place: its path, `[]` for each vector's index, and their count. */
interface Place {
  readonly path: string;
  readonly depth: number;
}

function build(layout: Layout, place: Place): Read {
  switch (layout.kind) {
    case "uint":
      return (cursor) => readNumber(cursor, layout.width, place);
    case "enum":
      return layout.open
        ? (cursor) => readNumber(cursor, layout.width, place)
        : closedEnum(layout, place);
    case "opaque":
      return (cursor) => readBytes(cursor, layout.length, place);
    case "bytes":
      return (cursor) => {
        const { prefix, min, max } = layout;
        const length = readLength(cursor, prefix, min, max, place);
        return readBytes(cursor, length, place);
      };
    case "rest":
      return (cursor) => {
        const length = cursor.end - cursor.at;
        if (length < layout.min || length > layout.max) {
          const bounds = `${layout.min} to ${layout.max}`;
          throw fault(
            "length",
            cursor,
            cursor.at,
            place,
            `${length} bytes, expected ${bounds}`,
          );
        }
        return readBytes(cursor, length, place);
      };
    case "vector":
      return vector(layout, place);
    case "struct":
      return struct(layout, place);
  }
}

function struct(layout: StructLayout, place: Place): Read {
  const fields = layout.fields.map((field) => ({
    name: field.name,
    read: build(field.layout, {
      path: `${place.path}.${field.name}`,
      depth: place.depth,
    }),
  }));
  return (cursor) => {
    const value: Record<string, unknown> = {};
    for (const { name, read } of fields) value[name] = read(cursor);
    return value;
  };
}

function vector(layout: VectorLayout, place: Place): Read {
  const { prefix, minItems, maxItems, unique } = layout;
  const item = { path: `${place.path}[]`, depth: place.depth + 1 };
  const read = build(layout.item, item);
  const min = minItems * leastSize(layout.item);
  const max = 2 ** (8 * prefix) - 1;
  return (cursor) => {
    const listStart = cursor.at;
    const length = readLength(cursor, prefix, min, max, place);
    requireBytes(cursor, length, place);
    const items: unknown[] = [];
    const seen = unique && new Set<unknown>();
    const outerEnd = cursor.end;
    cursor.end = cursor.at + length;
    while (cursor.at < cursor.end) {
      const start = cursor.at;
      cursor.indexes[place.depth] = items.length;
      if (items.length === maxItems) {
        const detail = `more than ${maxItems} items`;
        throw fault("count", cursor, start, item, detail);
      }
      const value = read(cursor);
      if (seen) {
        const key = identity(value, unique);
        if (seen.has(key)) {
          throw fault("duplicate", cursor, start, item, "listed before");
        }
        seen.add(key);
      }
      items.push(value);
    }
    cursor.end = outerEnd;
    if (items.length < minItems) {
      const detail = `${items.length} items, expected at least ${minItems}`;
      throw fault("count", cursor, listStart, place, detail);
    }
    return items;
  };
}

/** What two items of a list may not share. */
export function identity(
  value: unknown,
  unique: NonNullable<VectorLayout["unique"]>,
): unknown {
  return unique.by === "value"
    ? value
    : (value as Record<string, unknown>)[unique.field];
}

function closedEnum(layout: EnumLayout, place: Place): Read {
  const known = new Set(Object.values(layout.values));
  return (cursor) => {
    const start = cursor.at;
    const value = readNumber(cursor, layout.width, place);
    if (!known.has(value)) {
      const detail = `${value} is not a ${layout.registry}`;
      throw fault("value", cursor, start, place, detail);
    }
    return value;
  };
}

function readLength(
  cursor: Cursor,
  prefix: Width,
  min: number,
  max: number,
  place: Place,
): number {
  const start = cursor.at;
  const length = readNumber(cursor, prefix, place);
  if (length < min || length > max) {
    const detail = `length ${length}, expected ${min} to ${max}`;
    throw fault("length", cursor, start, place, detail);
  }
  return length;
}

function readNumber(cursor: Cursor, width: Width, place: Place): number {
  requireBytes(cursor, width, place);
  const { bytes, at } = cursor;
  cursor.at = at + width;
  switch (width) {
    case 1:
      return bytes[at];
    case 2:
      return bytes[at] << 8 | bytes[at + 1];
    case 3:
      return bytes[at] << 16 | bytes[at + 1] << 8 | bytes[at + 2];
    case 4:
      return (bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 |
        bytes[at + 3]) >>> 0;
  }
}

function readBytes(cursor: Cursor, length: number, place: Place): Uint8Array {
  requireBytes(cursor, length, place);
  const { bytes, at } = cursor;
  cursor.at = at + length;
  return new Uint8Array(bytes.buffer, bytes.byteOffset + at, length);
}

function requireBytes(cursor: Cursor, length: number, place: Place): void {
  const left = cursor.end - cursor.at;
  if (left < length) {
    const detail = `${length} bytes needed, ${left} left`;
    throw fault("truncated", cursor, cursor.at, place, detail);
  }
}

function fault(
  kind: Fault,
  cursor: Cursor,
  offset: number,
  place: Place,
  detail: string,
): DecodeError {
  let depth = 0;
  const path = place.path.replaceAll(
    "[]",
    () => `[${cursor.indexes[depth++]}]`,
  );
  return new DecodeError(kind, offset, path, detail);
}
