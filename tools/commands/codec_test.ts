import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import assert from "node:assert/strict";
import { GENERATED } from "../codec/generated_codecs.ts";
import { ROOT } from "../gate/project_files.ts";
import { runFile, type ScriptResult } from "../gate/run_script.ts";

test("the codecs of this checkout are what the schema says", () => {
  const { status, stderr } = codec(["generate", "--check"]);
  assert.equal(stderr, "");
  assert.equal(status, 0);
});

test("codecs that are absent or stale are found, and written", () => {
  const folder = mkdtempSync(join(tmpdir(), "fesa-codec-"));
  const out = join(folder, "codecs.ts");
  const check = ["generate", "--check", "--out", out];
  const stale = {
    status: 1,
    stderr:
      `${out} is not what the schema says: run \`fesa codec generate\` and commit what it writes\n`,
  };
  try {
    const absent = codec(check);
    assert.deepEqual({ status: absent.status, stderr: absent.stderr }, stale);
    codec(["generate", "--out", out]);
    assert.equal(readFileSync(out, "utf8"), readFileSync(GENERATED, "utf8"));
    appendFileSync(out, "\n");
    const changed = codec(check);
    assert.deepEqual({ status: changed.status, stderr: changed.stderr }, stale);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** As it is in a checkout: a compiled one has no Deno beside it. */
function codec(args: readonly string[]): ScriptResult {
  return runFile(`${ROOT}tools/bin.ts`, ["codec", ...args]);
}
