import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import assert from "node:assert/strict";
import { ROOT } from "./project_files.ts";
import { runScript } from "./run_script.ts";
import { corporaFault, selectFiles } from "./run_tests.ts";

const PASSES = `test("passes", () => {});`;
const NESTED =
  `test("outer", async (t) => { await t.test("a", () => {}); await t.test("b", () => {}); });`;
const FAILS =
  `test("group", async (t) => { await t.test("fails", () => { throw new Error("planted"); }); });`;
const SKIPS = `test("later", { skip: "no such thing here" }, () => {});`;

test("leaves are counted, suites are not", () => {
  const { status, last } = runOn({ "a_test.ts": PASSES, "b_test.ts": NESTED });
  assert.equal(last, "3 passed, 0 failed, 0 skipped");
  assert.equal(status, 0);
});

test("a failing test is red, counted once and named", () => {
  const { status, last, output } = runOn({
    "a_test.ts": PASSES,
    "b_test.ts": FAILS,
  });
  assert.equal(last, "1 passed, 1 failed, 0 skipped");
  assert.equal(status, 1);
  assert.match(output, /planted/);
  assert.match(output, /FAIL src\/b_test\.ts/);
});

test("a file that runs no test is red", () => {
  const { status, last, output } = runOn({
    "a_test.ts": PASSES,
    "b_test.ts": "",
  });
  assert.equal(last, "1 passed, 1 failed, 0 skipped");
  assert.equal(status, 1);
  assert.match(output, /no test ran in this file/);
});

test("a file that fails to load is red", () => {
  const { status, last } = runOn({
    "a_test.ts": PASSES,
    "b_test.ts": `throw new Error("at import");`,
  });
  assert.equal(last, "1 passed, 1 failed, 0 skipped");
  assert.equal(status, 1);
});

test("a module that can't be found is red, and says which", () => {
  const { status, output } = runOn({
    "a_test.ts": PASSES,
    "b_test.ts": `import "./absent.ts";`,
  });
  assert.equal(status, 1);
  assert.match(output, /absent\.ts/);
});

test("a run of failures alone counts each", () => {
  const { status, last } = runOn({ "a_test.ts": FAILS, "b_test.ts": FAILS });
  assert.equal(last, "0 passed, 2 failed, 0 skipped");
  assert.equal(status, 1);
});

test("a skip is counted, and a run of skips alone is red", () => {
  const both = runOn({ "a_test.ts": PASSES, "b_test.ts": SKIPS });
  assert.equal(both.last, "1 passed, 0 failed, 1 skipped");
  assert.equal(both.status, 0);
  assert.equal(runOn({ "b_test.ts": SKIPS }).status, 1);
});

// Deno doesn't tell why a test was skipped: on both, the same tests are.
const onNode = process.versions.deno === undefined;
const deno = "Deno doesn't tell the reasons of skips";

test("a skip without a reason is red", { skip: onNode ? false : deno }, () => {
  const bare = `test("bare", { skip: true }, () => {});`;
  const { status, last, output } = runOn({
    "a_test.ts": PASSES,
    "b_test.ts": bare,
  });
  assert.equal(last, "1 passed, 1 failed, 0 skipped");
  assert.equal(status, 1);
  assert.match(output, /bare: skipped without a reason/);
});

test("no file is red", () => {
  const { status, last } = runOn({});
  assert.equal(last, "0 passed, 1 failed, 0 skipped");
  assert.equal(status, 1);
});

test("a filter takes the files whose path holds it", () => {
  const files = ["src/wire/codec_test.ts", "src/keys/schedule_test.ts"];
  assert.deepEqual(selectFiles(files, ["keys/"]), [files[1]]);
  assert.deepEqual(selectFiles(files, []), files);
  assert.equal(
    selectFiles(files, ["keys/", "nowhere"]),
    'No test file has "nowhere" in its path',
  );
});

test("on CI, absent corpora are a fault", () => {
  const absent = { CI: "true", FESA_CORPORA: "/nowhere/corpora" };
  assert.match(corporaFault(absent) ?? "", /^Cannot find the test corpora/);
  assert.equal(corporaFault({ FESA_CORPORA: "/nowhere/corpora" }), null);
  assert.equal(corporaFault({ CI: "true", FESA_CORPORA: ROOT }), null);
});

/** Runs the runner itself, on this platform, over a folder of planted files. */
function runOn(
  files: Readonly<Record<string, string>>,
): { status: number | null; last: string; output: string } {
  const folder = mkdtempSync(join(tmpdir(), "fesa-gate-"));
  try {
    mkdirSync(join(folder, "src"));
    writeFileSync(join(folder, "package.json"), `{"type":"module"}`);
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(
        join(folder, "src", name),
        `import { test } from "node:test";\n${text}\nvoid test;\n`,
      );
    }
    const { status, stdout, stderr } = runScript(
      `import process from "node:process";
import { runTests } from "{ROOT}tools/gate/run_tests.ts";
process.exitCode = await runTests([], ${JSON.stringify(`${folder}/`)});`,
    );
    const last = stdout.trimEnd().split("\n").at(-1) ?? "";
    return { status, last, output: stdout + stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
