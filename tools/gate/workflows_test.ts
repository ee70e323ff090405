import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { runOnNode } from "./command.ts";
import { ROOT } from "./project_files.ts";

const BIN = "tools/gate/workflows_bin.ts";

test("a key that GitHub doesn't know is a fault, with its line", async () => {
  const folder = mkdtempSync(join(tmpdir(), "fesa-workflows-"));
  const read = (name: string) => readFileSync(ROOT + name, "utf8");
  const workflow = join(folder, "workflow.yml");
  const action = join(folder, "action.yml");
  writeFileSync(
    workflow,
    read(".github/workflows/conformance.yml").replace("runs-on:", "run-on:"),
  );
  writeFileSync(
    action,
    read("action.yml").replace("using: composite", "using: nothing"),
  );
  try {
    const { ok, output } = await runOnNode(BIN, workflow, action);
    assert.equal(ok, false);
    assert.match(output, /workflow\.yml.*run-on/);
    assert.match(output, /action\.yml/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
