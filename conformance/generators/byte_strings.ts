import fc from "fast-check";

/** Strings up to this length are drawn byte by byte, longer ones filled. */
const DRAWN_BYTES = 48;

/** Byte strings of `min` to `max` bytes, the lengths at the bounds included. */
export function byteString(
  min: number,
  max: number,
): fc.Arbitrary<Uint8Array> {
  return lengths(min, max).chain((length) =>
    length <= DRAWN_BYTES
      ? fc.uint8Array({ minLength: length, maxLength: length })
      : fc.nat(0xff).map((first) =>
        Uint8Array.from({ length }, (_, i) => first + i)
      )
  );
}

const DOT = 0x2e;

/** Names: visible ASCII in lower case, without a dot at the end. */
export function serverName(
  min: number,
  max: number,
): fc.Arbitrary<Uint8Array> {
  const letter = fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0x61, max: 0x7a }) },
    { weight: 1, arbitrary: fc.integer({ min: 0x21, max: 0x40 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0x5b, max: 0x7e }) },
  );
  return lengths(min, max).chain((length) =>
    fc.array(letter, { minLength: length, maxLength: length })
  ).map((name) =>
    Uint8Array.from(name.at(-1) === DOT ? [...name.slice(0, -1), 0x61] : name)
  );
}

/** Lengths: short ones mostly, else those where something changes. */
function lengths(min: number, max: number): fc.Arbitrary<number> {
  const edges = [min, min + 1, 255, 256, 65_535, 65_536, max - 1, max]
    .filter((length) => length >= min && length <= max);
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc.integer({ min, max: Math.min(max, min + 40) }),
    },
    { weight: 1, arbitrary: fc.constantFrom(...edges) },
  );
}
