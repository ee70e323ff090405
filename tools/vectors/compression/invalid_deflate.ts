import { ascii, concat, fromHex } from "../../../conformance/tester/bytes.ts";
import { BitWriter } from "./bit_writer.ts";

/** Content that is not DEFLATE, in one way. */
export interface InvalidDeflate {
  readonly name: string;
  readonly comment: string;
  readonly content: Uint8Array;
}

const END = 256;

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
