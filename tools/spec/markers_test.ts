import assert from "node:assert/strict";
import { test } from "node:test";
import { findBlocks, replaceBlocks } from "./markers.ts";
import { formatProblem, parsePage } from "./page.ts";

function problemsOf(...pages: string[]): string[] {
  const parsed = pages.map((text, i) => parsePage(`p${i + 1}.md`, text));
  return findBlocks(parsed).problems.map(formatProblem);
}

const END = "<!-- /generated -->";

test("a block is what stands between its markers", () => {
  const page = parsePage(
    "a.md",
    `# A\n<!-- generated:x -->\n\none\n\ntwo\n\n${END}\nend`,
  );
  assert.deepEqual(findBlocks([page]), {
    blocks: [{
      page: "a.md",
      name: "x",
      first: 2,
      last: 8,
      text: "one\n\ntwo",
    }],
    problems: [],
  });
});

test("replacing leaves everything outside of the markers as it was", () => {
  const page = parsePage(
    "a.md",
    `# A\n<!-- generated:x -->\nold\n${END}\nmid\n<!-- generated:y -->\n${END}\n`,
  );
  assert.equal(
    replaceBlocks(page, ({ name }) => `new ${name}`),
    `# A\n<!-- generated:x -->\n\nnew x\n\n${END}\nmid\n` +
      `<!-- generated:y -->\n\nnew y\n\n${END}\n`,
  );
});

test("replacing with what is there changes nothing", () => {
  const text = `<!-- generated:x -->\n\none\n\ntwo\n\n${END}\n`;
  const page = parsePage("a.md", text);
  assert.equal(replaceBlocks(page, (block) => block.text), text);
});

const faults: readonly [string, string[], string[]][] = [
  ["a block that isn't ended", ["\n<!-- generated:x -->\na"], [
    "p1.md:2: generated:x has no /generated after it",
  ]],
  ["an end without a beginning", [`a\n${END}`], [
    "p1.md:2: /generated ends no block",
  ]],
  ["a block in a block", [
    `<!-- generated:x -->\n<!-- generated:y -->\n${END}`,
  ], ["p1.md:2: generated:y is inside generated:x"]],
  ["a block that ends on another page", ["<!-- generated:x -->", END], [
    "p1.md:1: generated:x has no /generated after it",
    "p2.md:1: /generated ends no block",
  ]],
  ["a name that comes again", [
    `<!-- generated:x -->\n${END}`,
    `\n<!-- generated:x -->\n${END}`,
  ], ["p2.md:2: generated:x is already at p1.md:1"]],
  ["a misspelt marker", ["<!--generated:x-->", "<!-- Generated x -->"], [
    "p1.md:1: not a marker: <!--generated:x-->",
    "p2.md:1: not a marker: <!-- Generated x -->",
  ]],
  ["a marker behind other text", [`text <!-- generated:x -->\n`], [
    "p1.md:1: not a marker: text <!-- generated:x -->",
  ]],
];

for (const [what, pages, expected] of faults) {
  test(`found: ${what}`, () =>
    assert.deepEqual(problemsOf(...pages), expected));
}

test("a marker in code is none", () => {
  assert.deepEqual(
    problemsOf("```\n<!-- generated:x -->\n```\nthe `<!-- generated:x -->`"),
    [],
  );
});
