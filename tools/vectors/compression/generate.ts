import { createHash } from "node:crypto";
import {
  ascii,
  concat,
  fromHex,
  hex,
} from "../../../conformance/tester/bytes.ts";
import { Compressor } from "../../../conformance/tester/compression.ts";
import { AlertCode } from "../../../src/mod.ts";
import { GENERATED, type Source } from "../topic.ts";
import { BitWriter } from "./bit_writer.ts";
import type { CompressionVector } from "./format.ts";
import { INVALID_DEFLATE } from "./invalid_deflate.ts";

const MAX_FRAME = 4_096;
/** C, what a content may inflate to. */
const CAPACITY = MAX_FRAME - 1_024;
const { decompression_failed, frame_too_large } = AlertCode;
const END = 256;

/** The vectors of the topic `compression`. */
export function generateCompression({ values }: Source): CompressionVector[] {
  return [...right(values("compression/noise", 600)), ...wrong(), ...open()];
}

function right(noise: Uint8Array): CompressionVector[] {
  const names = ascii("name=Ada;name=Alan;");
  const letter = (count: number) => new Uint8Array(count).fill(0x61);
  const window = letter(32_768).with(0, 0x62);
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
  ];
}

function wrong(): CompressionVector[] {
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
    {
      ...refused(
        "second-without-first",
        "The second of two contents, where the first never came",
        ["CMP-3"],
        fromHex("cac3140200"),
        "Context",
      ),
    },
    tooLarge("capacity-and-1", "A byte more than there may be", zeros(3_073)),
    tooLarge(
      "capacity-and-1-stored",
      "A byte too many in a stored block",
      new BitWriter().stored(new Uint8Array(3_073)).flush(),
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
function open(): CompressionVector[] {
  const whole = compress(ascii("fesa fesa fesa"));
  const either = (name: string, comment: string, content: Uint8Array) => ({
    ...base(`open/${name}`, comment, ["CMP-14"], [content], "Boundary"),
    inflated: [],
    expect: {
      result: "either" as const,
      codes: [decompression_failed],
    },
  });
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
  ];
}

function accepted(
  name: string,
  comment: string,
  requirements: string[],
  contents: Uint8Array[],
  inflated: Uint8Array[],
  maxFrame = MAX_FRAME,
): CompressionVector {
  return {
    ...base(`accepted/${name}`, comment, requirements, contents),
    maxFrame,
    inflated: inflated.map((bytes) => ({
      size: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      ...(bytes.length <= MAX_FRAME && { bytes: hex(bytes) }),
    })),
    expect: { result: "accept" },
  };
}

function refused(
  name: string,
  comment: string,
  requirements: string[],
  content: Uint8Array,
  flag: string,
): CompressionVector {
  return {
    ...base(`refused/${name}`, comment, requirements, [content], flag),
    inflated: [],
    expect: { result: "alert", codes: [decompression_failed] },
  };
}

function tooLarge(
  name: string,
  comment: string,
  content: Uint8Array,
): CompressionVector {
  return {
    ...refused(name, comment, ["CMP-7"], content, "Bomb"),
    expect: { result: "alert", codes: [frame_too_large] },
  };
}

function base(
  id: string,
  comment: string,
  requirements: string[],
  contents: Uint8Array[],
  ...flags: string[]
) {
  return {
    id,
    comment,
    requirements,
    flags,
    provenance: GENERATED,
    since: "0.1.0",
    kind: "inflate" as const,
    maxFrame: MAX_FRAME,
    contents: contents.map(hex),
  };
}

/** By pako, whose bytes are the same on every platform. */
function compress(content: Uint8Array): Uint8Array {
  return new Compressor().compress(content);
}
