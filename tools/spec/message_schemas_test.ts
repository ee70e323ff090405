import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { z } from "zod";
import { FRAMES } from "../../src/mod.ts";
import { messageSchemas } from "./message_schemas.ts";

interface MessageVector {
  readonly id: string;
  readonly kind: string;
  readonly message: string;
  readonly value: Record<string, unknown>;
}

const vectors = (JSON.parse(
  readFileSync(
    new URL("../../vectors/messages/messages.json", import.meta.url),
    "utf8",
  ),
) as { vectors: MessageVector[] }).vectors.filter((v) => v.kind === "valid");

const schemas = new Map([...messageSchemas().values()].map((text) => {
  const json = JSON.parse(text) as { title: string };
  return [json.title, z.fromJSONSchema(json as never)];
}));

test("every message has a schema", () => {
  assert.deepEqual([...schemas.keys()], FRAMES.map(({ name }) => name));
});

test("every valid vector's value is as its schema says", () => {
  assert.ok(vectors.length > 0);
  for (const { id, message, value } of vectors) {
    assert.deepEqual(
      schemas.get(message)?.safeParse(value).error,
      undefined,
      id,
    );
  }
});

test("a value with a field less, a field more or odd hex is refused", () => {
  for (const { id, message, value } of vectors) {
    const schema = schemas.get(message)!;
    for (const field of Object.keys(value)) {
      const { [field]: removed, ...rest } = value;
      assert.equal(schema.safeParse(rest).success, false, `${id} ${field}`);
      if (typeof removed !== "string") continue;
      const odd = { ...value, [field]: `${removed}0` };
      assert.equal(schema.safeParse(odd).success, false, `${id} ${field}`);
    }
    assert.equal(schema.safeParse({ ...value, more: 0 }).success, false, id);
  }
});
