import type { Layout, VectorLayout } from "../../src/mod.ts";
import type { Piece } from "./dissect.ts";
import {
  type Answer,
  endOfContainer,
  lengthBounds,
  type Message,
  type Prefixed,
} from "./message.ts";

/**
 * The answer when the bytes that `piece` may read end at `at`, somewhere in
 * it; nothing when what is left of it is whole.
 */
export function whenCut(piece: Piece, at: number): Answer | undefined {
  const { layout, path, start, content } = piece;
  switch (layout.kind) {
    case "uint":
    case "enum":
    case "opaque":
      return { fault: "truncated", offset: start, path };
    case "bytes":
    case "vector":
      return {
        fault: "truncated",
        offset: at < content ? start : content,
        path,
      };
    case "rest":
      return at - start < layout.min
        ? { fault: "length", offset: start, path }
        : undefined;
    case "struct": {
      const hit = piece.children.find(({ start, end }) =>
        start <= at && at < end
      );
      return hit && whenCut(hit, at);
    }
  }
}

/**
 * The answer when a prefix says `length` and nothing else has changed;
 * nothing when what follows is then read as something it was not.
 */
export function whenDeclared(
  message: Message,
  piece: Piece & { readonly layout: Prefixed },
  length: number,
): Answer | undefined {
  const { layout, path, start, content, end } = piece;
  const { min, max } = lengthBounds(layout);
  if (length < min || length > max) {
    return { fault: "length", offset: start, path };
  }
  if (length > endOfContainer(message, piece) - content) {
    return { fault: "truncated", offset: content, path };
  }
  if (layout.kind === "vector") {
    const items = { ...piece, layout };
    return length > end - content
      ? whenLeftOver(items, length - (end - content))
      : whenShortened(message, items, content + length);
  }
  return length < end - content
    ? whenReleased(message, piece, content + length)
    : undefined;
}

/**
 * The answer when `extra` bytes follow the last item of a list, inside it:
 * foreseeable where they are too few for the first field of an item.
 */
export function whenLeftOver(
  list: Piece & { readonly layout: VectorLayout },
  extra: number,
): Answer | undefined {
  const { layout, children, end } = list;
  const path = `${list.path}[${children.length}]`;
  if (children.length === layout.maxItems) {
    return { fault: "count", offset: end, path };
  }
  const first = firstField(layout.item, path);
  return extra < first.size
    ? { fault: "truncated", offset: end, path: first.path }
    : undefined;
}

/** The answer when a list ends at `at`, and its last bytes follow it. */
function whenShortened(
  message: Message,
  list: Piece & { readonly layout: VectorLayout },
  at: number,
): Answer | undefined {
  const { children, layout, path, start } = list;
  const hit = children.find((item) => item.start < at && at < item.end);
  if (hit) return whenCut(hit, at);
  const left = children.filter((item) => item.end <= at).length;
  if (left < layout.minItems) return { fault: "count", offset: start, path };
  return whenReleased(message, list, at);
}

/**
 * The answer when the last bytes of a piece, from `at`, no longer belong to
 * it: foreseeable where the piece is the last of its container.
 */
function whenReleased(
  message: Message,
  piece: Piece,
  at: number,
): Answer | undefined {
  const { root } = message;
  if (piece.end !== endOfContainer(message, piece)) return undefined;
  const list = piece.lists.at(-1);
  if (!list && endsInRest(root.layout)) return undefined;
  if (!list) return { fault: "trailing", offset: at, path: root.path };
  if (list.layout.kind !== "vector") return undefined;
  const found = whenLeftOver(
    { ...list, layout: list.layout },
    piece.end - at,
  );
  return found && { ...found, offset: at };
}

/** Whether a layout takes all bytes there are. */
export function endsInRest(layout: Layout): boolean {
  if (layout.kind === "rest") return true;
  const last = layout.kind === "struct" && layout.fields.at(-1)?.layout;
  return last ? endsInRest(last) : false;
}

/** The field that an item starts with, and the bytes it takes at least. */
function firstField(
  layout: Layout,
  path: string,
): { readonly path: string; readonly size: number } {
  switch (layout.kind) {
    case "uint":
    case "enum":
      return { path, size: layout.width };
    case "opaque":
      return { path, size: layout.length };
    case "bytes":
    case "vector":
      return { path, size: layout.prefix };
    case "rest":
      return { path, size: 0 };
    case "struct": {
      const [field] = layout.fields;
      return firstField(field.layout, `${path}.${field.name}`);
    }
  }
}
