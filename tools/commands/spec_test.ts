import assert from "node:assert/strict";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { checkSpec } from "../spec/check.ts";
import { type Generated, writeGenerated } from "../spec/generate.ts";

function inDirectory(
  files: Record<string, string>,
  run: (directory: string) => void,
): void {
  const directory = mkdtempSync(join(tmpdir(), "fesa-spec-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(directory, name), text);
    }
    run(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const GENERATED: Generated = {
  blocks: new Map([["x", () => "| a |"]]),
  schemas: new Map([["ping.schema.json", "{}\n"]]),
};
const PAGE =
  "# A\n\n[FRM-1] It MUST.\n\n<!-- generated:x -->\n\n<!-- /generated -->\n";
const LEDGER = JSON.stringify([
  { id: "FRM-1", filed: "implicit", why: "Every case rests on it" },
]);

function problemsIn(directory: string): readonly string[] {
  const none = { cases: [], vectors: [] };
  return checkSpec(directory, none, GENERATED).problems;
}

test("the specification of this checkout has no problem", () => {
  const spec = fileURLToPath(new URL("../../spec", import.meta.url));
  assert.deepEqual(checkSpec(spec).problems, []);
});

test("whatever is generated is found stale, and refreshed", () => {
  inDirectory({ "a.md": PAGE, "ledger.json": LEDGER }, (directory) => {
    assert.deepEqual(problemsIn(directory), [
      "a.md:5: x is not as it is generated: run `fesa spec generate`",
      "requirements.json is not as it is generated: run `fesa spec generate`",
      "schemas/ping.schema.json is not as it is generated: run `fesa spec generate`",
    ]);
    assert.deepEqual(writeGenerated(directory, GENERATED), [
      "a.md",
      "requirements.json",
      "schemas/ping.schema.json",
    ]);
    assert.deepEqual(problemsIn(directory), []);
    assert.deepEqual(writeGenerated(directory, GENERATED), []);
  });
});

test("a changed block is found with its file and line", () => {
  const changed = PAGE.replace("x -->\n", "x -->\n\n| b |\n");
  inDirectory({ "a.md": changed, "ledger.json": LEDGER }, (directory) => {
    assert.equal(
      problemsIn(directory)[0],
      "a.md:5: x is not as it is generated: run `fesa spec generate`",
    );
  });
});

test("a block that nothing generates is found, and kept", () => {
  const text = PAGE + "\n<!-- generated:y -->\n\nold\n\n<!-- /generated -->\n";
  inDirectory({ "a.md": text, "ledger.json": LEDGER }, (directory) => {
    writeGenerated(directory, GENERATED);
    assert.deepEqual(problemsIn(directory), ["a.md:11: nothing generates y"]);
    assert.match(readFileSync(join(directory, "a.md"), "utf8"), /\nold\n/);
  });
});

test("a block that no page has is found", () => {
  const page = PAGE.replace(/<!--.*-->/gs, "");
  inDirectory({ "a.md": page, "ledger.json": LEDGER }, (directory) => {
    writeGenerated(directory, GENERATED);
    assert.deepEqual(problemsIn(directory), [
      "README.md:1: no page has <!-- generated:x -->",
    ]);
  });
});

test("a schema that nothing generates is found", () => {
  inDirectory({ "a.md": PAGE, "ledger.json": LEDGER }, (directory) => {
    writeGenerated(directory, GENERATED);
    mkdirSync(join(directory, "schemas"), { recursive: true });
    writeFileSync(join(directory, "schemas", "old.schema.json"), "{}");
    assert.deepEqual(problemsIn(directory), [
      "schemas/old.schema.json: nothing generates it",
    ]);
  });
});

test("a requirement that isn't filed, and nothing cites, is found", () => {
  inDirectory({ "a.md": PAGE }, (directory) => {
    writeGenerated(directory, GENERATED);
    assert.deepEqual(problemsIn(directory), [
      "a.md#a: FRM-1 is neither cited by a case or vector nor filed in ledger.json",
    ]);
  });
});

test("an empty directory is not a specification", () => {
  inDirectory({}, (directory) => {
    assert.deepEqual(problemsIn(directory), [
      `${directory}: no page ends in .md`,
    ]);
  });
});

test("pages without a requirement are not a specification", () => {
  inDirectory({ "a.md": PAGE.replace(/\[FRM.*\n/, "") }, (directory) => {
    writeGenerated(directory, GENERATED);
    assert.deepEqual(problemsIn(directory), [`${directory}: no requirement`]);
  });
});
