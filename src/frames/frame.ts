import { HEADER_SIZE } from "../schema/limits.ts";

/** A frame off the wire: its body as the pieces it arrived in. */
export interface Frame {
  readonly type: number;
  /** Bytes of the body. */
  readonly length: number;
  readonly body: readonly Uint8Array[];
}

/** Bytes of a whole frame: its header, then its body (spec/frames.md). */
export function encodeFrame(type: number, body: Uint8Array): Uint8Array {
  const frame = new Uint8Array(HEADER_SIZE + body.length);
  writeHeader(frame, type, body.length);
  frame.set(body, HEADER_SIZE);
  return frame;
}

/** Writes the four header bytes at the start of `target`. */
export function writeHeader(
  target: Uint8Array,
  type: number,
  length: number,
): void {
  target[0] = type;
  target[1] = length >>> 16;
  target[2] = length >>> 8;
  target[3] = length;
}

/** Pieces as one byte string: the piece itself where there is only one. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0];
  const whole = new Uint8Array(
    pieces.reduce((sum, piece) => sum + piece.length, 0),
  );
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
