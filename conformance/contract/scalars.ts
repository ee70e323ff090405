import { z } from "zod";

/** Bytes as lower-case hex. */
export const Hex = z.string().regex(/^(?:[0-9a-f]{2})*$/, {
  error: "Expected lower-case hex, two digits a byte",
});

/** A 16-bit code point or port. */
export const Uint16 = z.int().min(0).max(0xffff);
