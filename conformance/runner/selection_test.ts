import assert from "node:assert/strict";
import { test } from "node:test";
import { type CaseFields, serverCase } from "./case.ts";
import { candidateRows, selectCases } from "./selection.ts";
import { ciphersOf, rowName, SETTINGS } from "./setup.ts";

const ROWS = SETTINGS.flatMap((setting) =>
  ciphersOf(setting).map((cipher) => ({ setting, cipher, compression: false }))
);

function made(id: string, fields: Partial<CaseFields> = {}) {
  return serverCase({
    id,
    title: id,
    requirements: ["FRM-1"],
    ...fields,
    run: () => Promise.resolve(),
  });
}

const CASES = [
  made("frames/a", { aliases: ["frames/old-a"] }),
  made("frames/b"),
  made("keys/c"),
];

const FILTERS: readonly [readonly string[], readonly string[]][] = [
  [[], ["frames/a", "frames/b", "keys/c"]],
  [["frames/*"], ["frames/a", "frames/b"]],
  [["!frames/*"], ["keys/c"]],
  [["*/*", "!*/b"], ["frames/a", "keys/c"]],
  [["frames/old-a"], ["frames/a"]],
  [["{frames,keys}/{a,c}"], ["frames/a", "keys/c"]],
  [["messages/*"], []],
];

for (const [filters, ids] of FILTERS) {
  test(`the filters [${filters}] leave [${ids}]`, () => {
    assert.deepEqual(selectCases(CASES, filters).map(({ id }) => id), ids);
  });
}

const ROW_CASES: readonly [string, Partial<CaseFields>, readonly string[]][] = [
  ["any setting", {}, ["open/aes", "certified/aes", "proprietary/chacha20"]],
  ["every cipher", { settings: "each", ciphers: "each" }, ROWS.map(rowName)],
  ["3DES", { ciphers: ["3des"] }, ["open/3des", "certified/3des"]],
  ["one setting", { settings: ["open"] }, ["open/aes"]],
  ["compression", { compression: true }, ["proprietary/chacha20+deflate"]],
];

for (const [what, fields, names] of ROW_CASES) {
  test(`a case for ${what} runs in ${names}`, () => {
    const rows = candidateRows(made("frames/x", fields), ROWS);
    assert.deepEqual(rows.map(rowName), names);
  });
}

test("the default cipher of a target without AES is the one it has", () => {
  const rows = candidateRows(
    made("frames/x", { settings: ["open"] }),
    ROWS.filter(({ cipher }) => cipher !== "aes"),
  );
  assert.deepEqual(rows.map(rowName), ["open/3des"]);
});
