import { z } from "zod";
import {
  FRAMES,
  type Layout,
  layoutOf,
  type WireStruct,
  type WireType,
} from "../../src/mod.ts";

/** The folder of the schemas, in the directory of the pages. */
export const SCHEMA_DIRECTORY = "schemas";

/**
 * The JSON Schema of every message, by file name. A value is as the vectors
 * spell it: numbers as on the wire, bytes as lower-case hex, lists as arrays.
 */
export function messageSchemas(): ReadonlyMap<string, string> {
  return new Map(FRAMES.map(({ name, message }) => [
    `${kebab(name)}.schema.json`,
    `${JSON.stringify(schemaOf(name, message), null, 2)}\n`,
  ]));
}

function schemaOf(title: string, message: WireStruct): unknown {
  const { $schema, ...schema } = z.toJSONSchema(message, {
    unrepresentable: "any",
    override({ zodSchema, jsonSchema }) {
      Object.assign(jsonSchema, ownWords(layoutOrNone(zodSchema)));
    },
  });
  return { $schema, title, ...schema };
}

/** What JSON Schema has no word of its own for, and a layout knows. */
function ownWords(layout: Layout | undefined): Record<string, unknown> {
  switch (layout?.kind) {
    case "opaque":
      return hexString(layout.length, layout.length);
    case "bytes":
    case "rest":
      return hexString(layout.min, layout.max);
    case "vector":
      return layout.unique?.by === "value" ? { uniqueItems: true } : {};
    default:
      return {};
  }
}

/** What is inside an optional or a union isn't a wire type of its own. */
function layoutOrNone(type: unknown): Layout | undefined {
  try {
    return layoutOf(type as WireType);
  } catch {
    return undefined;
  }
}

function hexString(min: number, max: number): Record<string, unknown> {
  return {
    type: "string",
    pattern: "^(?:[0-9a-f]{2})*$",
    minLength: 2 * min,
    maxLength: 2 * max,
  };
}

function kebab(name: string): string {
  return name.replace(/(?<=[a-z])[A-Z]/g, "-$&").toLowerCase();
}
