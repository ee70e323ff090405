import { ascii, fromHex } from "../../../conformance/tester/bytes.ts";
import { BitWriter } from "./bit_writer.ts";
import { accepted, CAPACITY, compress, END } from "./content_vectors.ts";
import type { CompressionVector } from "./format.ts";

/** Contents that every receiver takes. */
export function acceptedVectors(noise: Uint8Array): CompressionVector[] {
  const names = ascii("name=Ada;name=Alan;");
  const letter = (count: number) => new Uint8Array(count).fill(0x61);
  const window = letter(32_768).with(0, 0x62);
  const long = Uint8Array.from({ length: 40_000 }, (_, i) => i + (i >> 8));
  return [
    accepted("one", "A flushed content", ["CMP-1"], [compress(names)], [names]),
    accepted(
      "window-kept",
      "Twice the same: the second refers to the first",
      ["CMP-3"],
      [
        fromHex("ca4bcc4db5754c49b4ce03337212f3ac0100"),
        fromHex("cac3140200"),
      ],
      [names, names],
    ),
    accepted(
      "stored",
      "A stored block",
      ["CMP-9"],
      [new BitWriter().stored(noise).flush()],
      [noise],
    ),
    accepted(
      "two-blocks",
      "A stored block, then one in the fixed code",
      ["CMP-9"],
      [
        new BitWriter().stored(ascii("fe"))
          .block(1).fixed(0x73).fixed(0x61).fixed(END).flush(),
      ],
      [ascii("fesa")],
    ),
    accepted(
      "nine-bit-literal",
      "A literal of nine bits in the fixed code",
      ["CMP-9"],
      [new BitWriter().block(1).fixed(0xff).fixed(END).flush()],
      [Uint8Array.of(0xff)],
    ),
    accepted(
      "overlap",
      "A match that reaches into itself",
      ["CMP-9"],
      [
        new BitWriter().block(1).fixed(0x61).fixed(285).distance(0)
          .fixed(END).flush(),
      ],
      [letter(259)],
    ),
    accepted(
      "dynamic",
      "A block with codes of its own",
      ["CMP-9"],
      [compress(ascii("abracadabra ".repeat(40)))],
      [ascii("abracadabra ".repeat(40))],
    ),
    accepted(
      "second-without-flush-of-its-own",
      "An empty stored block before the content: nothing is wrong with it",
      ["CMP-9"],
      [
        new BitWriter().stored(new Uint8Array()).stored(names).flush(),
      ],
      [names],
    ),
    accepted(
      "capacity",
      "As many bytes as there may be",
      ["CMP-7"],
      [compress(letter(CAPACITY))],
      [letter(CAPACITY)],
    ),
    accepted(
      "distance-32768",
      "A match at the far end of the window, in the content before",
      ["CMP-3"],
      [
        compress(window),
        // Length 3; distance symbol 29 has 13 more bits: 24577 + 8191.
        new BitWriter().block(1).fixed(257).distance(29).number(8_191, 13)
          .fixed(END).flush(),
      ],
      [window, Uint8Array.of(0x62, 0x61, 0x61)],
      65_536,
    ),
    accepted("one-byte", "A content of one byte", ["CMP-6"], [
      compress(ascii("f")),
    ], [ascii("f")]),
    accepted(
      "many-blocks",
      "A block for each byte",
      ["CMP-9"],
      [
        [...names].reduce(
          (bits, byte) => bits.stored(Uint8Array.of(byte)),
          new BitWriter(),
        ).flush(),
      ],
      [names],
    ),
    accepted(
      "unused-bits-set",
      "The bits up to the whole byte before a stored block are not zero",
      ["CMP-9"],
      [
        new BitWriter().block(0).number(0b11111, 5)
          .raw([4, 0, 0xfb, 0xff]).raw(ascii("fesa")).flush(),
      ],
      [ascii("fesa")],
    ),
    accepted(
      "two-contents-back",
      "A match in the content before the last",
      ["CMP-3"],
      [
        compress(ascii("Ada Lovelace")),
        new BitWriter().stored(ascii("!")).flush(),
        // Length 12 is symbol 265 and one more bit; distance 13 symbol 7.
        new BitWriter().block(1).fixed(265).number(1, 1).distance(7)
          .number(0, 2).fixed(END).flush(),
      ],
      [ascii("Ada Lovelace"), ascii("!"), ascii("Ada Lovelace")],
    ),
    accepted(
      "window-slides",
      "A match 32,768 bytes back, where more than that was before",
      ["CMP-3"],
      [
        compress(long),
        new BitWriter().block(1).fixed(285).distance(29).number(8_191, 13)
          .fixed(END).flush(),
      ],
      [long, long.slice(-32_768).slice(0, 258)],
      65_536,
    ),
    accepted(
      "fresh-context",
      "An encoder that begins anew: nothing is wrong with that",
      ["CMP-9"],
      [compress(names), compress(names)],
      [names, names],
    ),
    accepted(
      "largest-capacity",
      "As many bytes as the largest maxFrame allows",
      ["CMP-7"],
      [compress(letter(1_048_576 - 1_024))],
      [letter(1_048_576 - 1_024)],
      1_048_576,
    ),
  ];
}
