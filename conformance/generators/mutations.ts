import { leastSize, type VectorLayout } from "../../src/mod.ts";
import { numberAt, type Piece } from "./dissect.ts";
import { endsInRest, whenCut, whenDeclared, whenLeftOver } from "./foretell.ts";
import { freshItem } from "./sample.ts";
import { keyOf, withKey } from "./item_key.ts";
import {
  type Answer,
  cutAt,
  declare,
  isPrefixed,
  lengthBounds,
  type Malformed,
  type Message,
  spliced,
} from "./message.ts";
import { keyPiece, takenKeys } from "./taken_keys.ts";
import { joined, spell, spelledNumber } from "./spell.ts";

/**
 * Does one kind of harm to one piece of a message, or nothing where it can't
 * be done there. `n`, from 0 on, says in which of the ways.
 */
export type Mutation = (
  message: Message,
  piece: Piece,
  n: number,
) => Malformed | undefined;

/** The message ends in this piece; `n` bytes of the piece are left. */
export const cut: Mutation = (message, piece, n) => {
  if (piece.start === piece.end) return undefined;
  const at = piece.start + n % (piece.end - piece.start);
  const answer = whenCut(message.root, at);
  return answer && { bytes: cutAt(message, at), answer };
};

/** The innermost list ends in this piece, and every length agrees. */
export const cutInList: Mutation = (message, piece, n) => {
  const list = piece.lists.at(-1);
  if (!list || piece.start === piece.end) return undefined;
  const at = piece.start + n % (piece.end - piece.start);
  const item = list.children.find((i) => i.start < at && at < i.end);
  const answer = item && whenCut(item, at);
  if (!answer) return undefined;
  const none = new Uint8Array(0);
  const bytes = spliced(message, at, list.end - at, none, piece.lists);
  return bytes && { bytes, answer };
};

/** A length says another number; the bytes are as they were. */
export const length: Mutation = (message, piece, n) => {
  if (!isPrefixed(piece)) return undefined;
  const actual = piece.end - piece.content;
  const size = 2 ** (8 * piece.layout.prefix);
  const ways = [actual + 1, actual - 1 + size, size - 1, 0, n];
  const declared = ways[n % ways.length] % size;
  if (declared === actual) return undefined;
  const bytes = message.bytes.slice();
  declare(bytes, piece, declared);
  return { bytes, answer: whenDeclared(message, piece, declared) };
};

/** A closed registry's number becomes one that it does not hold. */
export const value: Mutation = (message, piece, n) => {
  const { layout, start, path } = piece;
  if (layout.kind !== "enum" || layout.open) return undefined;
  const known = new Set(Object.values(layout.values));
  const size = 2 ** (8 * layout.width);
  if (known.size === size) return undefined;
  let number = n % size;
  while (known.has(number)) number = (number + 1) % size;
  const bytes = message.bytes.slice();
  bytes.set(spelledNumber(number, layout.width), start);
  return { bytes, answer: { fault: "value", offset: start, path } };
};

/** A list's item stands in it a second time. */
export const duplicate: Mutation = (message, piece, n) =>
  repeated(
    message,
    piece,
    n,
    (item) => message.bytes.slice(item.start, item.end),
  );

/** A list holds two items that differ, but not in what has to. */
export const duplicateKey: Mutation = (message, piece, n) =>
  repeated(message, piece, n, (item, layout) => {
    const key = keyPiece(layout, item);
    const other = freshItem(layout, new Set());
    if (key === item || !other) return undefined;
    const number = numberAt(message.bytes, key.start, key.end);
    return spell(layout.item, withKey(layout, other.value, number));
  });

/** A list holds one item more than it may. */
export const count: Mutation = (message, piece) => {
  const { layout, children, end, path } = piece;
  if (layout.kind !== "vector") return undefined;
  const taken = new Set<unknown>(takenKeys(message, layout, children));
  const items: Uint8Array[] = [];
  const room = 2 ** (8 * layout.prefix) - 1 - (end - piece.content);
  const missing = layout.maxItems + 1 - children.length;
  if (missing * leastSize(layout.item) > room) return undefined;
  for (let i = 0; i < missing; i++) {
    const fresh = freshItem(layout, taken);
    if (!fresh) return undefined;
    if (layout.unique) taken.add(keyOf(layout, fresh.value));
    items.push(spell(layout.item, fresh.value));
  }
  const before = items.slice(0, -1).reduce((sum, i) => sum + i.length, 0);
  return inserted(message, piece, end, joined(items), {
    fault: "count",
    offset: end + before,
    path: `${path}[${layout.maxItems}]`,
  });
};

