import { ProtocolError } from "../errors.ts";
import {
  MIN_RSA_EXPONENT,
  RSA_EXPONENT_LIMIT,
  RSA_MODULUS_BITS,
} from "../schema/limits.ts";

/** An RSA public key that passed every rule of the protocol. */
export interface RsaPublicKey {
  /** SubjectPublicKeyInfo, DER, as received. */
  readonly spki: Uint8Array;
  /** 1024, 2048, 3072 or 4096. */
  readonly modulusBits: number;
  /** k: the size of a ciphertext. */
  readonly modulusBytes: number;
  /** e: odd, 65537 or more, below 2^32. */
  readonly exponent: number;
  /** n, big-endian, without a leading zero. */
  readonly modulus: Uint8Array;
}

/**
 * Reads the key of a ServerKey, or of a leaf certificate (spec/keys.md).
 * DER to the letter: every length and integer in its shortest form, nothing
 * trailing anywhere, the algorithm exactly rsaEncryption with NULL. The reader is
 * our own because libraries are lenient here.
 *
 * @throws {ProtocolError} `bad_key` for every defect.
 */
export function readRsaPublicKey(spki: Uint8Array): RsaPublicKey {
  const outer = readOnly(spki, SEQUENCE, "SubjectPublicKeyInfo");
  const algorithm = readElement(outer, SEQUENCE, "algorithm");
  if (!sameBytes(algorithm.value, RSA_ENCRYPTION)) {
    throw bad("its algorithm is not rsaEncryption with NULL");
  }
  const bits = readOnly(algorithm.rest, BIT_STRING, "subjectPublicKey");
  if (bits.length === 0 || bits[0] !== 0) {
    throw bad("its bit string has unused bits");
  }
  const pair = readOnly(bits.subarray(1), SEQUENCE, "RSAPublicKey");
  const first = readElement(pair, INTEGER, "modulus");
  const modulus = unsigned(first.value, "modulus");
  const exponent = readExponent(readOnly(first.rest, INTEGER, "exponent"));
  const modulusBits = modulus.length * 8 - (Math.clz32(modulus[0]) - 24);
  if (!RSA_MODULUS_BITS.includes(modulusBits)) {
    throw bad(`its modulus has ${modulusBits} bits`);
  }
  if ((modulus[modulus.length - 1] & 1) === 0) throw bad("its modulus is even");
  return {
    spki,
    modulusBits,
    modulusBytes: modulus.length,
    exponent,
    modulus,
  };
}

/**
 * Refuses a key that is shorter than the configuration allows.
 *
 * @throws {ProtocolError} `weak_key`.
 */
export function requireStrength(
  key: Pick<RsaPublicKey, "modulusBits">,
  minimumRsaBits: number,
): void {
  if (key.modulusBits < minimumRsaBits) {
    throw new ProtocolError(
      "weak_key",
      `Cannot accept an RSA key of ${key.modulusBits} bits: minimumRsaBits is ${minimumRsaBits}`,
    );
  }
}

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const SEQUENCE = 0x30;

/** OBJECT IDENTIFIER 1.2.840.113549.1.1.1, NULL. */
// deno-fmt-ignore
const RSA_ENCRYPTION = Uint8Array.of(
  0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
);

function readExponent(value: Uint8Array): number {
  const bytes = unsigned(value, "exponent");
  let exponent = 0;
  // Five bytes are enough to be too many, since the first is not zero.
  for (const byte of bytes.subarray(0, 5)) exponent = exponent * 256 + byte;
  if (
    exponent < MIN_RSA_EXPONENT || exponent >= RSA_EXPONENT_LIMIT ||
    exponent % 2 === 0
  ) {
    throw bad("its exponent is even, or not in [65537, 2^32)");
  }
  return exponent;
}

/** A positive INTEGER's bytes without the sign octet. */
function unsigned(value: Uint8Array, name: string): Uint8Array {
  if (value.length === 0) throw bad(`its ${name} is empty`);
  if (value[0] >= 0x80) throw bad(`its ${name} is negative`);
  if (value[0] !== 0) return value;
  if (value.length === 1) throw bad(`its ${name} is zero`);
  if (value[1] < 0x80) throw bad(`its ${name} is not in shortest form`);
  return value.subarray(1);
}

/** The value of the one element that fills `bytes`. */
function readOnly(bytes: Uint8Array, tag: number, name: string): Uint8Array {
  const { value, rest } = readElement(bytes, tag, name);
  if (rest.length > 0) {
    throw bad(`${rest.length} bytes follow its ${name}`);
  }
  return value;
}

/** The first element of `bytes`, of the tag expected; lengths checked first. */
function readElement(
  bytes: Uint8Array,
  tag: number,
  name: string,
): { value: Uint8Array; rest: Uint8Array } {
  if (bytes.length < 2 || bytes[0] !== tag) throw bad(`it has no ${name}`);
  let start = 2;
  let length = bytes[1];
  if (length >= 0x80) {
    const size = length - 0x80;
    if (size < 1 || size > 2 || bytes.length < 2 + size) {
      throw bad(`the length of its ${name} is not DER`);
    }
    start += size;
    length = size === 1 ? bytes[2] : bytes[2] * 256 + bytes[3];
    if (length < (size === 1 ? 0x80 : 0x100)) {
      throw bad(`the length of its ${name} is not in shortest form`);
    }
  }
  const end = start + length;
  if (end > bytes.length) throw bad(`its ${name} is cut short`);
  return { value: bytes.subarray(start, end), rest: bytes.subarray(end) };
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function bad(why: string): ProtocolError {
  return new ProtocolError("bad_key", `Cannot accept the RSA key: ${why}`);
}
