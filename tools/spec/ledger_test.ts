import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { readLedger } from "./ledger.ts";

function read(text: string) {
  const directory = mkdtempSync(join(tmpdir(), "fesa-ledger-"));
  try {
    writeFileSync(join(directory, "ledger.json"), text);
    return readLedger(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const ENTRY = { id: "FRM-1", filed: "untestable", why: "Memory" };

test("an entry has its line", () => {
  const { entries, problems } = read(JSON.stringify([ENTRY], null, 2));
  assert.deepEqual(entries, [{ ...ENTRY, line: 3 }]);
  assert.deepEqual(problems, []);
});

for (
  const [what, value, problem] of [
    [
      "a reason of no kind",
      [{ ...ENTRY, filed: "later" }],
      /^ledger\.json: 0\.filed: /,
    ],
    [
      "a layer that isn't one",
      [{ ...ENTRY, filed: "pending: x" }],
      /0\.filed: /,
    ],
    ["no grounds", [{ ...ENTRY, why: "" }], /0\.why: /],
    ["a further field", [{ ...ENTRY, who: "me" }], /0: .*"who"/],
    ["an id that can't be one", [{ ...ENTRY, id: "F-1" }], /0\.id: /],
    ["an object", { ...ENTRY }, /^ledger\.json: : /],
    ["an id twice", [ENTRY, ENTRY], /FRM-1 is filed twice/],
  ] as const
) {
  test(`refused: ${what}`, () => {
    const { problems } = read(JSON.stringify(value));
    assert.equal(problems.length, 1);
    assert.match(problems[0], problem);
  });
}

test("refused: what isn't JSON", () => {
  assert.match(read("[").problems[0], /^ledger\.json: /);
});
