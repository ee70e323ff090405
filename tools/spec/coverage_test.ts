import assert from "node:assert/strict";
import { test } from "node:test";
import type { Citations } from "./citations.ts";
import { coverageOf, formatFigures } from "./coverage.ts";
import type { FiledAs, Ledger } from "./ledger.ts";
import type { Requirement, RequirementLevel } from "./requirements.ts";

function requirement(id: string, level: RequirementLevel): Requirement {
  return { id, level, text: "It does.", section: "frames.md#types" };
}

function citations(
  cases: Record<string, string[]>,
  vectors: Record<string, string[]> = {},
): Citations {
  return {
    cases: Object.entries(cases).map(([id, requirements]) => ({
      name: `case ${id}`,
      id,
      title: "",
      role: "server",
      requirements,
    })),
    vectors: Object.entries(vectors).map(([id, requirements]) => ({
      name: `vector t#${id}`,
      id,
      topic: "t",
      comment: "",
      file: "t.json",
      requirements,
    })),
  };
}

function ledger(entries: Record<string, FiledAs>): Ledger {
  return {
    entries: Object.entries(entries).map(([id, filed], i) => ({
      id,
      filed,
      why: "because",
      line: i + 1,
    })),
    problems: [],
  };
}

const ONE = [requirement("FRM-1", "MUST")];

test("a requirement that is neither cited nor filed is found", () => {
  assert.deepEqual(coverageOf(ONE, citations({}), ledger({})).problems, [
    "frames.md#types: FRM-1 is neither cited by a case or vector nor filed in ledger.json",
  ]);
});

test("a MAY is asked for as well", () => {
  const may = [requirement("FRM-2", "MAY")];
  assert.equal(coverageOf(may, citations({}), ledger({})).problems.length, 1);
});

for (
  const [what, tests, expected] of [
    ["case", citations({ "a/b": ["FRM-1"] }), "case a/b"],
    ["vector", citations({}, { v: ["FRM-1"] }), "vector t#v"],
  ] as const
) {
  test(`a filed requirement that a ${what} cites is found`, () => {
    const filed = ledger({ "FRM-1": "untestable" });
    assert.deepEqual(coverageOf(ONE, tests, filed).problems, [
      `ledger.json:1: FRM-1 is filed as untestable, but ${expected} tests it: remove the entry`,
    ]);
  });
}

test("what is filed and has no page is found", () => {
  const filed = ledger({ "FRM-1": "implicit", "FRM-9": "implicit" });
  assert.deepEqual(coverageOf(ONE, citations({}), filed).problems, [
    "ledger.json:2: FRM-9 is filed, and no page has it",
  ]);
});

test("what is cited and has no page is found", () => {
  const tests = citations({ "a/b": ["FRM-1", "FRM-7"] }, { v: ["FRM-8"] });
  assert.deepEqual(coverageOf(ONE, tests, ledger({})).problems, [
    "case a/b cites FRM-7, and no page has it",
    "vector t#v cites FRM-8, and no page has it",
  ]);
});

test("the figures count all ids and those of a MUST", () => {
  const requirements = [
    requirement("FRM-1", "MUST"),
    requirement("FRM-2", "MUST NOT"),
    requirement("FRM-3", "SHOULD"),
    requirement("FRM-4", "MAY"),
    requirement("FRM-5", "MUST"),
  ];
  const tests = citations({ "a/b": ["FRM-1", "FRM-3"] }, {
    v: ["FRM-1", "FRM-2"],
  });
  const filed = ledger({ "FRM-4": "implicit", "FRM-5": "pending: frames" });
  assert.equal(
    formatFigures(coverageOf(requirements, tests, filed)),
    [
      "                  all  MUST",
      "requirements        5     3",
      "tested              3     2",
      "  by a case         2     1",
      "  by a vector       2     2",
      "implicit            1     0",
      "pending: frames     1     1",
    ].join("\n"),
  );
});
