import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { create } from "xmlbuilder2";
import { junitReporter } from "./junit.ts";
import { hostileRun } from "./test_hostile_run.ts";
import { caseOf, runOf } from "./test_run.ts";
import { written } from "./test_written.ts";

const SCHEMA = fileURLToPath(new URL("junit.xsd", import.meta.url));
const there = spawnSync("xmllint", ["--version"]).error === undefined;
// On CI it is there, and its absence is no reason to skip.
const skip = there || process.env.CI === "true"
  ? false
  : "no xmllint: apt-get install libxml2-utils";

test("xmllint finds it as the schema says, hostile text too", { skip }, () => {
  for (const events of [hostileRun(), runOf([caseOf()]), runOf([])]) {
    const { status, stderr } = xmllint(written(junitReporter, events));
    assert.equal(status, 0, stderr);
  }
});

test("the schema refuses what CI tools would", { skip }, () => {
  const xml = written(junitReporter, hostileRun());
  const broken = [
    xml.replace(' hostname="localhost"', ""),
    xml.replace(/<failure /, "<skipped message=''/><failure "),
    xml.replace(/timestamp="[^"]*"/, 'timestamp="yesterday"'),
    xml.replace("<testsuites>", '<testsuites tests="1">'),
  ];
  for (const text of broken) {
    assert.notEqual(text, xml);
    assert.equal(xmllint(text).status, 3, text.slice(0, 400));
  }
});

test("each verdict is what a CI tool makes the most of", () => {
  const xml = written(junitReporter, hostileRun());
  const suites = create(xml).root().map((suite) => suite.toObject());
  assert.equal(suites.length, 4);
  assert.match(
    xml,
    /name="frames\.server".* tests="2" failures="1" errors="0" skipped="0"/,
  );
  assert.match(xml, /<failure message="Expected an Alert.*" type="FRM-2">/);
  assert.match(xml, /<error message=".*" type="inconclusive">/);
  assert.match(
    xml,
    /<failure message="declared to fail" type="unexpected-pass">/,
  );
  assert.equal(xml.match(/<skipped message="/g)?.length, 2);
  assert.match(
    xml,
    /again +fesa conform server --exec .* --filter frames\/loud/,
  );
});

function xmllint(xml: string): { status: number | null; stderr: string } {
  const { status, stderr } = spawnSync(
    "xmllint",
    ["--noout", "--nonet", "--schema", SCHEMA, "-"],
    { input: xml, encoding: "utf8" },
  );
  return { status, stderr };
}
