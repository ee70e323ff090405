import type { RandomSource } from "./provider.ts";

/**
 * Random bytes from an injected source, which must give exactly as many as asked.
 *
 * @throws {RangeError} if the source gives another number.
 */
export function drawRandom(
  random: RandomSource,
  purpose: string,
  size: number,
): Uint8Array {
  const bytes = random(purpose, size);
  if (bytes.length !== size) {
    throw new RangeError(
      `Cannot use ${bytes.length} random bytes as ${purpose}: expected ${size}`,
    );
  }
  return bytes;
}
