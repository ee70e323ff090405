import { ascii, concat, fromHex } from "../../../conformance/tester/bytes.ts";
import { BitWriter } from "./bit_writer.ts";

/** Content that is not DEFLATE, in one way. */
export interface InvalidDeflate {
  readonly name: string;
  readonly comment: string;
  readonly content: Uint8Array;
}

const END = 256;

/** Code lengths of the code lengths 0, 1 and 2: together they are complete. */
const CODE_LENGTHS: Readonly<Record<number, number>> = { 0: 1, 1: 2, 2: 2 };

/** Each way in which DEFLATE can be invalid (RFC 1951, 3.2). */
export const INVALID_DEFLATE: readonly InvalidDeflate[] = [
  invalid(
    "block-type-3",
    "A block of the reserved type",
    new BitWriter().block(3).flush(),
  ),
  invalid(
    "stored-length",
    "A stored block whose lengths are not each other's complement",
    new BitWriter().block(0).raw([4, 0, 0xfb, 0xfe]).raw(ascii("fesa"))
      .flush(),
  ),
  invalid(
    "zlib-header",
    "zlib's header before the data",
    concat(fromHex("789c"), new BitWriter().stored(ascii("fesa")).flush()),
  ),
  invalid(
    "distance-before-start",
    "A match that begins before the stream: no dictionary is preset",
    new BitWriter().block(1).fixed(0x61).fixed(257).distance(1).fixed(END)
      .flush(),
  ),
  invalid(
    "match-first",
    "A match where nothing was before",
    new BitWriter().block(1).fixed(257).distance(0).fixed(END).flush(),
  ),
  invalid(
    "length-symbol-286",
    "The reserved length symbol 286",
    new BitWriter().block(1).fixed(0x61).fixed(286).distance(0).fixed(END)
      .flush(),
  ),
  invalid(
    "length-symbol-287",
    "The reserved length symbol 287",
    new BitWriter().block(1).fixed(0x61).fixed(287).distance(0).fixed(END)
      .flush(),
  ),
  invalid(
    "distance-symbol-30",
    "The reserved distance symbol 30",
    new BitWriter().block(1).fixed(0x61).fixed(257).distance(30).fixed(END)
      .flush(),
  ),
  invalid(
    "distance-symbol-31",
    "The reserved distance symbol 31",
    new BitWriter().block(1).fixed(0x61).fixed(257).distance(31).fixed(END)
      .flush(),
  ),
  invalid(
    "dynamic-too-many-lengths",
    "A dynamic block of 287 literal and length codes",
    dynamic(30, [0, 0, 0, 0]),
  ),
  invalid(
    "dynamic-no-code-lengths",
    "A dynamic block whose code of code lengths is empty",
    dynamic(0, [0, 0, 0, 0]),
  ),
  invalid(
    "dynamic-oversubscribed",
    "A dynamic block with three code length codes of one bit",
    dynamic(0, [1, 1, 1, 0]),
  ),
  invalid(
    "dynamic-incomplete",
    "A dynamic block with one code length code of two bits",
    dynamic(0, [2, 0, 0, 0]),
  ),
  invalid(
    "dynamic-repeat-first",
    "A dynamic block that repeats a code length before there is one",
    // Symbols 0 and 16 have codes of one bit: 16 is 1, and repeats 3.
    closed(header(0, [1, 0, 0, 1]).code(1, 1).number(0, 2)),
  ),
  invalid(
    "dynamic-repeat-past-end",
    "A dynamic block whose repeated code lengths are more than it has",
    // Symbols 0 and 18 have codes of one bit: 18 is 1, and repeats 138 zeros.
    closed(
      header(0, [0, 0, 1, 1]).code(1, 1).number(127, 7).code(1, 1)
        .number(127, 7),
    ),
  ),
  invalid(
    "dynamic-without-codes",
    "A dynamic block whose codes are all of no bits: it can't end",
    // Twice 129 zeros are 258, all that there are.
    closed(
      header(0, [0, 0, 1, 1]).code(1, 1).number(118, 7).code(1, 1)
        .number(118, 7),
    ),
  ),
  invalid(
    "dynamic-literals-oversubscribed",
    "A dynamic block with 257 literal codes of one bit",
    closed(onesAndZeros(new Array(257).fill(1), [1])),
  ),
  invalid(
    "dynamic-literals-incomplete",
    "A dynamic block with three codes of two bits, and no fourth",
    closed(onesAndZeros([...new Array(254).fill(0), 2, 2, 2], [1])),
  ),
  invalid(
    "dynamic-distances-oversubscribed",
    "A dynamic block with three distance codes of one bit",
    closed(onesAndZeros([...new Array(255).fill(0), 1, 1], [1, 1, 1])),
  ),
];

function invalid(
  name: string,
  comment: string,
  content: Uint8Array,
): InvalidDeflate {
  return { name, comment, content };
}

/** A dynamic block that is invalid in its header. */
function dynamic(more: number, codeLengths: readonly number[]): Uint8Array {
  return closed(header(more, codeLengths));
}

/**
 * The header of a dynamic block: 257 and `more` literal and length codes, one
 * distance code, and the lengths of the code length codes 16, 17, 18 and 0.
 */
function header(more: number, codeLengths: readonly number[]): BitWriter {
  const bits = new BitWriter().block(2).number(more, 5).number(0, 5)
    .number(0, 4);
  for (const length of codeLengths) bits.number(length, 3);
  return bits;
}

/** With zeros behind it, so that the fault is not the end of the data. */
function closed(bits: BitWriter): Uint8Array {
  return bits.raw(new Uint8Array(40)).flush();
}

/**
 * The whole header of a dynamic block of these code lengths, each 0, 1 or 2;
 * the first of them are of literals and lengths.
 */
function onesAndZeros(
  literals: readonly number[],
  distances: readonly number[],
): BitWriter {
  const bits = new BitWriter().block(2).number(literals.length - 257, 5)
    .number(distances.length - 1, 5).number(14, 4);
  // In the order of RFC 1951, 3.2.7: 0 is the fourth, 2 and 1 the last two.
  const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1];
  for (const symbol of order) bits.number(CODE_LENGTHS[symbol] ?? 0, 3);
  for (const length of [...literals, ...distances]) {
    const size = CODE_LENGTHS[length];
    bits.code([0, 0b10, 0b11][length], size);
  }
  return bits;
}
