import { ascii, concat, hex, uint } from "../../../conformance/tester/bytes.ts";
import { Compressor } from "../../../conformance/tester/compression.ts";
import { frameName } from "../../../conformance/tester/frame.ts";
import { AlertCode, COMPRESSED_BIT, FrameType } from "../../../src/mod.ts";
import type { InnerVector } from "./format.ts";
import {
  accepted,
  type InnerRows,
  innerRows,
  MAX_FRAME,
  refused,
} from "./inner_rows.ts";

const { unexpected_frame, malformed, frame_too_large } = AlertCode;
const { Finished, Data, Ping, Pong, KeyUpdate, Alert } = FrameType;

/** What is judged once a frame has been opened. */
export function innerVectors(): InnerVector[] {
  return (["server", "client"] as const).map(innerRows).flatMap((rows) => [
    ...innerTypes(rows),
    ...sizes(rows),
    ...sequences(rows),
    ...compressed(rows),
    ...beforeEstablished(rows),
  ]);
}

const ACCEPTED = [Data, Ping, KeyUpdate, Alert];
/** Clear types, unknown ones, and bit 7 on what can't be compressed. */
const REFUSED = [
  ...[0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x0f, 0x14, 0x16, 0x20],
  ...[0x80, 0x86, 0x90, 0x91, 0x92, 0x93, 0x95, 0xa0, 0xff],
];

function innerTypes({ established }: InnerRows): InnerVector[] {
  return [
    ...ACCEPTED.map((type) =>
      accepted(
        established,
        `type-${byte(type)}`,
        `${frameName(type)}, as it may come`,
        "PRO-1",
        [plain(type, uint(0, 1))],
      )
    ),
    ...REFUSED.map((type) =>
      refused(
        established,
        `type-${byte(type)}`,
        `Inner type 0x${byte(type)}, one byte of content`,
        type & COMPRESSED_BIT
          ? "CMP-2"
          : type === Finished
          ? "FIN-9"
          : "PRO-12",
        unexpected_frame,
        [plain(type, type === Finished ? new Uint8Array(32) : uint(0, 1))],
        "WrongType",
      )
    ),
    refused(
      established,
      "pong-unsolicited",
      "A Pong that no Ping awaits",
      "PNG-4",
      unexpected_frame,
      [plain(Pong, ascii("ping"))],
      "WrongType",
    ),
  ];
}

function sizes({ established, tripleDes }: InnerRows): InnerVector[] {
  const content = (size: number) => new Uint8Array(size).fill(0x61);
  const wrong = (type: number, size: number, requirement: string) =>
    refused(
      established,
      `type-${byte(type)}-of-${size}`,
      `${frameName(type)} of ${size} bytes`,
      requirement,
      malformed,
      [plain(type, new Uint8Array(size))],
      "WrongSize",
    );
  return [
    wrong(Data, 0, "DAT-2"),
    wrong(KeyUpdate, 0, "FRM-14"),
    wrong(KeyUpdate, 2, "FRM-14"),
    wrong(Alert, 0, "FRM-14"),
    wrong(Alert, 2, "FRM-14"),
    refused(
      established,
      "key-update-2",
      "A KeyUpdate whose request is 2",
      "KUP-1",
      malformed,
      [plain(KeyUpdate, uint(2, 1))],
      "WrongSize",
    ),
    ...[Data, Ping].map((type) =>
      accepted(
        tripleDes,
        `type-${byte(type)}-of-${MAX_FRAME}`,
        `${frameName(type)} of maxFrame bytes`,
        "PRO-13",
        [plain(type, content(MAX_FRAME))],
      )
    ),
    ...[Data, Ping].flatMap((type) =>
      [1, 6].map((more) =>
        refused(
          tripleDes,
          `type-${byte(type)}-of-${MAX_FRAME + more}`,
          `${frameName(type)} of ${more} over maxFrame, in a body within L`,
          "PRO-13",
          frame_too_large,
          [plain(type, content(MAX_FRAME + more))],
          "OverLimit",
        )
      )
    ),
  ];
}

