import { hex } from "../../../conformance/tester/bytes.ts";
import {
  throwawayKey,
  type ThrowawayKeyName,
  throwawaySpki,
} from "../../../conformance/tester/throwaway_keys.ts";
import type { VectorKey } from "../format.ts";

/** The conformance suite's throw-away keys, as a file of vectors holds them. */
export function vectorKeys(
  ...names: readonly ThrowawayKeyName[]
): Record<string, VectorKey> {
  return Object.fromEntries(names.map((name) => [name, {
    use: "Throw-away: it is published here, so nothing may trust it",
    pkcs8: hex(
      new Uint8Array(
        throwawayKey(name).export({ type: "pkcs8", format: "der" }),
      ),
    ),
    spki: hex(throwawaySpki(name)),
  }]));
}
