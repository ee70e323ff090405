import { createHash } from "node:crypto";
import { concat } from "../tester/bytes.ts";

/**
 * A stream of bytes that depends on the seed and the name alone, so that a
 * case sends the same in every run, whatever else runs beside it.
 */
export function seededRandom(
  seed: number,
  name: string,
): (size: number) => Uint8Array {
  let counter = 0;
  return (size) => {
    const blocks: Uint8Array[] = [];
    for (let made = 0; made < size; made += 32) {
      const text = `${seed}/${name}/${counter++}`;
      blocks.push(new Uint8Array(createHash("sha256").update(text).digest()));
    }
    return concat(...blocks).slice(0, size);
  };
}
