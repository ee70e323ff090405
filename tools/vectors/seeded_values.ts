import { hkdfSync } from "node:crypto";
import { FORMAT } from "./format.ts";

/**
 * The value that a name has: always the same under one seed, whatever else is
 * drawn before it, so that a vector more changes no other.
 */
export type Values = (name: string, size: number) => Uint8Array;

/** HKDF-SHA-256 with salt "fesa-vectors/1", the seed's digits as IKM, the name as info. */
export function seededValues(seed: number): Values {
  return (name, size) =>
    new Uint8Array(hkdfSync("sha256", String(seed), FORMAT, name, size));
}
