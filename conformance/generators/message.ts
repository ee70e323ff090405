import {
  type BytesLayout,
  type Fault,
  type Layout,
  leastSize,
  type StructLayout,
  type VectorLayout,
} from "../../src/mod.ts";
import { dissect, type Piece } from "./dissect.ts";
import { joined, spell, spelledNumber } from "./spell.ts";

/** A well-formed message: its bytes, and where each field lies in them. */
export interface Message {
  readonly bytes: Uint8Array;
  readonly root: Piece;
}

/** What a decoder must answer. */
export interface Answer {
  readonly fault: Fault;
  readonly offset: number;
  readonly path: string;
}

/**
 * A message gone wrong. Without an answer nothing is foretold but the law:
 * it is refused, or is the one spelling of what it decodes to.
 */
export interface Malformed {
  readonly bytes: Uint8Array;
  readonly answer?: Answer;
}

/** A message from the bytes of a well-formed body. */
export function messageFrom(layout: StructLayout, bytes: Uint8Array): Message {
  return { bytes, root: dissect(layout, bytes) };
}

/** A message that spells a value. */
export function messageOfValue(layout: StructLayout, value: unknown): Message {
  return messageFrom(layout, spell(layout, value));
}

/** A layout with a length before its content. */
export type Prefixed = BytesLayout | VectorLayout;

/** Whether a length comes before the content of this piece. */
export function isPrefixed(
  piece: Piece,
): piece is Piece & { readonly layout: Prefixed } {
  return piece.layout.kind === "bytes" || piece.layout.kind === "vector";
}

/** The lengths that a prefix may hold without fault. */
export function lengthBounds(
  layout: Layout,
): { readonly min: number; readonly max: number } {
  switch (layout.kind) {
    case "bytes":
    case "rest":
      return layout;
    case "vector":
      return {
        min: layout.minItems * leastSize(layout.item),
        max: 2 ** (8 * layout.prefix) - 1,
      };
    default:
      throw new RangeError(`${layout.kind} has no length of its own`);
  }
}

/** Where the innermost list around a piece ends, else the message. */
export function endOfContainer({ root }: Message, piece: Piece): number {
  return piece.lists.at(-1)?.end ?? root.end;
}

/** The message up to a byte, the lengths before it as they were. */
export function cutAt({ bytes }: Message, at: number): Uint8Array {
  return bytes.slice(0, at);
}

/**
 * The message with `remove` bytes at `at` replaced, and the lengths of
 * `lists` made to fit; nothing when one of them can't hold its new length.
 */
export function spliced(
  { bytes }: Message,
  at: number,
  remove: number,
  insert: Uint8Array,
  lists: readonly Piece[],
): Uint8Array | undefined {
  const edited = bytes.slice();
  for (const list of lists) {
    const length = list.end - list.content + insert.length - remove;
    const { min, max } = lengthBounds(list.layout);
    if (length < min || length > max) return undefined;
    declare(edited, list, length);
  }
  return joined([
    edited.subarray(0, at),
    insert,
    edited.subarray(at + remove),
  ]);
}

/** Writes another length into a piece's prefix, in place. */
export function declare(
  bytes: Uint8Array,
  piece: Piece,
  length: number,
): void {
  const { layout } = piece;
  if (layout.kind === "bytes" || layout.kind === "vector") {
    bytes.set(spelledNumber(length, layout.prefix), piece.start);
  }
}
