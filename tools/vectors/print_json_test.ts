import assert from "node:assert/strict";
import { test } from "node:test";
import { printJson } from "./print_json.ts";

test("what was printed parses to the same value", () => {
  const value = {
    empty: {},
    list: [],
    text: 'a "quoted" \\ line\n',
    flat: [1, null, true, "ü"],
    deep: [{ a: [{ b: ["c".repeat(90)] }] }],
  };
  assert.deepEqual(JSON.parse(printJson(value)), value);
});

test("scalars stand on one line where they fit", () => {
  assert.equal(
    printJson({ a: [1, 2], b: { c: "d" }, e: ["f".repeat(80)] }),
    `{\n  "a": [1, 2],\n  "b": { "c": "d" },\n  "e": [\n    "${
      "f".repeat(80)
    }"\n  ]\n}\n`,
  );
});

test("a key without a value is left out", () => {
  assert.equal(printJson({ a: undefined, b: 1 }), '{ "b": 1 }\n');
});
