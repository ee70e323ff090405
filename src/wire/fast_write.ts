/**
 * What the writing half of generated encoders is made of. Each writes one
 * thing that was checked before, and returns where it ends.
 */
export type Write<T> = (value: T, b: Uint8Array, p: number) => number;

/** A number of one byte. */
export function u8(value: number, b: Uint8Array, p: number): number {
  b[p] = value;
  return p + 1;
}

/** A number of two bytes. */
export function u16(value: number, b: Uint8Array, p: number): number {
  b[p] = value >> 8;
  b[p + 1] = value;
  return p + 2;
}

/** A number of three bytes. */
export function u24(value: number, b: Uint8Array, p: number): number {
  b[p] = value >> 16;
  b[p + 1] = value >> 8;
  b[p + 2] = value;
  return p + 3;
}

/** A number of four bytes. */
export function u32(value: number, b: Uint8Array, p: number): number {
  b[p] = value >> 24;
  b[p + 1] = value >> 16;
  b[p + 2] = value >> 8;
  b[p + 3] = value;
  return p + 4;
}

/** A byte string. */
export function bytes(value: Uint8Array, b: Uint8Array, p: number): number {
  b.set(value, p);
  return p + value.length;
}

/** Numbers of one byte each. */
export function u8s(list: readonly number[], b: Uint8Array, p: number): number {
  for (let i = 0; i < list.length; i++) b[p++] = list[i];
  return p;
}

/** Numbers of two bytes each. */
export function u16s(
  list: readonly number[],
  b: Uint8Array,
  p: number,
): number {
  for (let i = 0; i < list.length; i++) {
    b[p++] = list[i] >> 8;
    b[p++] = list[i];
  }
  return p;
}

/** A list of what `write` writes, behind its length, which `prefix` writes. */
export function list<T>(
  items: readonly T[],
  b: Uint8Array,
  p: number,
  width: number,
  prefix: Write<number>,
  write: Write<T>,
): number {
  const start = p + width;
  let end = start;
  for (let i = 0; i < items.length; i++) end = write(items[i], b, end);
  prefix(end - start, b, p);
  return end;
}
