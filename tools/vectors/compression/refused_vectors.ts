import { ascii, concat, fromHex } from "../../../conformance/tester/bytes.ts";
import { BitWriter } from "./bit_writer.ts";
import {
  CAPACITY,
  compress,
  either,
  END,
  refused,
  tooLarge,
} from "./content_vectors.ts";
import type { CompressionVector } from "./format.ts";
import { INVALID_DEFLATE } from "./invalid_deflate.ts";

/** Contents that no receiver takes. */
export function refusedVectors(): CompressionVector[] {
  const zeros = (count: number) => compress(new Uint8Array(count));
  return [
    ...INVALID_DEFLATE.map(({ name, comment, content }) =>
      refused(name, comment, ["CMP-8"], content, "Invalid")
    ),
    refused(
      "final-stored",
      "A stored block that says it is the last",
      ["CMP-8"],
      new BitWriter().stored(ascii("fesa"), true).flush(),
      "Final",
    ),
    refused(
      "final-fixed",
      "A block in the fixed code that says it is the last",
      ["CMP-8"],
      new BitWriter().block(1, true).fixed(0x61).fixed(END).flush(),
      "Final",
    ),
    refused(
      "final-empty-after-content",
      "The last block is empty, and final",
      ["CMP-8"],
      new BitWriter().stored(ascii("fesa")).block(0, true).align().bytes,
      "Final",
    ),
    refused(
      "no-bytes",
      "An empty stored block alone: it inflates to nothing",
      ["CMP-8"],
      new BitWriter().flush(),
      "NoBytes",
    ),
    refused(
      "no-bytes-fixed",
      "A block of the end code alone",
      ["CMP-8"],
      new BitWriter().block(1).fixed(END).flush(),
      "NoBytes",
    ),
    refused(
      "second-without-first",
      "The second of two contents, where the first never came",
      ["CMP-3"],
      fromHex("cac3140200"),
      "Context",
    ),
    refused(
      "final-with-another-behind",
      "A final block, and a right one behind it",
      ["CMP-8"],
      concat(
        new BitWriter().stored(ascii("fe"), true).bytes,
        new BitWriter().stored(ascii("sa")).flush(),
      ),
      "Final",
    ),
    refused(
      "final-in-second",
      "The second content's block is final",
      ["CMP-8"],
      [
        new BitWriter().stored(ascii("fe")).flush(),
        new BitWriter().stored(ascii("sa"), true).flush(),
      ],
      "Final",
      [ascii("fe")],
    ),
    refused(
      "invalid-in-second",
      "The second content is no DEFLATE",
      ["CMP-8"],
      [
        new BitWriter().stored(ascii("fe")).flush(),
        new BitWriter().block(3).flush(),
      ],
      "Invalid",
      [ascii("fe")],
    ),
    refused(
      "no-bytes-twice",
      "Two empty stored blocks: they inflate to nothing",
      ["CMP-8"],
      new BitWriter().stored(new Uint8Array()).flush(),
      "NoBytes",
    ),
    refused(
      "no-bytes-in-second",
      "The second content inflates to nothing",
      ["CMP-8"],
      [
        new BitWriter().stored(ascii("fe")).flush(),
        new BitWriter().flush(),
      ],
      "NoBytes",
      [ascii("fe")],
    ),
    tooLarge(
      "capacity-by-a-match",
      "One match crosses the bound",
      concat(
        new BitWriter().stored(new Uint8Array(CAPACITY - 2)).bytes,
        new BitWriter().block(1).fixed(257).distance(0).fixed(END).flush(),
      ),
    ),
    tooLarge(
      "bomb-of-matches",
      "Matches of 258 bytes in the fixed code",
      Array.from({ length: 40 }).reduce<BitWriter>(
        (bits) => bits.fixed(285).distance(0),
        new BitWriter().block(1).fixed(0x61),
      ).fixed(END).flush(),
    ),
    tooLarge(
      "bomb-in-second",
      "The second content inflates to too much",
      [
        new BitWriter().stored(ascii("fesa")).flush(),
        compress(new Uint8Array(2 ** 17)),
      ],
      [ascii("fesa")],
    ),
    tooLarge(
      "largest-capacity-and-1",
      "A byte more than the largest maxFrame allows",
      compress(new Uint8Array(1_048_576 - 1_023)),
      [],
      1_048_576,
    ),
    tooLarge(
      "capacity-and-1",
      "A byte more than there may be",
      zeros(CAPACITY + 1),
    ),
    tooLarge(
      "capacity-and-1-stored",
      "A byte too many in a stored block",
      new BitWriter().stored(new Uint8Array(CAPACITY + 1)).flush(),
    ),
    tooLarge("bomb", "A megabyte from about a thousand bytes", zeros(2 ** 20)),
    tooLarge(
      "bomb-behind-content",
      "The bytes too many are in the second block",
      concat(
        new BitWriter().stored(ascii("fesa")).bytes,
        zeros(2 ** 16),
      ),
    ),
  ];
}

/** What a receiver need not be able to tell. */
export function openVectors(): CompressionVector[] {
  const whole = compress(ascii("fesa fesa fesa"));
  return [
    either("last-byte-missing", "The last byte is missing", whole.slice(0, -1)),
    either(
      "tail-left",
      "00 00 FF FF was not removed by the sender",
      concat(whole, fromHex("0000ffff")),
    ),
    either(
      "block-without-end",
      "The last block has no end code",
      new BitWriter().block(1).fixed(0x61).fixed(0x62).bytes,
    ),
    either(
      "stored-cut",
      "A stored block longer than the content",
      new BitWriter().block(0).raw([9, 0, 0xf6, 0xff]).raw(ascii("fesa")).bytes,
    ),
  ];
}
