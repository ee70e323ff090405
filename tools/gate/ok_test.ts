import { test } from "node:test";
import assert from "node:assert/strict";
import { selectSteps } from "./ok.ts";
import { runScript } from "./run_script.ts";
import { type Step, STEPS } from "./steps.ts";

const NAMES = ["format", "lint", "tests"];
const THREE: readonly Step[] = NAMES.map((name) => ({
  name,
  run: () => Promise.resolve({ ok: true, output: "" }),
}));

test("without arguments every step is run", () => {
  assert.deepEqual(selectSteps([], THREE), THREE);
});

test("steps can be named, and left out", () => {
  assert.deepEqual(selectSteps(["lint"], THREE), [THREE[1]]);
  assert.deepEqual(selectSteps(["--except", "lint,format"], THREE), [THREE[2]]);
});

test("a step that doesn't exist, or none at all, is refused", () => {
  const unknown = 'No step "lnt": the gate\'s steps are format, lint, tests';
  assert.equal(selectSteps(["lnt"], THREE), unknown);
  assert.equal(selectSteps(["--except", "lnt"], THREE), unknown);
  assert.equal(
    selectSteps(["--except", NAMES.join(",")], THREE),
    "No step is left to run",
  );
});

test("one failed step closes the gate, and shows what it printed", () => {
  const { status, stdout } = runScript(`import process from "node:process";
import { ok } from "{ROOT}tools/gate/ok.ts";
const step = (name, ok) => ({
  name, run: () => Promise.resolve({ ok, output: "planted in " + name }) });
process.exitCode = await ok([], [step("a", true), step("b", false), step("c", true)]);`);
  assert.equal(status, 1);
  assert.doesNotMatch(stdout, /planted in [ac]/);
  assert.match(stdout, /^FAIL b .*\nplanted in b\nok {3}c /m);
  assert.match(stdout, /\nThe gate is closed: b failed; see above\n$/);
});

test("the gate's steps have names of their own", () => {
  const names = STEPS.map((step) => step.name);
  assert.deepEqual([...new Set(names)], names);
});
