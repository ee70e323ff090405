import {
  type FrameRow,
  FRAMES,
  type Layout,
  layoutOf,
  type StructLayout,
} from "../../../src/mod.ts";
import { diagramFence } from "./fence.ts";
import { encodingOf, fieldNotation, meaningOf, shapeOf } from "./notation.ts";
import { packetDiagram } from "./packet_diagram.ts";
import { table } from "../table.ts";

/** A message in the notation, as a diagram and as a table of its fields. */
export function messageBlock(name: string): string {
  const row = rowOf(name);
  const layout = layoutOf(row.message);
  return [
    "```",
    syntaxOf(layout),
    "```",
    "",
    diagramFence(packetDiagram(layout)),
    "",
    table(
      ["field", "encoding", "shape", "meaning", "what it is"],
      cellsOf(row, layout),
    ),
  ].join("\n");
}

/** The same for several short messages at once. */
export function shortMessagesBlock(names: readonly string[]): string {
  const rows = names.map((name) => {
    const row = rowOf(name);
    return { row, layout: layoutOf(row.message) };
  });
  const widest = Math.max(...names.map((name) => name.length));
  return [
    "```",
    ...rows.map(({ layout }) => syntaxOf(layout, widest)),
    "```",
    "",
    diagramFence(
      rows.map(({ row, layout }) =>
        labelled(row.name.padEnd(widest), packetDiagram(layout))
      ).join("\n\n"),
    ),
    "",
    table(
      ["message", "field", "encoding", "shape", "what it is"],
      rows.flatMap(({ row, layout }) =>
        cellsOf(row, layout).map(([field, encoding, shape, , what]) => [
          row.name,
          field,
          encoding,
          shape,
          what,
        ])
      ),
    ),
  ].join("\n");
}

function rowOf(name: string): FrameRow {
  const row = FRAMES.find((row) => row.name === name);
  if (row === undefined) throw new RangeError(`No frame is called ${name}`);
  return row;
}

function syntaxOf(layout: StructLayout, width = layout.name.length): string {
  return layout.fields.map((field, i) =>
    `${i === 0 ? layout.name.padEnd(width) : " ".repeat(width)} ${
      i === 0 ? "=" : "‖"
    } ${fieldNotation(field)}`
  ).join("\n");
}

function cellsOf(row: FrameRow, layout: StructLayout): string[][] {
  return layout.fields.map(({ name, layout, description }) => [
    name,
    `\`${encodingOf(layout)}\``,
    shapeIn(row, layout),
    meaningOf(layout, registryLink),
    description,
  ]);
}

/** What is negotiated bounds the content of some, not what may be negotiated. */
function shapeIn(row: FrameRow, layout: Layout): string {
  return layout.kind === "rest" && row.maxLength === "maxFrame"
    ? `${layout.min} to maxFrame bytes`
    : shapeOf(layout);
}

/** Where the numbers of a registry are listed. */
const REGISTRY_LINKS: Readonly<Record<string, string>> = {
  Version: "[version](registries.md#versions)",
  SecuritySetting: "[setting](registries.md#settings)",
  Cipher: "[cipher](registries.md#ciphers)",
  Compression: "[compression](registries.md#compressions)",
  ExtensionType: "[extension](registries.md#extensions)",
  AlertCode: "[code](failures.md#codes)",
};

function registryLink(registry: string): string {
  const link = REGISTRY_LINKS[registry];
  if (link === undefined) throw new RangeError(`No page lists ${registry}`);
  return link;
}

function labelled(label: string, diagram: string): string {
  const lines = diagram.split("\n");
  const blank = " ".repeat(label.length);
  return lines.map((line, i) => `${i === 1 ? label : blank}  ${line}`)
    .join("\n");
}