/** A list holds fewer items than it must. */
export const tooFew: Mutation = (message, piece, n) => {
  const { layout, children, start, path } = piece;
  if (layout.kind !== "vector" || layout.minItems === 0) return undefined;
  const kept = children.slice(0, n % layout.minItems);
  const length = (kept.at(-1)?.end ?? piece.content) - piece.content;
  const fault = length < lengthBounds(layout).min ? "length" : "count";
  return resized(message, piece, length, { fault, offset: start, path });
};

/** A byte string is shorter than it must be. */
export const tooShort: Mutation = (message, piece, n) => {
  const { layout, start, path } = piece;
  if (layout.kind !== "bytes" && layout.kind !== "rest") return undefined;
  if (layout.min === 0) return undefined;
  const answer: Answer = { fault: "length", offset: start, path };
  return resized(message, piece, n % layout.min, answer);
};

/** A byte string is a byte longer than it may be. */
export const tooLong: Mutation = (message, piece) => {
  const { layout, start, path } = piece;
  if (layout.kind !== "bytes" && layout.kind !== "rest") return undefined;
  if (layout.kind === "bytes" && layout.max + 1 >= 2 ** (8 * layout.prefix)) {
    return undefined;
  }
  const answer: Answer = { fault: "length", offset: start, path };
  return resized(message, piece, layout.max + 1, answer);
};

/** A list ends with a part of an item. */
export const odd: Mutation = (message, piece, n) => {
  const { layout, end } = piece;
  if (layout.kind !== "vector") return undefined;
  const extra = new Uint8Array(1 + n % leastSize(layout.item));
  const answer = whenLeftOver({ ...piece, layout }, extra.length);
  return answer && inserted(message, piece, end, extra, answer);
};

/** Bytes follow the end of the message. */
export const trailing: Mutation = ({ bytes, root }, piece, n) => {
  if (piece !== root || endsInRest(root.layout)) return undefined;
  return {
    bytes: joined([bytes, new Uint8Array(1 + n % 4)]),
    answer: { fault: "trailing", offset: root.end, path: root.path },
  };
};

/** A byte more, or one fewer, somewhere; every length as it was. */
export const shifted: Mutation = ({ bytes }, { start, end }, n) => {
  const at = start + n % (end - start + 1);
  const head = bytes.subarray(0, at);
  return n % 2 === 0 || at === bytes.length
    ? { bytes: joined([head, Uint8Array.of(n >> 8), bytes.subarray(at)]) }
    : { bytes: joined([head, bytes.subarray(at + 1)]) };
};

/** One to three bytes become others. */
export const overwritten: Mutation = ({ bytes }, { start, end }, n) => {
  if (start === end) return undefined;
  const at = start + n % (end - start);
  const others = [n >> 8, n >> 16, n >> 24].slice(0, 1 + n % 3);
  const changed = bytes.slice();
  changed.set(others.slice(0, bytes.length - at), at);
  return { bytes: changed };
};

/** Puts what `copy` makes of an earlier item behind it. */
function repeated(
  message: Message,
  piece: Piece,
  n: number,
  copy: (item: Piece, layout: VectorLayout) => Uint8Array | undefined,
): Malformed | undefined {
  const { layout, children, end, path } = piece;
  if (layout.kind !== "vector" || !layout.unique || children.length === 0) {
    return undefined;
  }
  const from = n % children.length;
  const to = children.length - (n >> 8) % (children.length - from);
  const bytes = copy(children[from], layout);
  if (!bytes || to === layout.maxItems) return undefined;
  const at = children[to]?.start ?? end;
  return inserted(message, piece, at, bytes, {
    fault: "duplicate",
    offset: at,
    path: `${path}[${to}]`,
  });
}

/** The message with bytes put into a list at `at`, every length to match. */
function inserted(
  message: Message,
  list: Piece,
  at: number,
  insert: Uint8Array,
  answer: Answer,
): Malformed | undefined {
  const lists = [...list.lists, list];
  const bytes = spliced(message, at, 0, insert, lists);
  return bytes && { bytes, answer };
}

/** The message with a piece's content cut or filled to `length` bytes. */
function resized(
  message: Message,
  piece: Piece,
  length: number,
  answer: Answer,
): Malformed | undefined {
  const { content, end, lists } = piece;
  const kept = message.bytes.subarray(content, Math.min(content + length, end));
  const now = new Uint8Array(length);
  now.set(kept);
  const bytes = spliced(message, content, end - content, now, lists);
  if (!bytes) return undefined;
  declare(bytes, piece, length);
  return { bytes, answer };
}
