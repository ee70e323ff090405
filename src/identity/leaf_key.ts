import { MIN_RSA_EXPONENT, RSA_MODULUS_BITS } from "../schema/limits.ts";
import type { Judgement } from "./certificate_rules.ts";
import type { PublicKey } from "./public_key.ts";
import type { Fault } from "./reasons.ts";

/**
 * The rules of a leaf's key. An RSA key that is to take pre-masters is held to
 * those of every server's key (spec/keys.md); others have to be safe. Keys of
 * other kinds are the caller's decision, if anything here could use them.
 */
export function leafKeyFault(
  key: PublicKey,
  { purpose, minimumRsaBits }: Pick<Judgement, "purpose" | "minimumRsaBits">,
): Fault | undefined {
  if (key.kind === "unknown") {
    return {
      reason: "unknown_algorithm",
      detail: `Its key's algorithm ${key.algorithm} (or its form) is not known`,
    };
  }
  if (key.kind !== "RSA") return undefined;
  const { modulusBits, oddModulus, exponent = 0 } = key;
  const forServer = purpose === "serverAuth";
  const sized = forServer
    ? RSA_MODULUS_BITS.includes(modulusBits)
    : modulusBits >= RSA_MODULUS_BITS[0];
  const least = forServer ? MIN_RSA_EXPONENT : LEAST_SAFE_EXPONENT;
  if (!sized || !oddModulus || exponent < least) {
    return {
      reason: "leaf_key",
      detail: `Its RSA key of ${modulusBits} bits is not of a size for this, ` +
        "or its modulus or exponent is unsafe",
    };
  }
  return forServer && modulusBits < minimumRsaBits
    ? {
      reason: "leaf_key_short",
      detail:
        `Its RSA key has ${modulusBits} bits, less than ${minimumRsaBits}`,
    }
    : undefined;
}

const LEAST_SAFE_EXPONENT = 3;
