import { DecodeError, type Fault } from "./decode_error.ts";
import { pathText, type Place } from "./fast_path.ts";

/**
 * What generated decoders are made of. Each takes one thing off the cursor;
 * `name` is its own part of the path, `.random`, and empty for an item. The
 * faults, their order and their words are those of `read.ts`.
 */
export interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
  end: number;
  /** The way to the struct that is being read. */
  place: Place;
}

/** A number of one byte. */
export function u8(c: Cursor, name: string): number {
  need(c, name, 1);
  return c.bytes[c.at++];
}

/** A number of two bytes. */
export function u16(c: Cursor, name: string): number {
  const { bytes: b, at: p } = c;
  need(c, name, 2);
  c.at = p + 2;
  return b[p] << 8 | b[p + 1];
}

/** A number of three bytes. */
export function u24(c: Cursor, name: string): number {
  const { bytes: b, at: p } = c;
  need(c, name, 3);
  c.at = p + 3;
  return b[p] << 16 | b[p + 1] << 8 | b[p + 2];
}

/** A number of four bytes. */
export function u32(c: Cursor, name: string): number {
  const { bytes: b, at: p } = c;
  need(c, name, 4);
  c.at = p + 4;
  return (b[p] << 24 | b[p + 1] << 16 | b[p + 2] << 8 | b[p + 3]) >>> 0;
}

/** The number just read, of `width` bytes: one that its registry holds. */
export function member(
  c: Cursor,
  name: string,
  value: number,
  width: number,
  registry: string,
  known: readonly number[],
): number {
  if (known.includes(value)) return value;
  throw fault("value", c, c.at - width, name, `${value} is not a ${registry}`);
}

/** A length of one byte, within its bounds. */
export function length8(
  c: Cursor,
  name: string,
  min: number,
  max: number,
): number {
  return bounded(c, name, u8(c, name), 1, min, max);
}

/** A length of two bytes, within its bounds. */
export function length16(
  c: Cursor,
  name: string,
  min: number,
  max: number,
): number {
  return bounded(c, name, u16(c, name), 2, min, max);
}

/** A length of three bytes, within its bounds. */
export function length24(
  c: Cursor,
  name: string,
  min: number,
  max: number,
): number {
  return bounded(c, name, u24(c, name), 3, min, max);
}

/** A length of four bytes, within its bounds. */
export function length32(
  c: Cursor,
  name: string,
  min: number,
  max: number,
): number {
  return bounded(c, name, u32(c, name), 4, min, max);
}

/** A view of `length` bytes. */
export function bytes(c: Cursor, name: string, length: number): Uint8Array {
  const { bytes: b, at: p } = c;
  need(c, name, length);
  c.at = p + length;
  return new Uint8Array(b.buffer, b.byteOffset + p, length);
}

/** A view of all that is left. */
export function rest(
  c: Cursor,
  name: string,
  min: number,
  max: number,
): Uint8Array {
  const length = c.end - c.at;
  if (length >= min && length <= max) return bytes(c, name, length);
  const detail = `${length} bytes, expected ${min} to ${max}`;
  throw fault("length", c, c.at, name, detail);
}

/** A struct that is a field of another. */
export function within<T>(c: Cursor, name: string, read: (c: Cursor) => T): T {
  const outer = c.place;
  c.place = { outer, name, index: -1 };
  const value = read(c);
  c.place = outer;
  return value;
}

/** A short list of numbers of one byte, `length` bytes of them. */
export function u8s(
  c: Cursor,
  name: string,
  length: number,
  most: number,
  unique: boolean,
): number[] {
  need(c, name, length);
  const b = c.bytes;
  const end = c.at + length;
  const list: number[] = [];
  for (let p = c.at; p < end; p++) {
    if (list.length === most) throw tooMany(c, p, nth(name, list), most);
    const item = b[p];
    if (unique && list.includes(item)) throw repeated(c, p, nth(name, list));
    list.push(item);
  }
  c.at = end;
  return list;
}

/** A short list of numbers of two bytes, `length` bytes of them. */
export function u16s(
  c: Cursor,
  name: string,
  length: number,
  most: number,
  unique: boolean,
): number[] {
  need(c, name, length);
  const b = c.bytes;
  const end = c.at + length;
  const list: number[] = [];
  for (let p = c.at; p < end; p += 2) {
    if (list.length === most) throw tooMany(c, p, nth(name, list), most);
    if (p + 1 === end) throw truncated(c, p, nth(name, list), 2, 1);
    const item = b[p] << 8 | b[p + 1];
    if (unique && list.includes(item)) throw repeated(c, p, nth(name, list));
    list.push(item);
  }
  c.at = end;
  return list;
}

/**
 * A list of what `read` reads: `length` bytes of them, behind a prefix of
 * `width`. No two may have the same `key`.
 */
export function list<T>(
  c: Cursor,
  name: string,
  length: number,
  width: number,
  least: number,
  most: number,
  read: (c: Cursor) => T,
  key?: (item: T) => number,
): T[] {
  need(c, name, length);
  const { at: start, end: outerEnd, place: outer } = c;
  const end = c.end = start + length;
  const place = c.place = { outer, name, index: 0 };
  const seen = key && length > FEW ? new Set<number>() : undefined;
  const items: T[] = [];
  while (c.at < end) {
    const p = c.at;
    place.index = items.length;
    if (items.length === most) throw tooMany(c, p, "", most);
    const item = read(c);
    if (key) {
      const own = key(item);
      const taken = seen?.has(own) ?? items.some((one) => key(one) === own);
      if (taken) throw repeated(c, p, "");
      seen?.add(own);
    }
    items.push(item);
  }
  c.end = outerEnd;
  c.place = outer;
  if (items.length < least) {
    const detail = `${items.length} items, expected at least ${least}`;
    throw fault("count", c, start - width, name, detail);
  }
  return items;
}

/** Lists up to this many bytes have their items compared, longer ones hashed. */
const FEW = 256;

function bounded(
  c: Cursor,
  name: string,
  length: number,
  width: number,
  min: number,
  max: number,
): number {
  if (length >= min && length <= max) return length;
  const detail = `length ${length}, expected ${min} to ${max}`;
  throw fault("length", c, c.at - width, name, detail);
}

function need(c: Cursor, name: string, length: number): void {
  const left = c.end - c.at;
  if (left < length) throw truncated(c, c.at, name, length, left);
}

function truncated(
  c: Cursor,
  at: number,
  name: string,
  length: number,
  left: number,
): DecodeError {
  const detail = `${length} bytes needed, ${left} left`;
  return fault("truncated", c, at, name, detail);
}

function tooMany(
  c: Cursor,
  at: number,
  name: string,
  most: number,
): DecodeError {
  return fault("count", c, at, name, `more than ${most} items`);
}

function repeated(c: Cursor, at: number, name: string): DecodeError {
  return fault("duplicate", c, at, name, "listed before");
}

/** The name of the item that a list would have next. */
function nth(name: string, list: readonly unknown[]): string {
  return `${name}[${list.length}]`;
}

function fault(
  kind: Fault,
  { place }: Cursor,
  offset: number,
  name: string,
  detail: string,
): DecodeError {
  return new DecodeError(kind, offset, pathText(place, name), detail);
}
