import type { Fault, Layout, StructLayout } from "../../src/mod.ts";
import type { Piece } from "./dissect.ts";
import { grown } from "./grow.ts";
import {
  type Malformed,
  type Message,
  messageFrom,
  messageOfValue,
} from "./message.ts";
import { sample } from "./sample.ts";
import { type SingleHarm, singleHarms } from "./single_harms.ts";

/** One fault of one field, for any well-formed message to be given. */
export interface SingleFault {
  /** Unlike any other, as `ClientHello.extensions.type/list-ends-inside`. */
  readonly id: string;
  /** What is wrong, in a sentence without its full stop. */
  readonly description: string;
  /** The field, as `ClientHello.extensions[].type`. */
  readonly field: string;
  /** What the decoder must find, wherever it finds it. */
  readonly fault: Fault;
  /**
   * The message with this fault and no other, and the decoder's answer. A
   * list without the item or a string without the byte it takes is given one
   * first.
   *
   * @throws RangeError when the body isn't well-formed, or leaves no room for
   * the fault: its list is full already.
   */
  mutate(body: Uint8Array): Required<Malformed>;
}

/**
 * Each fault that each field of a message can have and whose answer can be
 * foretold for every message, in the order of the fields.
 */
export function enumerateFaults(layout: StructLayout): readonly SingleFault[] {
  const example = messageOfValue(layout, sample(layout));
  return placesOf(layout, layout.name, []).flatMap((place) =>
    singleHarms(place.layout, place.steps.includes(ITEM)).flatMap((harm) => {
      const fault = harmed(example, place, harm)?.answer.fault;
      return fault ? [singleFault(layout, place, harm, fault)] : [];
    })
  );
}

/** A step into the last item of a list. */
const ITEM = "[]";

/** A field, and the way to it: names of fields, and `[]`. */
interface Place {
  readonly layout: Layout;
  readonly path: string;
  readonly steps: readonly string[];
}

function placesOf(
  layout: Layout,
  path: string,
  steps: readonly string[],
): Place[] {
  const here = { layout, path, steps };
  switch (layout.kind) {
    case "vector":
      return [
        here,
        ...placesOf(layout.item, `${path}[]`, [...steps, ITEM]),
      ];
    case "struct":
      return [
        here,
        ...layout.fields.flatMap((field) =>
          placesOf(field.layout, `${path}.${field.name}`, [
            ...steps,
            field.name,
          ])
        ),
      ];
    default:
      return [here];
  }
}

function singleFault(
  layout: StructLayout,
  place: Place,
  harm: SingleHarm,
  fault: Fault,
): SingleFault {
  const field = place.path.replaceAll("[].", ".").replace("[]", ".item");
  const id = `${field}/${harm.kind}`;
  return {
    id,
    description: harm.describe(place.path),
    field: place.path,
    fault,
    mutate(body) {
      const made = harmed(messageFrom(layout, body), place, harm, fault);
      if (made) return made;
      throw new RangeError(`Cannot make ${id}: the message has no room for it`);
    },
  };
}

/** A harm may need an item more than there is, and another beside it. */
const MOST_GROWTH = 2;

/**
 * The harm done, to a message given more of the field where it takes it: more
 * items of the list that it stands in, or else more of itself.
 */
function harmed(
  message: Message,
  place: Place,
  harm: SingleHarm,
  fault?: Fault,
): Required<Malformed> | undefined {
  return harmedGrowing(listAround, message, place, harm, fault) ??
    harmedGrowing((piece) => piece, message, place, harm, fault);
}

function harmedGrowing(
  growing: (piece: Piece) => Piece,
  message: Message,
  { steps }: Place,
  { mutation, way }: SingleHarm,
  fault: Fault | undefined,
): Required<Malformed> | undefined {
  for (let growth = 0; growth <= MOST_GROWTH; growth++) {
    const { piece, whole } = reach(message.root, steps);
    const made = whole ? mutation(message, piece, way(piece)) : undefined;
    if (made?.answer && (!fault || made.answer.fault === fault)) {
      return { bytes: made.bytes, answer: made.answer };
    }
    const more = grown(message, growing(piece));
    if (!more) return undefined;
    message = more;
  }
  return undefined;
}

function listAround(piece: Piece): Piece {
  if (piece.layout.kind === "vector") return piece;
  return piece.lists.at(-1) ?? piece;
}

/** The piece at the end of a way, or the empty list where the way stops. */
function reach(
  root: Piece,
  steps: readonly string[],
): { readonly piece: Piece; readonly whole: boolean } {
  let piece = root;
  for (const step of steps) {
    const next = step === ITEM
      ? piece.children.at(-1)
      : piece.children.find(({ path }) => path === `${piece.path}.${step}`);
    if (!next) return { piece, whole: false };
    piece = next;
  }
  return { piece, whole: true };
}
