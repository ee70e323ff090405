import {
  type EnumLayout,
  type Field,
  FrameHeader,
  FRAMES,
  GREASE_U16,
  GREASE_U8,
  type Layout,
  layoutOf,
} from "../../../src/mod.ts";
import type { AnnotatedBytes } from "./fence.ts";
import { codePoint, count } from "./notation.ts";

/** A whole clear frame, its header and every field of its body. */
export function annotateFrame(frame: Uint8Array): AnnotatedBytes[] {
  const walk = new Walk(frame);
  walk.fields(layoutOf(FrameHeader).fields);
  const row = FRAMES.find(({ type }) => type === frame[0]);
  if (row === undefined) throw new RangeError(`No frame of type ${frame[0]}`);
  walk.fields(layoutOf(row.message).fields);
  return walk.end();
}

/** The plaintext of a Protected frame: an inner type and its content. */
export function annotatePlain(plain: Uint8Array): AnnotatedBytes[] {
  const row = FRAMES.find(({ type }) => type === plain[0]);
  if (row === undefined) throw new RangeError(`No message of ${plain[0]}`);
  const walk = new Walk(plain);
  walk.take(1, `inner type: ${row.name}`);
  walk.fields(layoutOf(row.message).fields);
  return walk.end();
}

/** The header of a Protected frame, then its body in pieces. */
export function annotateProtected(
  frame: Uint8Array,
  pieces: readonly { size: number; what: string }[],
): AnnotatedBytes[] {
  const walk = new Walk(frame);
  walk.fields(layoutOf(FrameHeader).fields);
  for (const { size, what } of pieces) walk.take(size, what);
  return walk.end();
}

/** Bytes as `00 01 02`. */
export function spaced(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

/** Bytes a line, and from which size on a line is longer. */
const LINE = 8;
const LONG_LINE = 16;
const LONG = 64;

class Walk {
  readonly #bytes: Uint8Array;
  readonly #lines: AnnotatedBytes[] = [];
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  fields(fields: readonly Field[]): void {
    for (const { name, layout } of fields) this.#value(name, layout, "");
  }

  /** Takes bytes, in as many lines as they need, the first with the words. */
  take(size: number, what: string): void {
    if (this.#at + size > this.#bytes.length) {
      throw new RangeError(`${what} at ${this.#at}: no ${size} bytes left`);
    }
    const end = this.#at + size;
    const step = size >= LONG ? LONG_LINE : LINE;
    let words = what;
    for (; this.#at < end; this.#at += step) {
      const line = this.#bytes.subarray(
        this.#at,
        Math.min(end, this.#at + step),
      );
      this.#lines.push({ hex: spaced(line), what: words });
      words = "";
    }
    this.#at = end;
  }

  end(): AnnotatedBytes[] {
    const left = this.#bytes.length - this.#at;
    if (left > 0) throw new RangeError(`${left} bytes left over`);
    return this.#lines;
  }

  #value(name: string, layout: Layout, indent: string): void {
    const label = indent + (name && `${name}: `);
    switch (layout.kind) {
      case "uint":
        return this.take(layout.width, label + count(this.#peek(layout.width)));
      case "enum":
        return this.take(
          layout.width,
          label + numberText(layout, this.#peek(layout.width)),
        );
      case "opaque":
        return this.take(layout.length, indent + name);
      case "rest":
        return this.#content(
          this.#bytes.length - this.#at,
          indent + name,
        );
      case "bytes": {
        const size = this.#peek(layout.prefix);
        this.take(layout.prefix, label + bytesText(size));
        return this.#content(size, `${indent}  `);
      }
      case "vector": {
        const size = this.#peek(layout.prefix);
        this.take(layout.prefix, label + bytesText(size));
        const end = this.#at + size;
        while (this.#at < end) this.#value("", layout.item, `${indent}  `);
        return;
      }
      case "struct":
        for (const field of layout.fields) {
          this.#value(field.name, field.layout, indent);
        }
    }
  }

  /** A byte string: its text where it is one, else its size where it's long. */
  #content(size: number, what: string): void {
    if (size === 0) return;
    const bytes = this.#bytes.subarray(this.#at, this.#at + size);
    const words = isText(bytes)
      ? `"${String.fromCharCode(...bytes)}"`
      : size >= LONG && what.trim() !== ""
      ? bytesText(size)
      : "";
    const gap = what.trim() === "" || words === "" ? "" : ": ";
    this.take(size, what + gap + words);
  }

  #peek(width: number): number {
    let value = 0;
    for (let i = 0; i < width; i++) {
      value = value * 256 + this.#bytes[this.#at + i];
    }
    return value;
  }
}

function bytesText(size: number): string {
  return `${count(size)} byte${size === 1 ? "" : "s"}`;
}

function isText(bytes: Uint8Array): boolean {
  return bytes.length < LONG &&
    bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
}

function numberText(layout: EnumLayout, value: number): string {
  const name =
    Object.entries(layout.values).find(([, n]) => n === value)?.[0] ??
      (isGrease(layout, value) ? "GREASE" : undefined);
  if (layout.registry === "FrameType" || layout.registry === "AlertCode") {
    return name ?? codePoint(value, layout.width);
  }
  const number = layout.width === 1
    ? String(value)
    : codePoint(value, layout.width);
  return name === undefined ? number : `${number}, ${name}`;
}

function isGrease({ width, open }: EnumLayout, value: number): boolean {
  return open && (width === 1 ? GREASE_U8 : GREASE_U16).includes(value);
}
