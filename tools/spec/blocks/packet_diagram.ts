import type { Layout, StructLayout } from "../../../src/mod.ts";
import { encodingOf } from "./notation.ts";

/** Bits in a row of a diagram, and characters that each takes. */
const ROW_BITS = 32;
const CHARS_PER_BIT = 2;

/** A field, or the length in front of one, as a box. */
interface Cell {
  readonly label: string;
  /** Of a size that is not fixed, or larger than a row: to the row's end. */
  readonly bits: number | "rest";
}

/**
 * A struct's bytes as boxes, 32 bits a row; a row ends behind whatever has no
 * fixed size. `n` is the length in front of a field, in bytes. `tail` is what
 * follows the struct.
 */
export function packetDiagram(layout: StructLayout, tail?: string): string {
  const cells = layout.fields.flatMap((field) =>
    cellsOf(field.name, field.layout)
  );
  if (tail !== undefined) cells.push({ label: tail, bits: "rest" });
  const rows = rowsOf(cells);
  const lines: string[] = [];
  let above: readonly Cell[] = [];
  for (const row of rows) {
    lines.push(border(above, row), boxes(row));
    above = row;
  }
  return [...lines, border(above, [])].join("\n");
}

/** The two lines of numbers over a diagram. */
export function ruler(): string {
  const bits = Array.from({ length: ROW_BITS }, (_, i) => i);
  const tens = bits.map((i) => i % 10 === 0 ? ` ${i / 10}` : "  ").join("");
  const ones = bits.map((i) => ` ${i % 10}`).join("");
  return `${tens.trimEnd()}\n${ones}`;
}

function cellsOf(name: string, layout: Layout): Cell[] {
  switch (layout.kind) {
    case "uint":
    case "enum":
      return [{
        label: `${name} ${encodingOf(layout)}`,
        bits: 8 * layout.width,
      }];
    case "opaque":
      return [{
        label: `${name} [${layout.length}]`,
        bits: layout.length > ROW_BITS / 8 ? "rest" : 8 * layout.length,
      }];
    case "bytes":
      return [
        { label: `n u${8 * layout.prefix}`, bits: 8 * layout.prefix },
        { label: `${name}: n bytes`, bits: "rest" },
      ];
    case "vector":
      return [
        { label: `n u${8 * layout.prefix}`, bits: 8 * layout.prefix },
        {
          label: `${name}: n bytes of {${encodingOf(layout.item)}}`,
          bits: "rest",
        },
      ];
    case "rest":
      return [{ label: `${name}: to the end`, bits: "rest" }];
    case "struct":
      return layout.fields.flatMap((field) =>
        cellsOf(field.name, field.layout)
      );
  }
}

function rowsOf(cells: readonly Cell[]): Cell[][] {
  const rows: Cell[][] = [];
  let row: Cell[] = [];
  let left = ROW_BITS;
  const end = () => {
    if (row.length > 0) rows.push(row);
    row = [];
    left = ROW_BITS;
  };
  for (const cell of cells) {
    const needed = cell.bits === "rest" ? bitsOf(cell.label) : cell.bits;
    // What fills a row by itself doesn't begin behind another field.
    const large = cell.bits === "rest" && !/: n bytes/.test(cell.label);
    if (needed > left || (large && left < ROW_BITS)) end();
    row.push(cell.bits === "rest" ? { ...cell, bits: left } : cell);
    left -= cell.bits === "rest" ? left : cell.bits;
    if (left === 0) end();
  }
  end();
  return rows;
}

function bitsOf(label: string): number {
  return Math.ceil((label.length + 3) / CHARS_PER_BIT);
}

function edgesOf(row: readonly Cell[]): number[] {
  const edges = [0];
  for (const { bits } of row) {
    edges.push(edges.at(-1)! + Number(bits) * CHARS_PER_BIT);
  }
  return edges;
}

function border(above: readonly Cell[], below: readonly Cell[]): string {
  const edges = new Set([
    ...(above.length > 0 ? edgesOf(above) : []),
    ...(below.length > 0 ? edgesOf(below) : []),
  ]);
  const width = Math.max(...edges) + 1;
  return Array.from({ length: width }, (_, i) => edges.has(i) ? "+" : "-")
    .join("");
}

function boxes(row: readonly Cell[]): string {
  const inside = row.map(({ label, bits }) => {
    const room = Number(bits) * CHARS_PER_BIT - 1;
    const before = Math.floor((room - label.length) / 2);
    return " ".repeat(before) + label +
      " ".repeat(room - before - label.length);
  });
  return `|${inside.join("|")}|`;
}
