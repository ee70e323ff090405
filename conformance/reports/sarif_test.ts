import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Log } from "sarif";
import { z } from "zod";
import { sarifReporter } from "./sarif.ts";
import { hostileRun } from "./test_hostile_run.ts";
import { caseOf, runOf } from "./test_run.ts";
import { written } from "./test_written.ts";

/** The schema of SARIF 2.1.0 (rtm.5), as Microsoft's package carries it. */
const PUBLISHED =
  "../../node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json";
const schema = z.fromJSONSchema(
  JSON.parse(
    readFileSync(new URL(PUBLISHED, import.meta.url), "utf8"),
    // zod takes it for a whole URL, which a reference need not be.
    (key, value) =>
      key === "format" && value === "uri-reference" ? undefined : value,
  ),
);

test("it is as the published schema says", () => {
  for (const events of [hostileRun(), runOf([caseOf()]), runOf([])]) {
    const log = JSON.parse(written(sarifReporter, events));
    assert.deepEqual(schema.safeParse(log).error?.issues, undefined);
    log.runs[0].results = [{ level: "grave" }];
    assert.equal(schema.safeParse(log).success, false);
  }
});

test("rules are requirements, results are cases that went against one", () => {
  const log: Log = JSON.parse(written(sarifReporter, hostileRun()));
  const [{ tool, results = [], invocations = [] }] = log.runs;
  const { rules = [] } = tool.driver;
  assert.deepEqual(rules.map(({ id }) => id), ["FRM-1", "FRM-2"]);
  assert.match(
    rules[1].help?.text ?? "",
    /^\[FRM-2\] A receiver MUST .*spec\//,
  );
  assert.deepEqual(
    results.map(({ ruleId, ruleIndex, level, partialFingerprints }) => [
      ruleId,
      ruleIndex,
      level,
      partialFingerprints?.["fesaCase/v1"],
    ]),
    [
      ["FRM-2", 1, "error", "server frames/loud"],
      ["FRM-1", 0, "note", "server keys/known"],
      ["FRM-1", 0, "note", "server channel/better"],
    ],
  );
  assert.equal(results[1].suppressions?.length, 1);
  assert.equal(invocations[0].toolExecutionNotifications?.length, 1);
});
