import { ProtocolError } from "../errors.ts";
import {
  finishedBodySize,
  isPossibleBodySize,
  maximumBodySize,
} from "../protection/body_size.ts";
import type { Opener } from "../protection/opener.ts";
import { FRAMES, longestClearBody } from "../schema/frames.ts";
import {
  COMPRESSED_BIT,
  Compression,
  FrameType,
  nameOf,
} from "../schema/registries.ts";

/** What decides which frame may come next. */
export interface Reading {
  /** The state's name, for messages. */
  readonly state: string;
  /** The types acceptable now, a clear Alert apart. */
  readonly accepts: readonly number[];
  /** Whether a clear Alert is still acceptable. */
  readonly clearAlert: boolean;
  readonly cipher: number | undefined;
  readonly opener: Opener | undefined;
  /** What was agreed on, once established. */
  readonly session?: {
    readonly compression: number;
    readonly maxFrame: number;
  };
  /** Whether the frame before was a KeyUpdate: then another may not follow. */
  readonly afterKeyUpdate: boolean;
  /** The Ping whose Pong is due, if any. */
  readonly awaitedPong?: { readonly compressed: boolean };
}

/**
 * Judges a frame by its header alone: type, then size, then the key's limit
 * (spec/frames.md, spec/failures.md).
 *
 * @throws ProtocolError
 */
export function judgeHeader(
  reading: Reading,
  type: number,
  length: number,
): void {
  const clearAlert = type === FrameType.Alert && reading.clearAlert;
  if (!clearAlert && !reading.accepts.includes(type)) {
    throw unexpected(reading, nameOf(FrameType, type));
  }
  if (type === FrameType.Protected) {
    judgeProtectedSize(reading, length);
  } else if (length > longestClearBody(type)) {
    throw tooLarge(nameOf(FrameType, type), length, longestClearBody(type));
  }
}

/** An inner type taken apart, allowed in its state and of an allowed size. */
export interface Inner {
  readonly type: number;
  readonly compressed: boolean;
}

/**
 * Judges what was found inside a Protected frame: its type for the state, then
 * its size (spec/channel.md).
 *
 * @throws ProtocolError
 */
export function judgeInner(
  reading: Reading,
  innerType: number,
  length: number,
): Inner {
  const inner = innerOf(reading, innerType);
  const row = FRAMES.find((row) => row.type === inner.type)!;
  const most = row.maxLength === "maxFrame"
    ? reading.session!.maxFrame
    : row.maxLength;
  if (row.maxLength === "maxFrame") {
    if (length > most) throw tooLarge(row.name, length, most);
    const least = inner.compressed || inner.type === FrameType.Data ? 1 : 0;
    if (length < least) throw malformed(`${row.name} is empty`);
  } else if (length !== most) {
    throw malformed(`${row.name} has ${length} bytes, expected ${most}`);
  }
  return inner;
}

/** What may come inside Protected once a connection is established. */
const ESTABLISHED_TYPES: readonly number[] = [
  FrameType.Data,
  FrameType.Ping,
  FrameType.Pong,
  FrameType.KeyUpdate,
  FrameType.Alert,
];

function innerOf(reading: Reading, innerType: number): Inner {
  const { session } = reading;
  if (!session) {
    if (innerType === FrameType.Finished) {
      return { type: innerType, compressed: false };
    }
    throw unexpected(reading, `an inner ${nameOf(FrameType, innerType)}`);
  }
  const type = innerType & ~COMPRESSED_BIT;
  const compressed = type !== innerType;
  const known = ESTABLISHED_TYPES.includes(type);
  const compressible = session.compression === Compression.deflate &&
    FRAMES.some((row) => row.type === type && row.compressible);
  if (!known || (compressed && !compressible)) {
    throw unexpected(reading, `an inner ${nameOf(FrameType, innerType)}`);
  }
  if (type === FrameType.KeyUpdate && reading.afterKeyUpdate) {
    throw outOfPlace("KeyUpdate", "the frame before was one");
  }
  if (type === FrameType.Pong) judgePong(reading, compressed);
  return { type, compressed };
}

function judgePong(reading: Reading, compressed: boolean): void {
  const { awaitedPong } = reading;
  if (!awaitedPong) throw outOfPlace("Pong", "there is no Ping it answers");
  if (awaitedPong.compressed !== compressed) {
    throw outOfPlace("Pong", "its compression is not its Ping's");
  }
}

function judgeProtectedSize(reading: Reading, length: number): void {
  const { cipher, session, opener } = reading;
  if (cipher === undefined) throw new TypeError("No cipher was chosen");
  if (!session) {
    const expected = finishedBodySize(cipher);
    if (length > expected) throw tooLarge("Protected", length, expected);
    if (length < expected) throw impossible(length);
    return;
  }
  const most = maximumBodySize(cipher, session.maxFrame);
  if (length > most) throw tooLarge("Protected", length, most);
  if (!isPossibleBodySize(cipher, length)) throw impossible(length);
  opener?.judgeSize(length);
}

function unexpected(reading: Reading, what: string): ProtocolError {
  const expected = reading.accepts.map((type) => nameOf(FrameType, type));
  return new ProtocolError(
    "unexpected_frame",
    `Cannot accept ${what} in ${reading.state}: expected ${
      expected.join(" or ") || "nothing"
    }`,
  );
}

function outOfPlace(name: string, why: string): ProtocolError {
  return new ProtocolError("unexpected_frame", `Cannot accept ${name}: ${why}`);
}

function tooLarge(name: string, length: number, most: number): ProtocolError {
  return new ProtocolError(
    "frame_too_large",
    `Cannot accept ${name} of ${length} bytes: at most ${most} are allowed`,
  );
}

function impossible(length: number): ProtocolError {
  return new ProtocolError(
    "bad_frame_protection",
    `Cannot open a Protected frame of ${length} bytes`,
  );
}

function malformed(what: string): ProtocolError {
  return new ProtocolError("malformed", `Cannot decode: ${what}`);
}
