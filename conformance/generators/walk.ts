import fc from "fast-check";
import type { NumberLayout } from "./item_key.ts";

/** `n` different numbers of a layout, without drawing each of them. */
export function walk(
  layout: NumberLayout,
  n: number,
): fc.Arbitrary<number[]> {
  if (layout.kind === "enum" && !layout.open) {
    const values = [...new Set(Object.values(layout.values))];
    return fc.shuffledSubarray(values, { minLength: n, maxLength: n });
  }
  const size = 2 ** (8 * layout.width);
  // An odd step meets every number of a ring of 2^k before any comes again.
  return fc.record({ start: fc.nat(size - 1), half: fc.nat(127) }).map(
    ({ start, half }) =>
      Array.from({ length: n }, (_, i) => (start + i * (2 * half + 1)) % size),
  );
}
