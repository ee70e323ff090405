import { toBigInt } from "../../../conformance/tester/bytes.ts";
import { encodeSpki, parseSpki } from "../../../conformance/tester/rsa.ts";
import { throwawaySpki } from "../../../conformance/tester/throwaway_keys.ts";
import type { Values } from "../seeded_values.ts";
import type { SpkiVector } from "./format.ts";
import { alsoWeak, bad } from "./spki_head.ts";

const E = 65_537n;
const WRONG_BITS = [512, 1023, 1025, 1536, 2047, 2049, 2056, 3071, 4095, 4097];

/** The envelope is right, a number in it isn't. */
export function badNumbers(values: Values): SpkiVector[] {
  const { n } = parseSpki(throwawaySpki("rsa2048"));
  const modulus = (bits: number) => {
    const drawn = toBigInt(values(`rsa/modulus of ${bits} bits`, 640));
    const top = 1n << BigInt(bits - 1);
    return (drawn % top) | top | 1n;
  };
  const exponents: readonly [name: string, value: bigint][] = [
    ["zero", 0n],
    ["1", 1n],
    ["3", 3n],
    ["17", 17n],
    ["65535", 65_535n],
    ["65536", 65_536n],
    ["65538", 65_538n],
    ["2-to-the-32", 2n ** 32n],
    ["2-to-the-32-and-1", 2n ** 32n + 1n],
    ["2-to-the-64-and-1", 2n ** 64n + 1n],
    ["as-large-as-the-modulus", n - 2n],
  ];
  return [
    ...WRONG_BITS.map((bits) => {
      const vector = bad(
        `modulus-${bits}-bits`,
        `The modulus has ${bits} bits`,
        encodeSpki(modulus(bits), E),
        "WrongSize",
      );
      return bits < vector.minimumRsaBits ? alsoWeak(vector) : vector;
    }),
    alsoWeak(
      bad("modulus-zero", "The modulus is 0", encodeSpki(0n, E), "WrongSize"),
    ),
    bad(
      "modulus-even",
      "The modulus is even",
      encodeSpki(n - 1n, E),
      "EvenModulus",
    ),
    ...exponents.map(([name, value]) =>
      bad(
        `exponent-${name}`,
        `The exponent is ${name.replaceAll("-", " ")}`,
        encodeSpki(n, value),
        "WrongExponent",
      )
    ),
  ];
}
