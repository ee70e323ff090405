import {
  ExtensionType,
  type Layout,
  MAX_DEPLOYMENT_KEY_ID,
  type StructLayout,
  type VectorLayout,
  type Width,
} from "../../src/mod.ts";
import { dissect, numberAt, type Piece } from "./dissect.ts";
import { isPrefixed, spliced } from "./message.ts";
import { freshItem } from "./sample.ts";
import { joined, spell, spelledNumber } from "./spell.ts";

/** One bound of meaning broken: the message parses, and isn't permitted. */
export interface Illegal {
  /** Unlike any other, as `ClientHello.maxFrame/under-range`. */
  readonly id: string;
  /** What is wrong, in a sentence without its full stop. */
  readonly description: string;
  /** The field, as `ClientHello.maxFrame`. */
  readonly field: string;
  /**
   * A well-formed body with this and nothing else changed.
   *
   * @throws RangeError when the body isn't well-formed or its field is full.
   */
  mutate(body: Uint8Array): Uint8Array;
}

/** Each bound of meaning that the fields of a message have, broken. */
export function enumerateIllegal(layout: StructLayout): readonly Illegal[] {
  return layout.fields.flatMap((field) =>
    breachesOf(field.layout).map(({ kind, says, content }) => {
      const path = `${layout.name}.${field.name}`;
      const id = `${path}/${kind}`;
      return {
        id,
        description: `${path} ${says}`,
        field: path,
        mutate(body: Uint8Array) {
          const root = dissect(layout, body);
          const [piece] = root.children.filter((child) => child.path === path);
          const { content: at, end } = piece;
          const lists = isPrefixed(piece) ? [piece] : [];
          const now = content(body, piece);
          const made = spliced({ bytes: body, root }, at, end - at, now, lists);
          if (made) return made;
          throw new RangeError(`Cannot make ${id}: ${path} is full`);
        },
      };
    })
  );
}

/** A way to break a bound: what the field's content then is. */
interface Breach {
  readonly kind: string;
  readonly says: string;
  readonly content: (body: Uint8Array, piece: Piece) => Uint8Array;
}

function breachesOf(layout: Layout): readonly Breach[] {
  const meaning = "meaning" in layout ? layout.meaning : undefined;
  if (layout.kind === "uint" && meaning?.rule === "range") {
    return outOfRange(meaning, layout.width);
  }
  if (layout.kind === "vector" && meaning?.rule === "contains") {
    return [lacking(layout, meaning.value)];
  }
  if (layout.kind === "bytes" && meaning?.rule === "server-name") {
    return badNames();
  }
  return isExtensions(layout) ? keyIds(layout) : [];
}

function outOfRange(
  { min, max }: { readonly min: number; readonly max: number },
  width: Width,
): Breach[] {
  const breach = (kind: string, number: number): Breach => ({
    kind,
    says: `is ${number}`,
    content: () => spelledNumber(number, width),
  });
  return [
    breach("zero", 0),
    breach("one-under", min - 1),
    breach("one-over", max + 1),
    breach("largest", 2 ** (8 * width) - 1),
  ];
}

/** The list without a number it has to hold, another in its place. */
function lacking(layout: VectorLayout, wanted: number): Breach {
  return {
    kind: `without-${wanted}`,
    says: `lacks ${wanted}`,
    content(body, { children }) {
      const numbers = children.map(({ start, end }) =>
        numberAt(body, start, end)
      );
      const others = numbers.filter((number) => number !== wanted);
      const other = freshItem(layout, new Set([wanted, ...numbers]));
      const now = others.length > 0 ? others : [other?.value];
      return joined(now.map((number) => spell(layout.item, number)));
    },
  };
}

/** The ends of the ranges of bytes that no name may hold. */
const BAD_BYTES = [0x00, 0x20, 0x41, 0x5a, 0x7f, 0x80, 0xff];
const LETTER = 0x61;
const DOT = 0x2e;

function badNames(): Breach[] {
  const ending = (bytes: number[]): Breach["content"] => (body, piece) =>
    joined([body.subarray(piece.content, piece.end), Uint8Array.from(bytes)]);
  const hex = (byte: number) => byte.toString(16).padStart(2, "0");
  return [
    ...BAD_BYTES.map((byte): Breach => ({
      kind: `byte-${hex(byte)}`,
      says: `holds the byte 0x${hex(byte)}`,
      content: ending([byte, LETTER]),
    })),
    { kind: "dot", says: "ends in a dot", content: ending([LETTER, DOT]) },
  ];
}

/** An identifier of the deployment key that is too short or too long. */
function keyIds(layout: VectorLayout): Breach[] {
  const breach = (kind: string, length: number): Breach => ({
    kind: `deployment-key-id-${kind}`,
    says: `hold a deployment_key_id of ${length} bytes`,
    content(body, { children }) {
      const type = ExtensionType.deployment_key_id;
      const others = children.filter(({ children: [key] }) =>
        numberAt(body, key.start, key.end) !== type
      ).map(({ start, end }) => body.subarray(start, end));
      const data = new Uint8Array(length).fill(LETTER);
      return joined([...others, spell(layout.item, { type, data })]);
    },
  });
  return [breach("empty", 0), breach("too-long", MAX_DEPLOYMENT_KEY_ID + 1)];
}

function isExtensions(layout: Layout): layout is VectorLayout {
  if (layout.kind !== "vector" || layout.item.kind !== "struct") return false;
  const [key] = layout.item.fields;
  return key.layout.kind === "enum" && key.layout.registry === "ExtensionType";
}
