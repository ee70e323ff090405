import {
  ascii,
  concat,
  fromHex,
  uint,
} from "../../../conformance/tester/bytes.ts";
import { der, derInteger } from "../../../conformance/tester/der.ts";
import { encodeSpki, parseSpki } from "../../../conformance/tester/rsa.ts";
import { makeChain } from "../../../conformance/tester/certificates.ts";
import {
  type ThrowawayKeyName,
  throwawaySpki,
} from "../../../conformance/tester/throwaway_keys.ts";
import { AlertCode } from "../../../src/mod.ts";
import { SERVER_NAME } from "../make/handshake.ts";
import type { Values } from "../seeded_values.ts";
import type { SpkiVector } from "./format.ts";
import { bad, base, numbersOf } from "./spki_head.ts";
import { badNumbers } from "./spki_numbers.ts";

const { bad_key, weak_key } = AlertCode;
const E = 65_537n;
const ALGORITHM = fromHex("300d06092a864886f70d0101010500");

/** Public keys: as they should be, too weak, and one defect each. */
export async function spkiVectors(values: Values): Promise<SpkiVector[]> {
  const certificate = await makeChain(SERVER_NAME, "rsa2048");
  return [
    ...accepted(),
    ...weak(),
    ...badStructures(certificate.chain[0].der),
    ...badNumbers(values),
  ];
}

function accepted(): SpkiVector[] {
  const { n } = parseSpki(throwawaySpki("rsa2048"));
  const good = (name: string, comment: string, spki: Uint8Array) => ({
    ...base(`accepted/${name}`, comment, spki, "KEX-3"),
    ...numbersOf(spki),
    expect: { result: "accept" } as const,
  });
  const optional = (
    key: ThrowawayKeyName,
    requirement: string,
  ): SpkiVector => {
    const spki = throwawaySpki(key);
    const { modulusBits, exponent } = numbersOf(spki);
    return {
      ...base(
        `accepted/${modulusBits}-bits`,
        `${modulusBits} bits; an end that lacks them answers bad_key`,
        spki,
        requirement,
        "UnsupportedSize",
      ),
      minimumRsaBits: Math.min(modulusBits, 2048),
      modulusBits,
      exponent,
      expect: { result: "either", codes: [bad_key] },
    };
  };
  return [
    good("2048-bits", "2048 bits and 65537", throwawaySpki("rsa2048")),
    good(
      "exponent-65539",
      "The next odd exponent",
      encodeSpki(n, 65_539n),
    ),
    good(
      "exponent-largest",
      "The exponent is 2^32 − 1, the largest there may be",
      encodeSpki(n, 2n ** 32n - 1n),
    ),
    optional("rsa1024", "KEX-21"),
    optional("rsa3072", "KEX-20"),
    optional("rsa4096", "KEX-20"),
  ];
}

function weak(): SpkiVector[] {
  const refused = (
    key: ThrowawayKeyName,
    minimumRsaBits: number,
    codes: number[],
  ): SpkiVector => {
    const spki = throwawaySpki(key);
    const { modulusBits, exponent } = numbersOf(spki);
    return {
      ...base(
        `weak/${modulusBits}-of-${minimumRsaBits}`,
        `${modulusBits} bits where minimumRsaBits is ${minimumRsaBits}`,
        spki,
        "KEX-4",
        "WeakKey",
      ),
      minimumRsaBits,
      modulusBits,
      exponent,
      expect: { result: "alert", codes },
    };
  };
  return [
    refused("rsa1024", 2048, [weak_key, bad_key]),
    refused("rsa2048", 3072, [weak_key]),
    refused("rsa3072", 4096, [weak_key, bad_key]),
  ];
}

