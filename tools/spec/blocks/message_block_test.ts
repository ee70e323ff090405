import assert from "node:assert/strict";
import { test } from "node:test";
import { FRAMES, layoutOf, type StructLayout } from "../../../src/mod.ts";
import { messageBlock, shortMessagesBlock } from "./message_block.ts";
import { encodingOf, meaningOf, shapeOf } from "./notation.ts";
import { packetDiagram } from "./packet_diagram.ts";

test("every field of every message is in its notation, diagram and table", () => {
  for (const { name, message } of FRAMES) {
    const [notation, diagram, table] = messageBlock(name)
      .split(/\n\n(?=```diagram|\|)/);
    for (const field of layoutOf(message).fields) {
      assert.match(notation, new RegExp(`[=‖] ${field.name}\\b`));
      assert.match(diagram, new RegExp(`\\b${field.name}\\b`));
      assert.match(
        table,
        new RegExp(`\\| ${field.name} .*${field.description}`),
      );
    }
  }
});

test("the lines of a diagram are of one width, 32 bits at most", () => {
  for (const { message } of FRAMES) {
    const lines = packetDiagram(layoutOf(message)).split("\n");
    assert.ok(lines.every((line) => line.length <= 65 && /[+|]$/.test(line)));
  }
});

test("a length and what it counts share a row where there is room", () => {
  const layout: StructLayout = {
    kind: "struct",
    name: "Sample",
    fields: [
      { name: "a", layout: { kind: "uint", width: 2 }, description: "" },
      {
        name: "b",
        layout: { kind: "bytes", prefix: 1, min: 0, max: 255 },
        description: "",
      },
      { name: "c", layout: { kind: "opaque", length: 32 }, description: "" },
    ],
  };
  assert.equal(
    packetDiagram(layout, "d"),
    [
      "+-------------------------------+---------------+---------------+",
      "|             a u16             |     n u8      |  b: n bytes   |",
      "+-------------------------------+---------------+---------------+",
      "|                            c [32]                             |",
      "+---------------------------------------------------------------+",
      "|                               d                               |",
      "+---------------------------------------------------------------+",
    ].join("\n"),
  );
});

test("bounds of shape and of meaning are told apart", () => {
  const link = (registry: string) => registry;
  const list = {
    kind: "vector",
    prefix: 1,
    item: {
      kind: "enum",
      registry: "R",
      width: 1,
      values: { none: 0 },
      open: true,
    },
    minItems: 1,
    maxItems: 255,
    unique: { by: "value" },
    meaning: { rule: "contains", value: 0 },
  } as const;
  assert.equal(encodingOf(list), "<u8>{u8}");
  assert.equal(shapeOf(list), "≥ 1 element, all different");
  assert.equal(meaningOf(list, link), "R; holds 0");
});

test("what maxFrame bounds says so", () => {
  assert.match(shortMessagesBlock(["Ping"]), /\| 0 to maxFrame bytes \|/);
});
