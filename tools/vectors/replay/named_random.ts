import { seededValues } from "../seeded_values.ts";

/** Values for what a vector does not name, always the same for its id. */
export function named(id: string): (size: number) => Uint8Array {
  const values = seededValues(0);
  let drawn = 0;
  return (size) => values(`replay/${id}/${drawn++}`, size);
}
