import type { Layout, StructLayout } from "../../src/mod.ts";

/** Where one field lies in the bytes of a message. */
export interface Piece {
  /** The field, as `ClientHello.extensions[1].data`. */
  readonly path: string;
  readonly layout: Layout;
  /** The first byte, the first one after the length, and where it ends. */
  readonly start: number;
  readonly content: number;
  readonly end: number;
  /** A struct's fields, or a list's items. */
  readonly children: readonly Piece[];
  /** The lists that hold it, outermost first. */
  readonly lists: readonly Piece[];
}

/**
 * The pieces of a well-formed message, as a tree.
 *
 * @throws RangeError when the bytes end early or late; no other fault is
 * looked for.
 */
export function dissect(layout: StructLayout, bytes: Uint8Array): Piece {
  const root = take(layout, layout.name, bytes, 0, bytes.length, []);
  if (root.end !== bytes.length) {
    throw new RangeError(
      `${layout.name} ends at byte ${root.end} of ${bytes.length}`,
    );
  }
  return root;
}

/** A piece and all pieces in it, in wire order. */
export function piecesOf(piece: Piece): Piece[] {
  return [piece, ...piece.children.flatMap(piecesOf)];
}

function take(
  layout: Layout,
  path: string,
  bytes: Uint8Array,
  start: number,
  limit: number,
  lists: readonly Piece[],
): Piece {
  const need = (end: number): number => {
    if (end > limit) throw new RangeError(`${path} ends after byte ${limit}`);
    return end;
  };
  const leaf = (content: number, end: number): Piece => ({
    path,
    layout,
    start,
    content,
    end: need(end),
    children: [],
    lists,
  });
  switch (layout.kind) {
    case "uint":
    case "enum":
      return leaf(start, start + layout.width);
    case "opaque":
      return leaf(start, start + layout.length);
    case "rest":
      return leaf(start, limit);
    case "bytes": {
      const content = need(start + layout.prefix);
      return leaf(content, content + numberAt(bytes, start, content));
    }
    case "vector": {
      const content = need(start + layout.prefix);
      const end = need(content + numberAt(bytes, start, content));
      const children: Piece[] = [];
      const list = { path, layout, start, content, end, children, lists };
      for (let at = content; at < end;) {
        const place = `${path}[${children.length}]`;
        const item = take(layout.item, place, bytes, at, end, [...lists, list]);
        children.push(item);
        at = item.end;
      }
      return list;
    }
    case "struct": {
      const children: Piece[] = [];
      let at = start;
      for (const field of layout.fields) {
        const place = `${path}.${field.name}`;
        const child = take(field.layout, place, bytes, at, limit, lists);
        children.push(child);
        at = child.end;
      }
      return { path, layout, start, content: start, end: at, children, lists };
    }
  }
}

/** The big-endian number that lies from `start` to `end`. */
export function numberAt(
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  let value = 0;
  for (let i = start; i < end; i++) value = value * 256 + bytes[i];
  return value;
}
