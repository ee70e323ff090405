import type { Layout, Width } from "../../src/mod.ts";

/**
 * The bytes of a value, by a writer that shares no line with the codec under
 * test. It checks nothing: what breaks a bound is written as it stands, and a
 * length that its prefix can't hold is cut to the prefix.
 */
export function spell(layout: Layout, value: unknown): Uint8Array {
  const pieces: Uint8Array[] = [];
  spellInto(pieces, layout, value);
  return joined(pieces);
}

/** A number in `width` bytes, big-endian. */
export function spelledNumber(value: number, width: Width): Uint8Array {
  const bytes = new Uint8Array(width);
  for (let i = width - 1, left = value; i >= 0; i--) {
    bytes[i] = left % 256;
    left = Math.floor(left / 256);
  }
  return bytes;
}

/** The pieces, one after the other. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function spellInto(out: Uint8Array[], layout: Layout, value: unknown): void {
  switch (layout.kind) {
    case "uint":
    case "enum":
      out.push(spelledNumber(value as number, layout.width));
      return;
    case "opaque":
    case "rest":
      out.push(value as Uint8Array);
      return;
    case "bytes": {
      const content = value as Uint8Array;
      out.push(spelledNumber(content.length, layout.prefix), content);
      return;
    }
    case "vector": {
      const items: Uint8Array[] = [];
      for (const item of value as unknown[]) {
        spellInto(items, layout.item, item);
      }
      const length = items.reduce((sum, item) => sum + item.length, 0);
      out.push(spelledNumber(length, layout.prefix), joined(items));
      return;
    }
    case "struct":
      for (const field of layout.fields) {
        const record = value as Readonly<Record<string, unknown>>;
        spellInto(out, field.layout, record[field.name]);
      }
  }
}
