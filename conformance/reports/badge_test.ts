import assert from "node:assert/strict";
import { test } from "node:test";
import { badgeOf, badgeReporter } from "./badge.ts";
import type { ReportedCase } from "./reported_case.ts";
import { recordOf } from "./run_record.ts";
import { caseOf, runOf } from "./test_run.ts";
import { written } from "./test_written.ts";

const SAID: readonly [ReportedCase["verdict"][], string, string][] = [
  [["pass", "pass"], "2 of 2", "brightgreen"],
  [["pass", "not-applicable"], "1 of 1", "brightgreen"],
  [["pass", "fail"], "1 of 2", "red"],
  [["pass", "unexpected-pass"], "1 of 2", "red"],
  [["pass", "inconclusive"], "1 of 2", "yellow"],
  [["pass", "expected-fail"], "1 of 2", "green"],
  [["inconclusive"], "0 of 1", "lightgrey"],
  [["not-applicable"], "not tested", "lightgrey"],
  [[], "not tested", "lightgrey"],
];

for (const [verdicts, message, color] of SAID) {
  test(`${verdicts.join(", ") || "nothing"} is ${message}, ${color}`, () => {
    const badge = badgeOf(recordOf(runOf(casesOf(verdicts))));
    assert.deepEqual([badge.message, badge.color], [message, color]);
  });
}

test("it is an SVG of its own that says what it shows", () => {
  const svg = written(badgeReporter, runOf(casesOf(["pass", "pass"])));
  assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  assert.match(svg, /aria-label="FESA conformance: 2 of 2"/);
  assert.ok(!svg.includes("href"));
});

function casesOf(verdicts: readonly ReportedCase["verdict"][]): ReportedCase[] {
  return verdicts.map((verdict, order) =>
    caseOf({
      order,
      id: `frames/case-${order}`,
      verdict,
      rows: [{ verdict, reason: "", durationMs: 1 }],
    })
  );
}
