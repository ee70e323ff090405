import { z } from "zod";
import { hex } from "../../../conformance/tester/bytes.ts";
import type { Layout } from "../../../src/mod.ts";

/**
 * The schema of a message's value in JSON, from its layout: numbers stay, byte
 * strings are hex, lists arrays, structs objects with all their fields.
 */
export function jsonSchemaOf(layout: Layout): z.ZodType {
  switch (layout.kind) {
    case "uint":
    case "enum":
      return z.int().min(0).max(2 ** (8 * layout.width) - 1);
    case "opaque":
      return hexWithin(layout.length, layout.length);
    case "bytes":
    case "rest":
      return hexWithin(layout.min, layout.max);
    case "vector":
      return z.array(jsonSchemaOf(layout.item)).min(layout.minItems);
    case "struct":
      return z.strictObject(Object.fromEntries(
        layout.fields.map(({ name, layout, description }) => [
          name,
          jsonSchemaOf(layout).describe(description),
        ]),
      ));
  }
}

/** The JSON value of a message's value. */
export function toJson(layout: Layout, value: unknown): unknown {
  switch (layout.kind) {
    case "uint":
    case "enum":
      return value;
    case "opaque":
    case "bytes":
    case "rest":
      return hex(value as Uint8Array);
    case "vector":
      return (value as readonly unknown[])
        .map((item) => toJson(layout.item, item));
    case "struct": {
      const record = value as Readonly<Record<string, unknown>>;
      return Object.fromEntries(
        layout.fields.map(({ name, layout }) => [
          name,
          toJson(layout, record[name]),
        ]),
      );
    }
  }
}

function hexWithin(min: number, max: number): z.ZodType {
  return z.string().regex(/^(?:[0-9a-f]{2})*$/, {
    error: "Expected lower-case hex, two digits a byte",
  }).min(2 * min).max(2 * max);
}
