import type { VectorLayout } from "../../src/mod.ts";
import { numberAt, type Piece } from "./dissect.ts";
import type { Message } from "./message.ts";

/** The keys that a list's items have, where no two may share one. */
export function takenKeys(
  { bytes }: Message,
  layout: VectorLayout,
  items: readonly Piece[],
): Set<number> {
  if (!layout.unique) return new Set();
  return new Set(
    items.map((item) => {
      const { start, end } = keyPiece(layout, item);
      return numberAt(bytes, start, end);
    }),
  );
}

/** The piece of an item's key: the item itself, or one of its fields. */
export function keyPiece({ unique }: VectorLayout, item: Piece): Piece {
  return item.children.find(({ path }) =>
    unique?.by === "field" && path === `${item.path}.${unique.field}`
  ) ?? item;
}
