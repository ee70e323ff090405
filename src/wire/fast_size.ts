import { pathText, type Place } from "./fast_path.ts";

/**
 * What the checking half of generated encoders is made of. Each checks one
 * thing, whose own part of the path is `name`, and says how many bytes it
 * takes, its prefix apart. The mistakes, their order and their words are those
 * of `write.ts`.
 */
export type Size<T> = (value: T, place: Place) => number;

/** Refuses what is no object, and keys that name no field. */
export function object(
  value: unknown,
  place: Place,
  fields: readonly string[],
): void {
  if (typeof value !== "object" || value === null) {
    throw mistake(place, "", "expected an object");
  }
  let next = 0;
  for (const key in value) {
    // Most objects have their keys in the order of the fields.
    if (key === fields[next++] || fields.includes(key)) continue;
    if (Object.hasOwn(value, key)) throw mistake(place, `.${key}`, "no field");
  }
}

/** A number of one byte. */
export function u8(value: unknown, place: Place, name: string): 1 {
  if (!isNumber(value, 0xff)) throw noNumber(place, name, 0xff);
  return 1;
}

/** A number of two bytes. */
export function u16(value: unknown, place: Place, name: string): 2 {
  if (!isNumber(value, 0xffff)) throw noNumber(place, name, 0xffff);
  return 2;
}

/** A number of three bytes. */
export function u24(value: unknown, place: Place, name: string): 3 {
  if (!isNumber(value, 0xff_ffff)) throw noNumber(place, name, 0xff_ffff);
  return 3;
}

/** A number of four bytes. */
export function u32(value: unknown, place: Place, name: string): 4 {
  if (typeof value !== "number" || value >>> 0 !== value) {
    throw noNumber(place, name, 0xffff_ffff);
  }
  return 4;
}

/** A number of `width` bytes that its registry holds. */
export function member(
  value: unknown,
  place: Place,
  name: string,
  width: number,
  registry: string,
  known: readonly unknown[],
): number {
  if (known.includes(value)) return width;
  throw mistake(place, name, `not a ${registry}`);
}

/** A byte string. */
export function bytes(
  value: unknown,
  place: Place,
  name: string,
  min: number,
  max: number,
): number {
  if (!(value instanceof Uint8Array)) {
    throw mistake(place, name, "expected a Uint8Array");
  }
  const { length } = value;
  if (length >= min && length <= max) return length;
  const bounds = min === max ? `${min}` : `${min} to ${max}`;
  throw mistake(place, name, `${length} bytes, expected ${bounds}`);
}

/** A struct that is a field of another. */
export function within<T>(
  value: T,
  place: Place,
  name: string,
  size: Size<T>,
): number {
  return size(value, { outer: place, name, index: -1 });
}

/** A short list of numbers up to `largest`, of `width` bytes each. */
export function numbers(
  value: unknown,
  place: Place,
  name: string,
  width: number,
  largest: number,
  least: number,
  most: number,
  unique: boolean,
): number {
  const items = listOf(value, place, name, least, most);
  for (let i = 0; i < items.length; i++) {
    if (!isNumber(items[i], largest)) {
      throw noNumber(place, `${name}[${i}]`, largest);
    }
  }
  if (unique && hasRepeats(items, (item) => item)) throw twice(place, name);
  return items.length * width;
}

/**
 * A list of what `size` measures, at most `largest` bytes of them. No two may
 * have the same `key`.
 */
export function list<T>(
  value: readonly T[],
  place: Place,
  name: string,
  largest: number,
  least: number,
  most: number,
  size: Size<T>,
  key?: (item: T) => number,
): number {
  listOf(value, place, name, least, most);
  const item = { outer: place, name, index: 0 };
  let total = 0;
  for (let i = 0; i < value.length; i++) {
    item.index = i;
    total += size(value[i], item);
  }
  if (total > largest) {
    throw mistake(place, name, `${total} bytes of items are too many`);
  }
  if (key && hasRepeats(value, key)) throw twice(place, name);
  return total;
}

/** Items up to this many are compared in pairs, more are hashed. */
const FEW = 32;

function hasRepeats<T>(
  items: readonly T[],
  key: (item: T) => unknown,
): boolean {
  if (items.length > FEW) return new Set(items.map(key)).size < items.length;
  for (let i = 1; i < items.length; i++) {
    const own = key(items[i]);
    for (let j = 0; j < i; j++) if (key(items[j]) === own) return true;
  }
  return false;
}

function listOf(
  value: unknown,
  place: Place,
  name: string,
  least: number,
  most: number,
): readonly unknown[] {
  if (!Array.isArray(value)) throw mistake(place, name, "not a list");
  if (value.length >= least && value.length <= most) return value;
  const bounds = `${least} to ${most}`;
  throw mistake(place, name, `${value.length} items, expected ${bounds}`);
}

/** Whether it is an integer from 0 to `largest`, which is all ones. */
function isNumber(value: unknown, largest: number): boolean {
  return typeof value === "number" && (value & largest) === value;
}

function noNumber(place: Place, name: string, largest: number): RangeError {
  return mistake(place, name, `expected a number from 0 to ${largest}`);
}

function twice(place: Place, name: string): RangeError {
  return mistake(place, name, "an item is listed twice");
}

function mistake(place: Place, name: string, detail: string): RangeError {
  return new RangeError(`${pathText(place, name)}: ${detail}`);
}
