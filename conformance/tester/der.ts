import {
  ascii,
  concat,
  equal,
  fromHex,
  prefixed,
  toBigInt,
  uint,
} from "./bytes.ts";

/** One element of DER: its tag, its content, and the whole of it. */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly whole: Uint8Array;
}

/** The elements that bytes hold, each DER in its header; or throws. */
export function readElements(bytes: Uint8Array): DerElement[] {
  const elements: DerElement[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = bytes[at];
    let size = bytes[at + 1] ?? NaN;
    let start = at + 2;
    if (size > 0x80) {
      const count = size & 0x7f;
      size = count > 4
        ? NaN
        : Number(toBigInt(bytes.subarray(start, start + count)));
      start += count;
    }
    const whole = bytes.subarray(at, start + size);
    if (
      !(start + size <= bytes.length) ||
      !equal(whole, der(tag, bytes.subarray(start, start + size)))
    ) {
      throw new TypeError(`Cannot read byte ${at} as DER`);
    }
    elements.push({ tag, content: whole.subarray(start - at), whole });
    at = start + size;
  }
  return elements;
}

/** One DER element. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = concat(...parts);
  const { length } = content;
  if (length < 0x80) return concat(uint(tag, 1), prefixed(1, content));
  const size = length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
  return concat(uint(tag, 1), uint(0x80 | size, 1), prefixed(size, content));
}

/** A non-negative INTEGER. */
export function derInteger(value: bigint): Uint8Array {
  const digits = value.toString(16);
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  return der(0x02, fromHex(/^[89a-f]/.test(even) ? `00${even}` : even));
}

/** The SubjectPublicKeyInfo inside a certificate; or throws. */
export function spkiOfCertificate(certificate: Uint8Array): Uint8Array {
  const [outer] = readElements(certificate);
  const [tbs] = readElements(outer.content);
  const fields = readElements(tbs.content);
  // version [0] is absent in v1; then serial, algorithm, issuer, validity,
  // subject, and the key.
  const key = fields[(fields[0].tag === 0xa0 ? 1 : 0) + 5];
  if (key === undefined) throw new TypeError("Cannot find the key");
  return key.whole.slice();
}

/** An OBJECT IDENTIFIER of its dotted form. */
export function derOid(dotted: string): Uint8Array {
  const [first, second, ...arcs] = dotted.split(".").map(Number);
  return der(
    0x06,
    ...[40 * first + second, ...arcs].map((arc) => {
      const digits = [arc & 0x7f];
      for (let rest = arc >>> 7; rest > 0; rest >>>= 7) {
        digits.unshift(0x80 | rest & 0x7f);
      }
      return Uint8Array.from(digits);
    }),
  );
}

/** A BIT STRING of whole bytes. */
export function derBitString(bytes: Uint8Array): Uint8Array {
  return der(0x03, uint(0, 1), bytes);
}

/** A UTCTime, or from 2050 on and before 1950 a GeneralizedTime. */
export function derTime(time: string): Uint8Array {
  const digits = new Date(time).toISOString().replaceAll(/\.\d+|[-:T]/g, "");
  const year = Number(digits.slice(0, 4));
  return year >= 1950 && year < 2050
    ? der(0x17, ascii(digits.slice(2)))
    : der(0x18, ascii(digits));
}
