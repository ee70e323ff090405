import assert from "node:assert/strict";
import { test } from "node:test";
import * as schema from "../../../src/mod.ts";
import { LIMIT_ROWS, limitsTable } from "./limits_table.ts";

/** Numbers of the schema that are no limits: registries.md has them. */
const NO_LIMITS = ["COMPRESSED_BIT", "GREASE_U8", "GREASE_U16"];

test("every limit of the schema stands in the table", () => {
  const limits = Object.entries(schema)
    .filter(([name, value]) =>
      /^[A-Z0-9_]+$/.test(name) && !NO_LIMITS.includes(name) &&
      (typeof value === "number" || isNumbers(value))
    )
    .map(([name]) => name);
  assert.ok(limits.length > 20);
  const text = JSON.stringify(LIMIT_ROWS);
  const named = [...text.matchAll(/\{(?:log2 |plain )?([A-Z0-9_]+)/g)]
    .map((match) => match[1]);
  assert.deepEqual([...new Set(named)].sort(), limits.sort());
});

test("the values are those of the schema", () => {
  const rows = limitsTable().split("\n").map((line) =>
    line.split("|").slice(1, 3).map((cell) => cell.trim())
  );
  const values = Object.fromEntries(rows);
  assert.equal(values["maxFrame"], "4,096 to 1,048,576 bytes");
  assert.equal(values["frames under one AEAD key"], "2^20");
  assert.equal(values["RSA modulus"], "1024, 2048, 3072 or 4096 bits");
  assert.equal(values["RSA public exponent"], "odd, 65,537 to 2^32 − 1");
  assert.equal(values["`minimumRsaBits` by default"], "2048");
  assert.equal(values["wait for the peer's `close`"], "5 s");
});

function isNumbers(value: unknown): boolean {
  return Array.isArray(value) &&
    value.every((item) => typeof item === "number");
}
