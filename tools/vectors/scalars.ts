import { z } from "zod";

/** Bytes as lower-case hex. */
export const Hex = z.string().regex(/^(?:[0-9a-f]{2})*$/, {
  error: "Expected lower-case hex, two digits a byte",
});

/** Exactly `size` bytes, as lower-case hex. */
export function hexOf(size: number): typeof Hex {
  const count = `{${2 * size}}`;
  return z.string().regex(new RegExp(`^[0-9a-f]${count}$`), {
    error: `Expected lower-case hex of ${size} bytes`,
  });
}

/** A code point of one byte, of two, and a number of three. */
export const U8 = z.int().min(0).max(0xff);
export const U16 = z.int().min(0).max(0xffff);
export const U24 = z.int().min(0).max(0xffffff);