function sequences({ established }: InnerRows): InnerVector[] {
  const update = (request = 0) => plain(KeyUpdate, uint(request, 1));
  const data = plain(Data, ascii("fesa"));
  return [
    accepted(
      established,
      "key-update-then-data",
      "Data under the next generation's keys",
      "KUP-2",
      [data, update(), data],
    ),
    accepted(
      established,
      "key-updates-apart",
      "Two KeyUpdates with Data between",
      "KUP-5",
      [data, update(), data, update(1), data],
    ),
    refused(
      established,
      "key-update-twice",
      "A KeyUpdate right after another",
      "KUP-5",
      unexpected_frame,
      [data, update(), update()],
      "WrongType",
    ),
    accepted(
      established,
      "unknown-alert",
      "An Alert of a code without a name ends the connection unanswered",
      "END-11",
      [plain(Alert, uint(0x99, 1))],
    ),
  ];
}

function compressed({ compressed: row }: InnerRows): InnerVector[] {
  const content = (text: string) => new Compressor().compress(ascii(text));
  const type = (type: number) => type | COMPRESSED_BIT;
  return [
    ...[Data, Ping].map((inner) =>
      accepted(
        row,
        `type-${byte(type(inner))}`,
        `Compressed ${frameName(inner)}`,
        "CMP-2",
        [plain(type(inner), content("fesa fesa fesa"))],
      )
    ),
    ...[Data, Ping, Pong].map((inner) =>
      refused(
        row,
        `type-${byte(type(inner))}-empty`,
        `Compressed ${frameName(inner)} without content`,
        inner === Pong ? "PNG-4" : "CMP-12",
        // A Pong that no Ping awaits may be judged before its size.
        inner === Pong ? [malformed, unexpected_frame] : malformed,
        [plain(type(inner), new Uint8Array())],
        "WrongSize",
      )
    ),
    ...[KeyUpdate, Alert, Finished].map((inner) =>
      refused(
        row,
        `type-${byte(type(inner))}`,
        `Bit 7 on ${frameName(inner)}`,
        "CMP-2",
        unexpected_frame,
        [plain(type(inner), uint(0, 1))],
        "WrongType",
      )
    ),
    accepted(
      row,
      "uncompressed-between",
      "Data without bit 7 leaves the context as it is",
      "CMP-4",
      [
        plain(type(Data), twice()[0]),
        plain(Data, ascii("between")),
        plain(type(Data), twice()[1]),
      ],
    ),
  ];
}

/** The two contents of spec/protection.md: the second needs the first. */
function twice(): [Uint8Array, Uint8Array] {
  const compressor = new Compressor();
  const text = ascii("name=Ada;name=Alan;");
  return [compressor.compress(text), compressor.compress(text)];
}

/** Of the exact length of a sealed Finished, and yet none. */
function beforeEstablished(rows: InnerRows): InnerVector[] {
  const other = [Data, Ping, Pong, 0x90, 0x01, 0x00].map((type) =>
    refused(
      rows.before,
      `type-${byte(type)}`,
      `Inner type 0x${byte(type)} with 32 bytes before Finished`,
      "FIN-6",
      unexpected_frame,
      [plain(type, new Uint8Array(32).fill(0x61))],
      "WrongType",
    )
  );
  const finished = [31, 33, 38].map((size) =>
    refused(
      rows.beforeTripleDes,
      `finished-of-${size}`,
      `A Finished of ${size} bytes, sealed in 80`,
      "FRM-14",
      malformed,
      [plain(Finished, new Uint8Array(size))],
      "WrongSize",
    )
  );
  return [...other, ...finished];
}

function plain(innerType: number, content: Uint8Array): Uint8Array {
  return concat(uint(innerType, 1), content);
}

function byte(value: number): string {
  return hex(Uint8Array.of(value));
}
