import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { hostileRun } from "../../conformance/reports/test_hostile_run.ts";
import { runFesa } from "../spawn_fesa.ts";
import { makeReporters, parseReport, REPORT_KINDS } from "./conform_reports.ts";

const CONSOLE = { color: false, quiet: true, progress: false };

test("every kind writes its file, and that alone", () => {
  inFolder((folder) => {
    const choices = REPORT_KINDS.map((kind) =>
      parseReport(`${kind}=${join(folder, kind)}`)
    );
    const summary = process.env.GITHUB_STEP_SUMMARY;
    process.env.GITHUB_STEP_SUMMARY = join(folder, "step-summary");
    try {
      const reporters = makeReporters(choices, CONSOLE).slice(0, -1);
      for (const event of hostileRun()) {
        for (const reporter of reporters) reporter.report(event);
      }
    } finally {
      if (summary === undefined) delete process.env.GITHUB_STEP_SUMMARY;
      else process.env.GITHUB_STEP_SUMMARY = summary;
    }
    const begins: Readonly<Record<string, RegExp>> = {
      jsonl: /^\{"type":"start"/,
      json: /^\{\n {2}"schema": "fesa-conformance-report\/1"/,
      junit: /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites>/,
      tap: /^TAP version 14\n/,
      sarif: /^\{\n {2}"\$schema": ".*sarif-2\.1\.0\.json"/,
      html: /^<!doctype html>\n/,
      github: /^::error title=[^\n]*\n::error [^\n]*\n::warning [^\n]*\n$/,
      badge: /^<svg /,
      "step-summary": /^## /,
    };
    assert.deepEqual(readdirSync(folder).sort(), Object.keys(begins).sort());
    for (const [name, begin] of Object.entries(begins)) {
      assert.match(readFileSync(join(folder, name), "utf8"), begin, name);
    }
  });
});

const REFUSED: readonly [string, string, RegExp][] = [
  ["two on standard output", "json,tap", /^Cannot write two reports to stan/],
  ["two in one file", "json=x,tap=x", /^Cannot write two reports to x: give/],
  ["a folder that is not there", "json=no/such/x", /^Cannot write the report /],
];

for (const [what, kinds, message] of REFUSED) {
  test(`${what} is refused in a line, before the run`, () => {
    assert.throws(
      () => makeReporters(kinds.split(",").map(parseReport), CONSOLE),
      (error) => error instanceof RangeError && message.test(error.message),
    );
  });
}

for (const text of ["xml=x", "json=", "", "toString"]) {
  test(`--report "${text}" is a mistake of usage`, () => {
    assert.throws(() => parseReport(text), {
      code: "commander.invalidArgument",
      message: /^Expected one of jsonl, json, junit, tap, sarif, html, github/,
    });
  });
}

test("a report without a path has standard output to itself", async () => {
  const { status, stdout, stderr } = await runFesa([
    "conform",
    "server",
    "127.0.0.1:1",
    "--filter",
    "frames/server-joined",
    "--report",
    "json",
  ]);
  assert.equal(status, 3);
  assert.equal(JSON.parse(stdout.toString()).summary.inconclusive, 1);
  assert.match(stderr, /1 inconclusive in .* \(exit 3\)/);
});

function inFolder(use: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "fesa-reports-"));
  try {
    use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
