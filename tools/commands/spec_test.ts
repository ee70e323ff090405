import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { checkSpec, specCommand } from "./spec.ts";

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

const STALE =
  "requirements.json is not what the pages say: run `fesa spec requirements --write`";

test("the specification of this checkout has no problem", () => {
  const spec = fileURLToPath(new URL("../../spec", import.meta.url));
  assert.deepEqual(checkSpec(spec), []);
});

test("requirements.json that is absent or stale is found, and written", () => {
  inDirectory({ "a.md": "# A\n\n[FRM-1] It MUST.\n" }, (directory) => {
    assert.deepEqual(checkSpec(directory), [STALE]);
    const write = ["spec", "requirements", "--write", "--dir", directory];
    specCommand().parse(write.slice(1), { from: "user" });
    assert.deepEqual(checkSpec(directory), []);
    writeFileSync(join(directory, "a.md"), "# A\n\n[FRM-1] It MAY.\n");
    assert.deepEqual(checkSpec(directory), [STALE]);
  });
});

test("an empty directory is not a specification", () => {
  inDirectory({}, (directory) => {
    assert.deepEqual(checkSpec(directory), [
      `${directory}: no page ends in .md`,
    ]);
  });
});

test("pages without a requirement are not a specification", () => {
  inDirectory({ "a.md": "# A\n" }, (directory) => {
    assert.deepEqual(checkSpec(directory), [
      `${directory}: no requirement`,
      STALE,
    ]);
  });
});
