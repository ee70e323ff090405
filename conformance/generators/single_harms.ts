import { type Layout, leastSize } from "../../src/mod.ts";
import type { Piece } from "./dissect.ts";
import * as mutations from "./mutations.ts";

/** A kind of harm done in one way, whose answer can be foretold. */
export interface SingleHarm {
  readonly kind: string;
  readonly mutation: mutations.Mutation;
  /** Which of the mutation's ways. */
  readonly way: (piece: Piece) => number;
  readonly describe: (field: string) => string;
}

/** The harms that make sense for a field, in a list or outside any. */
export function singleHarms(layout: Layout, inList: boolean): SingleHarm[] {
  return [
    ...(layout.kind === "rest" || layout.kind === "struct"
      ? []
      : inList
      ? shortLists(layout)
      : shortMessages(layout)),
    ...harmsOf(layout),
    harm("trailing", mutations.trailing, 0, (f) => `A byte follows ${f}`),
  ];
}

const first = (): number => 0;
const last = (piece: Piece): number => piece.end - piece.start - 1;
const inLength = (piece: Piece): number => piece.content - piece.start - 1;

function shortMessages(layout: Layout): SingleHarm[] {
  const { cut } = mutations;
  return [
    harm("cut-before", cut, first, (f) => `The message ends before ${f}`),
    ...whereLengthIsLong(
      layout,
      harm(
        "cut-in-length",
        cut,
        inLength,
        (f) => `The message ends inside the length of ${f}`,
      ),
    ),
    ...whereManyBytes(
      layout,
      harm("cut-inside", cut, last, (f) => `The last byte of ${f} is missing`),
    ),
  ];
}

function shortLists(layout: Layout): SingleHarm[] {
  const { cutInList } = mutations;
  return [
    harm(
      "list-ends-before",
      cutInList,
      first,
      (f) => `The list ends before ${f}, and its length says so`,
    ),
    ...whereLengthIsLong(
      layout,
      harm(
        "list-ends-in-length",
        cutInList,
        inLength,
        (f) => `The list ends inside the length of ${f}, and its own says so`,
      ),
    ),
    ...whereManyBytes(
      layout,
      harm(
        "list-ends-inside",
        cutInList,
        last,
        (f) =>
          `The last byte of ${f} is missing, and the list's length says so`,
      ),
    ),
  ];
}

function harmsOf(layout: Layout): SingleHarm[] {
  switch (layout.kind) {
    case "enum":
      return layout.open ? [] : [
        harm("unknown", mutations.value, first, (f) => `${f} has no name`),
        harm(
          "unknown-largest",
          mutations.value,
          () => 2 ** (8 * layout.width) - 1,
          (f) => `${f} is the largest number that has no name`,
        ),
      ];
    case "rest":
      return byteStrings(layout);
    case "bytes":
      return [...lengths(layout.prefix), ...byteStrings(layout)];
    case "vector":
      return [...lengths(layout.prefix), ...lists(layout)];
    default:
      return [];
  }
}

/** Ways of `mutations.length`. */
const ONE_OVER = 0;
const ONE_UNDER = 1;
const LARGEST = 2;
const ZERO = 3;

function lengths(prefix: number): SingleHarm[] {
  const { length } = mutations;
  return [
    harm(
      "length-one-over",
      length,
      ONE_OVER,
      (f) => `The length of ${f} is one over`,
    ),
    harm(
      "length-one-under",
      length,
      ONE_UNDER,
      (f) => `The length of ${f} is one under`,
    ),
    harm("length-zero", length, ZERO, (f) => `The length of ${f} is 0`),
    // The largest of one byte may still be within the message.
    ...(prefix === 1 ? [] : [
      harm(
        "length-largest",
        length,
        LARGEST,
        (f) => `The length of ${f} is the largest there is`,
      ),
    ]),
  ];
}

function byteStrings({ min }: { readonly min: number }): SingleHarm[] {
  const { tooShort, tooLong } = mutations;
  return [
    harm("empty", tooShort, first, (f) => `${f} is empty`),
    ...(min > 1
      ? [
        harm("too-short", tooShort, min - 1, (f) => `${f} is a byte too short`),
      ]
      : []),
    harm("too-long", tooLong, first, (f) => `${f} is a byte too long`),
  ];
}

function lists({ minItems }: { readonly minItems: number }): SingleHarm[] {
  const { tooFew, odd, count, duplicate, duplicateKey } = mutations;
  return [
    harm("empty", tooFew, first, (f) => `${f} is empty`),
    ...(minItems > 1
      ? [
        harm(
          "too-few",
          tooFew,
          minItems - 1,
          (f) => `${f} has an item too few`,
        ),
      ]
      : []),
    harm("odd", odd, first, (f) => `${f} ends with a byte that is no item`),
    harm("too-many", count, first, (f) => `${f} has an item too many`),
    harm("duplicate", duplicate, first, (f) => `${f} holds an item twice`),
    harm(
      "duplicate-key",
      duplicateKey,
      first,
      (f) => `${f} holds two items of one kind that differ otherwise`,
    ),
  ];
}

function whereLengthIsLong(layout: Layout, harm: SingleHarm): SingleHarm[] {
  const prefixed = layout.kind === "bytes" || layout.kind === "vector";
  return prefixed && layout.prefix > 1 ? [harm] : [];
}

function whereManyBytes(layout: Layout, harm: SingleHarm): SingleHarm[] {
  const fixed = layout.kind !== "bytes" && layout.kind !== "vector";
  return fixed && leastSize(layout) < 2 ? [] : [harm];
}

function harm(
  kind: string,
  mutation: mutations.Mutation,
  way: number | ((piece: Piece) => number),
  describe: (field: string) => string,
): SingleHarm {
  return {
    kind,
    mutation,
    way: typeof way === "number" ? () => way : way,
    describe,
  };
}
