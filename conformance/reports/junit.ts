import { create } from "xmlbuilder2";
import type { XMLBuilder } from "xmlbuilder2/lib/interfaces.js";
import { LAYERS } from "../runner/case.ts";
import type { Reporter } from "./event.ts";
import { failureLines } from "./failure_lines.ts";
import { oneLine, printable } from "./printable.ts";
import { durationOf, type ReportedCase, tellingRow } from "./reported_case.ts";
import { atTheEnd, type RunRecord } from "./run_record.ts";

/**
 * JUnit's XML as CI tools read it (junit.xsd says which): a test suite for
 * each layer and role, a test case for each case.
 *
 * A failure is `failure`. What could not be judged is `error`, of type
 * `inconclusive`: the run has a fault, the target perhaps none. What doesn't
 * apply, and what fails as was known, is `skipped` with its reason.
 */
export function junitReporter(write: (text: string) => void): Reporter {
  return atTheEnd((run) => write(`${junitXml(run)}\n`));
}

function junitXml(run: RunRecord): string {
  const root = create({ version: "1.0", encoding: "UTF-8" })
    .ele("testsuites");
  suitesOf(run.cases).forEach(({ name, cases }, id) => {
    const count = (verdicts: readonly string[]) =>
      String(cases.filter(({ verdict }) => verdicts.includes(verdict)).length);
    const suite = root.ele("testsuite", {
      name,
      package: "fesa-conformance",
      id: String(id),
      hostname: "localhost",
      timestamp: run.start.startedAt.slice(0, "2026-01-02T03:04:05".length),
      time: seconds(cases.reduce((sum, one) => sum + durationOf(one), 0)),
      tests: String(cases.length),
      failures: count(["fail", "unexpected-pass"]),
      errors: count(["inconclusive"]),
      skipped: count(["not-applicable", "expected-fail"]),
    });
    addProperties(suite, run);
    for (const one of cases) addCase(suite, run, one);
    suite.ele("system-out");
    suite.ele("system-err");
  });
  return root.end({ prettyPrint: true });
}

interface Suite {
  readonly name: string;
  readonly cases: readonly ReportedCase[];
}

function suitesOf(cases: readonly ReportedCase[]): Suite[] {
  return LAYERS.flatMap((layer) =>
    (["server", "client"] as const).flatMap((role) => {
      const some = cases.filter((one) =>
        one.role === role && one.id.startsWith(`${layer}/`)
      );
      return some.length === 0
        ? []
        : [{ name: `${layer}.${role}`, cases: some }];
    })
  );
}

function addProperties(suite: XMLBuilder, { start }: RunRecord): void {
  const properties = suite.ele("properties");
  const add = (name: string, value: string) =>
    properties.ele("property", { name, value: oneLine(value) });
  add("suite", start.suite.version);
  add("seed", String(start.seed));
  for (const { role, implementation, address, command } of start.targets) {
    add(`target.${role}`, implementation ?? address ?? command ?? "");
  }
}

function addCase(
  suite: XMLBuilder,
  { start }: RunRecord,
  reported: ReportedCase,
): void {
  const [layer, ...rest] = reported.id.split("/");
  const element = suite.ele("testcase", {
    name: rest.join("/"),
    classname: `fesa.${layer}`,
    time: seconds(durationOf(reported)),
  });
  const row = tellingRow(reported);
  const message = oneLine(row?.reason ?? "");
  switch (reported.verdict) {
    case "pass":
      return;
    case "not-applicable":
    case "expected-fail":
      element.ele("skipped", { message });
      return;
    case "fail":
    case "unexpected-pass":
    case "inconclusive": {
      const name = reported.verdict === "inconclusive" ? "error" : "failure";
      const type = reported.verdict === "fail"
        ? row?.requirement ?? "fail"
        : reported.verdict;
      const lines = [reported.title, ...failureLines(start, reported)];
      element.ele(name, { message, type })
        .txt(printable(`\n${lines.join("\n")}\n`));
    }
  }
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}
