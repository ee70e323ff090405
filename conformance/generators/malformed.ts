import fc from "fast-check";
import type { StructLayout } from "../../src/mod.ts";
import { piecesOf } from "./dissect.ts";
import { type Malformed, type Message, messageOfValue } from "./message.ts";
import * as mutations from "./mutations.ts";
import { sample } from "./sample.ts";
import { valid } from "./valid.ts";

/** A kind of harm. */
export type Kind = keyof typeof mutations;

/** A message gone wrong, and what was done to it. */
export interface MalformedMessage extends Malformed {
  readonly kind: Kind;
  /** The field that was hit. */
  readonly field: string;
  /** The message as it was. */
  readonly from: Uint8Array;
}

/**
 * Messages of a layout with one thing wrong. The kind is drawn first and its
 * place second: drawn together, four in five would be truncations.
 */
export function malformed(
  layout: StructLayout,
  values: fc.Arbitrary<unknown> = valid(layout, { meaning: false }),
): fc.Arbitrary<MalformedMessage> {
  const any = fc.noBias(fc.nat());
  const kinds = kindsOf(layout);
  return fc.tuple(values, fc.constantFrom(...kinds), any, any).map(
    ([value, kind, place, n]) =>
      harmed(messageOfValue(layout, value), kinds, kind, place, n),
  );
}

/** The kinds of harm that messages of a layout can take. */
function kindsOf(layout: StructLayout): Kind[] {
  const example = messageOfValue(layout, sample(layout));
  const pieces = piecesOf(example.root);
  return (Object.keys(mutations) as Kind[]).filter((kind) =>
    pieces.some((piece) =>
      [0, 1].some((way) => mutations[kind](example, piece, way))
    )
  );
}

/** Harm of a kind, or of the next kinds where this one has no place. */
function harmed(
  message: Message,
  kinds: readonly Kind[],
  wanted: Kind,
  place: number,
  n: number,
): MalformedMessage {
  const pieces = piecesOf(message.root);
  for (const kind of from(kinds, kinds.indexOf(wanted))) {
    for (const piece of from(pieces, place % pieces.length)) {
      const made = mutations[kind](message, piece, n);
      if (made) {
        return { ...made, kind, field: piece.path, from: message.bytes };
      }
    }
  }
  throw new Error(`Nothing can go wrong with ${message.root.path}`);
}

/** The list from one place on, then what is before it. */
function from<T>(list: readonly T[], at: number): readonly T[] {
  return [...list.slice(at), ...list.slice(0, at)];
}
