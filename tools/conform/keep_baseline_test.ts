import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { CASES } from "../../conformance/mod.ts";
import {
  EMPTY_BASELINE,
  readBaseline,
} from "../../conformance/runner/baseline.ts";
import {
  caseResult,
  type RowResult,
} from "../../conformance/runner/verdict.ts";
import { keepBaseline } from "./keep_baseline.ts";

const folder = mkdtempSync(join(tmpdir(), "fesa-keep-"));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, "baseline.json");

const [first] = CASES;

function resultOf(row: Partial<RowResult>) {
  const setup = { setting: "open", cipher: "aes", compression: false } as const;
  const facts = { reason: "", durationMs: 1, transcript: [] };
  return [caseResult(first, [{ setup, verdict: "pass", ...facts, ...row }])];
}

test("what a whole run saw fail is written, and counted", () => {
  const results = resultOf({
    verdict: "expected-fail",
    observation: "silence",
    listed: true,
  });
  assert.equal(
    keepBaseline(path, EMPTY_BASELINE, { results, status: 0 }),
    `Wrote 1 known failure to ${path}`,
  );
  assert.deepEqual(readBaseline(path).entries, [{
    case: first.id,
    role: first.role,
    row: "open/aes",
    observed: "silence",
    why: "",
  }]);
});

for (
  const [what, status, results, why] of [
    ["was interrupted", 130, resultOf({}), /the run was interrupted$/],
    [
      "left cases unjudged",
      3,
      resultOf({ verdict: "inconclusive" }),
      /1 cases could not be judged$/,
    ],
    ["ran nothing", 4, [], /0 cases could not be judged$/],
  ] as const
) {
  test(`a run that ${what} leaves the file as it is`, () => {
    writeFileSync(path, "untouched");
    assert.match(keepBaseline(path, EMPTY_BASELINE, { results, status }), why);
    assert.equal(readFileSync(path, "utf8"), "untouched");
  });
}
