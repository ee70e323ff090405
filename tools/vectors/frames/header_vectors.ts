import { hex } from "../../../conformance/tester/bytes.ts";
import { frameName, header } from "../../../conformance/tester/frame.ts";
import { AlertCode, Cipher, FrameType } from "../../../src/mod.ts";
import type { Expect } from "../format.ts";
import { GENERATED } from "../topic.ts";
import type { HeaderVector } from "./format.ts";
import { STATE_ROWS, type StateRow } from "./states.ts";

const {
  unexpected_frame,
  malformed,
  frame_too_large,
  bad_key,
  bad_frame_protection,
} = AlertCode;
const ACCEPT: Expect = { result: "accept" };
const LARGEST = 0xffffff;
/** The modulus of the vectors' server key. */
const MODULUS = 256;

/** Types that no state knows: zero, between, inner alone, above. */
const UNKNOWN = [0x00, 0x07, 0x0f, 0x14, 0x16, 0x1f, 0x21, 0x90, 0xff];

/** Every type in every state, then the lengths of those that are let through. */
export function headerVectors(): HeaderVector[] {
  return STATE_ROWS.flatMap((row) => [
    ...types(row),
    ...lengths(row),
    ...(row.clearAlert ? alertLengths(row) : []),
  ]);
}

function types(row: StateRow): HeaderVector[] {
  const known = Object.values(FrameType);
  return [...known, ...UNKNOWN].map((type) => {
    const accepted = type === row.accepts ||
      (type === FrameType.Alert && row.clearAlert);
    const length = accepted ? usualLength(row, type) : 1;
    const late = type === FrameType.Alert && !row.clearAlert;
    return vector(
      row,
      `type-${hex(Uint8Array.of(type))}`,
      accepted
        ? `${frameName(type)}, as it is due`
        : `${frameName(type)}, which this state does not accept`,
      late ? "END-8" : accepted ? "FRM-3" : "FRM-4",
      type,
      length,
      accepted ? ACCEPT : alert(unexpected_frame),
      accepted ? [] : ["WrongType"],
    );
  });
}

function usualLength(row: StateRow, type: number): number {
  switch (type) {
    case FrameType.Protected:
      return finishedSize(row);
    case FrameType.ClientKeyExchange:
      return MODULUS;
    case FrameType.Alert:
      return 1;
    default:
      return 60;
  }
}

function alertLengths(row: StateRow): HeaderVector[] {
  return [
    vector(
      row,
      "alert-empty",
      "A clear Alert without its code",
      "FRM-6",
      FrameType.Alert,
      0,
      alert(malformed),
      ["Empty"],
    ),
    vector(
      row,
      "alert-of-2",
      "A clear Alert of two bytes",
      "FRM-5",
      FrameType.Alert,
      2,
      alert(frame_too_large),
      ["OverLimit"],
    ),
  ];
}

function lengths(row: StateRow): HeaderVector[] {
  if (row.accepts === FrameType.Protected) {
    return row.state === "ESTABLISHED" ? established(row) : finished(row);
  }
  const limit = LIMITS[row.accepts];
  const exchange = row.accepts === FrameType.ClientKeyExchange;
  const of = (length: number, expect: Expect, requirement: string) =>
    vector(
      row,
      `length-${length}`,
      `${frameName(row.accepts)} of ${length} bytes, its limit is ${limit}`,
      requirement,
      row.accepts,
      length,
      expect,
      expect.result === "accept"
        ? []
        : expect.result === "either"
        ? ["OtherSize"]
        : [length === 0 ? "Empty" : "OverLimit"],
    );
  const other: Expect = { result: "either", codes: [malformed] };
  const empty = row.accepts === FrameType.ServerKey ? bad_key : malformed;
  return [
    of(0, alert(empty), empty === bad_key ? "KEX-2" : "FRM-6"),
    ...(exchange ? [of(MODULUS - 1, other, "FRM-15")] : []),
    of(limit, exchange ? other : ACCEPT, exchange ? "FRM-15" : "FRM-5"),
    of(limit + 1, alert(frame_too_large), "FRM-5"),
    of(LARGEST, alert(frame_too_large), "FRM-5"),
  ];
}

const LIMITS: Readonly<Record<number, number>> = {
  [FrameType.ClientHello]: 16_384,
  [FrameType.ServerHello]: 16_384,
  [FrameType.ServerKey]: 1_024,
  [FrameType.ServerCertificate]: 65_535,
  [FrameType.ClientKeyExchange]: 512,
};

/** Before Established the length is that of a sealed Finished, and no other. */
function finished(row: StateRow): HeaderVector[] {
  const exact = finishedSize(row);
  const short = [0, 16, exact - 8, exact - 1];
  const long = [exact + 1, exact + 8, sealedSize(row, 1 + row.maxFrame)];
  return [
    ...short.map((length) =>
      protectedOf(row, length, bad_frame_protection, "FIN-7")
    ),
    ...[...long, LARGEST].map((length) =>
      protectedOf(row, length, frame_too_large, "FIN-7")
    ),
  ];
}

function established(row: StateRow): HeaderVector[] {
  const most = sealedSize(row, 1 + row.maxFrame);
  const impossible = isTripleDes(row)
    ? [0, 40, 47, 49, 55, most - 1]
    : [0, 1, 15];
  const possible = isTripleDes(row) ? [48, 56, most] : [16, 17, most];
  return [
    ...impossible.map((length) =>
      protectedOf(row, length, bad_frame_protection, "PRO-16")
    ),
    ...possible.map((length) => protectedOf(row, length, undefined, "FRM-5")),
    ...[most + 1, most + 8, LARGEST].map((length) =>
      protectedOf(row, length, frame_too_large, "FRM-12")
    ),
  ];
}

function protectedOf(
  row: StateRow,
  length: number,
  code: number | undefined,
  requirement: string,
): HeaderVector {
  return vector(
    row,
    `protected-of-${length}`,
    code === undefined
      ? `Protected of ${length} bytes, which some plaintext has`
      : `Protected of ${length} bytes, too ${
        code === frame_too_large ? "many" : "few, or of no plaintext"
      }`,
    requirement,
    FrameType.Protected,
    length,
    code === undefined ? ACCEPT : alert(code),
    code === undefined
      ? []
      : [code === frame_too_large ? "OverLimit" : "Impossible"],
  );
}

function finishedSize(row: StateRow): number {
  return sealedSize(row, 33);
}

function sealedSize(row: StateRow, plain: number): number {
  return isTripleDes(row)
    ? 8 + 8 * (Math.floor(plain / 8) + 1) + 32
    : plain + 16;
}

function isTripleDes({ cipher }: StateRow): boolean {
  return cipher === Cipher["3DES-EDE-CBC-HMAC-SHA-256"];
}

function alert(code: number): Expect {
  return { result: "alert", codes: [code] };
}

function vector(
  row: StateRow,
  id: string,
  comment: string,
  requirement: string,
  type: number,
  length: number,
  expect: Expect,
  flags: string[],
): HeaderVector {
  const { name, role, state, setting, cipher, compression, maxFrame } = row;
  return {
    id: `${name}/${id}`,
    comment,
    requirements: [requirement],
    flags,
    provenance: GENERATED,
    since: "0.1.0",
    kind: "header",
    role,
    state,
    setting,
    cipher,
    compression,
    maxFrame,
    header: hex(header(type, length)),
    expect,
  };
}
