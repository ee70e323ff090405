import { fromHex, hex } from "../tester/bytes.ts";
import { der, derBitString, derInteger, derOid } from "../tester/der.ts";
import { encodeSpki, parseSpki } from "../tester/rsa.ts";
import {
  type ThrowawayKeyName,
  throwawaySpki,
} from "../tester/throwaway_keys.ts";
import type { AlertName } from "../tester/registry.ts";
import { type Chain, optional, refused } from "./chain.ts";
import { INTERMEDIATE, parties } from "./parties.ts";

const { intermediate, leaf } = parties;
const { n } = parseSpki(throwawaySpki("rsa2048"));
/** Of 512 bits, and odd. */
const SMALL = n >> 1536n | 1n;

/** The key of a leaf, held to the rules of a ServerKey (KEX-26). */
export const leafKeys: readonly Chain[] = [
  bad("exponent-3", "the exponent 3", encodeSpki(n, 3n)),
  bad("exponent-1", "the exponent 1", encodeSpki(n, 1n)),
  bad("exponent-even", "an even exponent", encodeSpki(n, 65_538n)),
  bad(
    "exponent-huge",
    "an exponent over 2^32",
    encodeSpki(n, 2n ** 32n + 1n),
  ),
  bad("modulus-even", "an even modulus", encodeSpki(n - 1n, 65_537n)),
  bad(
    "modulus-2047",
    "a modulus of 2047 bits",
    encodeSpki(n >> 1n | 1n, 65_537n),
  ),
  bad("modulus-512", "a modulus of 512 bits", encodeSpki(SMALL, 65_537n), [
    "bad_key",
    "weak_key",
    "certificate_unsuitable",
  ]),
  bad("no-null", "an algorithm without NULL", withoutNull(), [
    "bad_key",
    "bad_certificate",
    "certificate_unsuitable",
  ]),
  bad(
    "rsassa-pss",
    "an RSA key for RSASSA-PSS alone",
    fromHex(
      hex(throwawaySpki("rsa2048"))
        .replace("2a864886f70d010101", "2a864886f70d01010a"),
    ),
    ["bad_key", "bad_certificate", "certificate_unsuitable"],
  ),
  refused({
    id: "leaf-key/elliptic-curve",
    what: "a leaf whose key is of P-256",
    requirement: "IDN-8",
    flag: "LeafKey",
    codes: ["certificate_unsuitable"],
    at: 0,
    chain: () => [leaf({ key: "p256" })],
  }),
  weak("rsa1024", 2048, "a leaf key of 1024 bits where 2048 are the least", [
    "weak_key",
    "bad_key",
  ]),
  weak("rsa2048", 3072, "a leaf key of 2048 bits where 3072 are the least", [
    "weak_key",
  ]),
  optional({
    id: "leaf-key/1024-of-1024",
    what: "a leaf key of 1024 bits where so many are enough",
    requirement: ["KEX-21", "KEX-26"],
    minimumRsaBits: 1024,
    chain: () => [leaf({ key: "rsa1024" })],
  }),
  optional({
    id: "leaf-key/3072-of-2048",
    what: "a leaf key of 3072 bits",
    requirement: ["KEX-20", "KEX-26"],
    chain: () => [leaf({ key: "rsa3072" })],
  }),
  optional({
    id: "leaf-key/issuer-of-1024",
    what: "an issuer's key of 1024 bits",
    requirement: "IDN-26",
    chain: () => {
      const issuer = { ...INTERMEDIATE, key: "rsa1024" } as const;
      return [leaf({ issuer }), intermediate(issuer)];
    },
  }),
];

function bad(
  name: string,
  what: string,
  spki: Uint8Array,
  codes: readonly AlertName[] = ["bad_key"],
): Chain {
  return refused({
    id: `leaf-key/${name}`,
    what: `a leaf key with ${what}`,
    requirement: ["KEX-26", "KEX-2"],
    flag: "LeafKey",
    codes,
    at: 0,
    chain: () => [leaf({ spki })],
  });
}

function weak(
  key: ThrowawayKeyName,
  minimumRsaBits: number,
  what: string,
  codes: readonly AlertName[],
): Chain {
  return refused({
    id: `leaf-key/${key.slice(3)}-of-${minimumRsaBits}`,
    what,
    requirement: ["KEX-26", "KEX-4"],
    flag: "LeafKey",
    codes,
    at: 0,
    minimumRsaBits,
    chain: () => [leaf({ key })],
  });
}

function withoutNull(): Uint8Array {
  const key = der(0x30, derInteger(n), derInteger(65_537n));
  const algorithm = der(0x30, derOid("1.2.840.113549.1.1.1"));
  return der(0x30, algorithm, derBitString(key));
}
