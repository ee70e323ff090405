import { test } from "node:test";
import assert from "node:assert/strict";
import { sourceFiles, testFiles } from "./project_files.ts";

test("the list of tests holds this one, and no file that is none", () => {
  assert.ok(testFiles().includes("tools/gate/project_files_test.ts"));
  assert.ok(!testFiles().includes("tools/gate/test_bin.ts"));
});

test("the sources hold the tests, sorted, and nothing installed", () => {
  const files = sourceFiles();
  assert.deepEqual(files, files.toSorted());
  assert.deepEqual(testFiles().filter((file) => !files.includes(file)), []);
  assert.deepEqual(files.filter((file) => file.includes("node_modules")), []);
});