/** The numbers are right, their envelope isn't. */
function badStructures(certificate: Uint8Array): SpkiVector[] {
  const spki = throwawaySpki("rsa2048");
  const { n } = parseSpki(spki);
  const numbers = concat(derInteger(n), derInteger(E));
  const pair = der(0x30, numbers);
  const bits = concat(uint(0, 1), pair);
  const withAlgorithm = (algorithm: string) =>
    der(0x30, fromHex(algorithm), der(0x03, bits));
  const withBits = (...content: Uint8Array[]) =>
    der(0x30, ALGORITHM, der(0x03, ...content));
  const withPair = (content: Uint8Array) =>
    withBits(uint(0, 1), der(0x30, content));
  const zero = uint(0, 1);
  return [
    bad("empty", "No byte at all", new Uint8Array()),
    bad("one-byte", "The tag of a SEQUENCE and nothing else", spki.slice(0, 1)),
    bad("last-byte-missing", "The last byte is missing", spki.slice(0, -1)),
    bad("trailing", "A byte follows the key", concat(spki, zero)),
    bad("set-for-sequence", "The outermost tag is SET", spki.with(0, 0x31)),
    bad(
      "pem",
      "PEM text in place of DER",
      ascii(
        `-----BEGIN PUBLIC KEY-----\n${
          btoa(String.fromCharCode(...spki))
        }\n-----END PUBLIC KEY-----\n`,
      ),
    ),
    bad("bare-rsa-public-key", "An RSAPublicKey without its envelope", pair),
    bad(
      "certificate",
      "A certificate in place of the key in it",
      certificate,
    ),
    bad(
      "indefinite-length",
      "The outermost length is indefinite, as in BER",
      concat(fromHex("3080"), ALGORITHM, der(0x03, bits), fromHex("0000")),
    ),
    bad(
      "long-length",
      "The outermost length has a byte more than it needs",
      concat(fromHex("3083000122"), spki.subarray(4)),
    ),
    bad(
      "algorithm-without-null",
      "The algorithm's parameters are absent",
      withAlgorithm("300b06092a864886f70d010101"),
    ),
    bad(
      "algorithm-null-with-content",
      "The NULL of the algorithm has a byte",
      withAlgorithm("300e06092a864886f70d010101050100"),
    ),
    bad(
      "algorithm-trailing",
      "Something follows the NULL of the algorithm",
      withAlgorithm("300f06092a864886f70d01010105000500"),
    ),
    bad(
      "algorithm-rsa-oaep",
      "The algorithm is id-RSAES-OAEP",
      withAlgorithm("300d06092a864886f70d0101070500"),
    ),
    bad(
      "algorithm-rsa-pss",
      "The algorithm is id-RSASSA-PSS",
      withAlgorithm("300d06092a864886f70d01010a0500"),
    ),
    bad(
      "algorithm-elliptic-curve",
      "The algorithm is id-ecPublicKey over P-256",
      withAlgorithm("301306072a8648ce3d020106082a8648ce3d030107"),
    ),
    bad(
      "octet-string",
      "An OCTET STRING in place of the BIT STRING",
      der(0x30, ALGORITHM, der(0x04, bits)),
    ),
    bad(
      "unused-bits",
      "The BIT STRING says that one bit is unused",
      withBits(uint(1, 1), pair),
    ),
    bad("bit-string-empty", "The BIT STRING has no byte", withBits()),
    bad(
      "bit-string-without-key",
      "The BIT STRING has no key in it",
      withBits(zero),
    ),
    bad(
      "bit-string-trailing",
      "A byte follows the RSAPublicKey in the BIT STRING",
      withBits(bits, zero),
    ),
    bad(
      "sequence-trailing",
      "A NULL follows the BIT STRING",
      der(0x30, ALGORITHM, der(0x03, bits), fromHex("0500")),
    ),
    bad(
      "three-numbers",
      "A third INTEGER follows the exponent",
      withPair(concat(numbers, derInteger(1n))),
    ),
    bad("no-exponent", "There is no exponent", withPair(derInteger(n))),
    bad("no-numbers", "There is neither number", withPair(new Uint8Array())),
    bad(
      "modulus-zero-more",
      "The modulus has a zero byte more than it needs",
      withPair(concat(
        der(0x02, fromHex("0000"), derInteger(n).subarray(5)),
        derInteger(E),
      )),
    ),
    bad(
      "modulus-negative",
      "The modulus lacks its sign byte, so it is negative",
      withPair(concat(der(0x02, derInteger(n).subarray(5)), derInteger(E))),
    ),
    bad(
      "modulus-without-bytes",
      "The modulus is an INTEGER without a byte",
      withPair(concat(fromHex("0200"), derInteger(E))),
    ),
    bad(
      "exponent-zero-more",
      "The exponent has a zero byte more than it needs",
      withPair(concat(derInteger(n), fromHex("020400010001"))),
    ),
    bad(
      "exponent-negative",
      "The exponent is −65537",
      withPair(concat(derInteger(n), fromHex("0203feffff"))),
    ),
    bad(
      "exponent-without-bytes",
      "The exponent is an INTEGER without a byte",
      withPair(concat(derInteger(n), fromHex("0200"))),
    ),
  ];
}
