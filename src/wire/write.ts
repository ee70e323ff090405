import {
  type BytesLayout,
  type EnumLayout,
  largest,
  type Layout,
  type StructLayout,
  type VectorLayout,
  type Width,
} from "./layout.ts";
import { identity } from "./read.ts";

/** The two halves of an encoder: how many bytes, then the bytes. */
export interface Writer {
  /** Checks every bound of `value` and says how many bytes it takes. */
  size(value: unknown, path: string): number;
  /** Writes a value that `size` accepted; returns where it ends. */
  write(value: unknown, buffer: Uint8Array, at: number): number;
}

/** The closures that write a layout. */
export function writer(layout: Layout): Writer {
  switch (layout.kind) {
    case "uint":
      return number(layout.width);
    case "enum":
      return layout.open ? number(layout.width) : closedEnum(layout);
    case "opaque":
      return {
        size: (value, path) =>
          byteLength(value, layout.length, layout.length, path),
        write: writeBytes,
      };
    case "rest":
      return {
        size: (value, path) => byteLength(value, layout.min, layout.max, path),
        write: writeBytes,
      };
    case "bytes":
      return bytes(layout);
    case "vector":
      return vector(layout);
    case "struct":
      return struct(layout);
  }
}

function struct(layout: StructLayout): Writer {
  const names = new Set(layout.fields.map((field) => field.name));
  const fields = layout.fields.map((field) => ({
    name: field.name,
    ...writer(field.layout),
  }));
  return {
    size(value, path) {
      if (typeof value !== "object" || value === null) {
        throw new RangeError(`${path}: expected an object`);
      }
      const record = value as Record<string, unknown>;
      for (const key of Object.keys(record)) {
        if (!names.has(key)) throw new RangeError(`${path}.${key}: no field`);
      }
      let total = 0;
      for (const field of fields) {
        total += field.size(record[field.name], `${path}.${field.name}`);
      }
      return total;
    },
    write(value, buffer, at) {
      const record = value as Record<string, unknown>;
      for (const field of fields) {
        at = field.write(record[field.name], buffer, at);
      }
      return at;
    },
  };
}

function vector(layout: VectorLayout): Writer {
  const { prefix, minItems, maxItems, unique } = layout;
  const item = writer(layout.item);
  const itemsSize = (items: readonly unknown[], path: string): number => {
    let total = 0;
    for (let i = 0; i < items.length; i++) {
      total += item.size(items[i], `${path}[${i}]`);
    }
    return total;
  };
  return {
    size(value, path) {
      if (!Array.isArray(value)) throw new RangeError(`${path}: not a list`);
      if (value.length < minItems || value.length > maxItems) {
        throw new RangeError(
          `${path}: ${value.length} items, expected ${minItems} to ${maxItems}`,
        );
      }
      const total = itemsSize(value, path);
      if (total > largest(prefix)) {
        throw new RangeError(`${path}: ${total} bytes of items are too many`);
      }
      if (unique) {
        const keys = new Set(value.map((entry) => identity(entry, unique)));
        if (keys.size !== value.length) {
          throw new RangeError(`${path}: an item is listed twice`);
        }
      }
      return prefix + total;
    },
    write(value, buffer, at) {
      const items = value as readonly unknown[];
      let end = at + prefix;
      for (const entry of items) end = item.write(entry, buffer, end);
      writeNumber(end - at - prefix, prefix, buffer, at);
      return end;
    },
  };
}

function bytes(layout: BytesLayout): Writer {
  const { prefix, min, max } = layout;
  return {
    size: (value, path) => prefix + byteLength(value, min, max, path),
    write(value, buffer, at) {
      const content = value as Uint8Array;
      return writeBytes(
        content,
        buffer,
        writeNumber(content.length, prefix, buffer, at),
      );
    },
  };
}

function number(width: Width): Writer {
  const max = largest(width);
  return {
    size(value, path) {
      if (
        typeof value !== "number" || !Number.isInteger(value) || value < 0 ||
        value > max
      ) {
        throw new RangeError(`${path}: expected a number from 0 to ${max}`);
      }
      return width;
    },
    write: (value, buffer, at) =>
      writeNumber(value as number, width, buffer, at),
  };
}

function closedEnum(layout: EnumLayout): Writer {
  const known = new Set<unknown>(Object.values(layout.values));
  return {
    size(value, path) {
      if (!known.has(value)) {
        throw new RangeError(`${path}: not a ${layout.registry}`);
      }
      return layout.width;
    },
    write: (value, buffer, at) =>
      writeNumber(value as number, layout.width, buffer, at),
  };
}

function byteLength(
  value: unknown,
  min: number,
  max: number,
  path: string,
): number {
  if (!(value instanceof Uint8Array)) {
    throw new RangeError(`${path}: expected a Uint8Array`);
  }
  if (value.length < min || value.length > max) {
    const bounds = min === max ? `${min}` : `${min} to ${max}`;
    throw new RangeError(`${path}: ${value.length} bytes, expected ${bounds}`);
  }
  return value.length;
}

function writeBytes(value: unknown, buffer: Uint8Array, at: number): number {
  const content = value as Uint8Array;
  buffer.set(content, at);
  return at + content.length;
}

/** Writes a number, big-endian; returns where it ends. */
function writeNumber(
  value: number,
  width: Width,
  buffer: Uint8Array,
  at: number,
): number {
  for (let i = width - 1; i >= 0; i--) {
    buffer[at + i] = value & 0xff;
    value = Math.floor(value / 256);
  }
  return at + width;
}
