import type { StructLayout } from "../../src/mod.ts";
import { dissect, type Piece } from "./dissect.ts";
import { type Message, spliced } from "./message.ts";
import { freshItem } from "./sample.ts";
import { spell } from "./spell.ts";
import { takenKeys } from "./taken_keys.ts";

const LETTER = 0x61;

/**
 * The message with an item more in a list, or a byte more in a byte string;
 * nothing when it is full, or is neither.
 */
export function grown(message: Message, piece: Piece): Message | undefined {
  const { layout, children, end, lists } = piece;
  let more: Uint8Array | undefined;
  if (layout.kind === "bytes") more = Uint8Array.of(LETTER);
  if (layout.kind === "vector" && children.length < layout.maxItems) {
    const taken = takenKeys(message, layout, children);
    const item = freshItem(layout, taken);
    more = item && spell(layout.item, item.value);
  }
  const bytes = more && spliced(message, end, 0, more, [...lists, piece]);
  const root = message.root.layout as StructLayout;
  return bytes && { bytes, root: dissect(root, bytes) };
}
