import assert from "node:assert/strict";
import { test } from "node:test";
import { formatProblem, parsePage } from "./page.ts";
import { extractRequirements, findStrayKeywords } from "./requirements.ts";

function extract(...markdown: string[]) {
  const pages = markdown.map((text, i) => parsePage(`p${i + 1}.md`, text));
  const { requirements, problems } = extractRequirements(pages);
  return { requirements, problems: problems.map(formatProblem) };
}

test("a paragraph with an id is a requirement of its section", () => {
  const text =
    "## Types\n\n[FRM-4] A receiver MUST answer\nan unknown `type`.\n";
  assert.deepEqual(extract(text), {
    requirements: [{
      id: "FRM-4",
      level: "MUST",
      text: "A receiver MUST answer an unknown `type`.",
      section: "p1.md#types",
    }],
    problems: [],
  });
});

test("a list item with an id is a requirement, and ends at the next item", () => {
  const text = "- [A-1] no family\n- [FRM-1] It MAY\n  end.\n- other\n";
  assert.deepEqual(
    extract(text).requirements.map((r) => [r.id, r.text]),
    [["FRM-1", "It MAY end."]],
  );
});

for (
  const [level, sentence] of [
    ["MUST", "It MUST, and never MAY."],
    ["MUST NOT", "It MUST NOT where it MAY."],
    ["SHOULD", "It SHOULD."],
    ["SHOULD NOT", "It SHOULD NOT."],
    ["MAY", "Where `MUST` is quoted, it MAY."],
  ]
) {
  test(`the first word outside code decides: ${level}`, () => {
    const { requirements } = extract(`[KEX-1] ${sentence}`);
    assert.equal(requirements[0].level, level);
  });
}

test("requirements are in the order of family and number", () => {
  const { requirements } = extract(
    "[PRO-2] It MUST.\n\n[PRO-10] It MUST.",
    "[CMP-9] It MUST.",
  );
  assert.deepEqual(requirements.map((r) => r.id), ["CMP-9", "PRO-2", "PRO-10"]);
});

test("a second use of an id is refused, with file and line of both", () => {
  const { requirements, problems } = extract(
    "# A\n\n[FRM-1] It MUST.",
    "[FRM-1] It MAY.",
  );
  assert.equal(requirements.length, 1);
  assert.deepEqual(problems, [
    "p2.md:1: FRM-1 is already used at p1.md:3: give this one a new number",
  ]);
});

test("a requirement without a level is refused", () => {
  assert.deepEqual(extract("\n[FRM-1] It must."), {
    requirements: [],
    problems: [
      "p1.md:2: FRM-1 has no level: say MUST, MUST NOT, SHOULD or MAY",
    ],
  });
});

for (const text of ["It MUST. Always.", "It MUST", "It MUST? Yes."]) {
  test(`one sentence is asked for: ${text}`, () => {
    assert.deepEqual(extract(`[FRM-1] ${text}`).problems, [
      "p1.md:1: FRM-1 is not one sentence: end it with its only full stop",
    ]);
  });
}

test("an id in a code block is no requirement", () => {
  assert.deepEqual(extract("```\n[FRM-1] It MUST.\n```").requirements, []);
});

test("a word of obligation outside a requirement is found", () => {
  const page = parsePage(
    "a.md",
    "[FRM-1] It MUST\nnow.\n\nIt `MUST`.\nIt MAY.",
  );
  assert.deepEqual(findStrayKeywords([page]).map(formatProblem), [
    "a.md:5: MAY outside a requirement: give the sentence an id",
  ]);
});
