import assert from "node:assert/strict";
import { test } from "node:test";
import { blocksOf, patternOf, sessionsOf } from "./page_session.ts";

const PAGE = `A page.

\`\`\`console
$ first &
printed (1)

more
$ second
\`\`\`

\`\`\`json
{ "not": "$ third" }
\`\`\`

\`\`\`console
$ fourth
…
\`\`\`
`;

test("a page's commands come block by block, with what they print", () => {
  assert.deepEqual(sessionsOf(PAGE), [
    [
      { command: "first &", printed: "printed (1)\n\nmore" },
      { command: "second", printed: "" },
    ],
    [{ command: "fourth", printed: "…" }],
  ]);
  assert.deepEqual(blocksOf(PAGE, "json"), ['{ "not": "$ third" }\n']);
});

test("a pattern takes what it shows, and anything for what it leaves out", () => {
  const pattern = patternOf("a (1)\n…\nin … s\n");
  for (const text of ["a (1)\nin 2 s\n", "a (1)\nb\n\nc\nin 0.5 s\n"]) {
    assert.match(text, pattern);
  }
  for (const text of ["a (2)\nin 2 s\n", "a (1)\nin 2 s\nb\n", "in 2 s\n"]) {
    assert.doesNotMatch(text, pattern);
  }
});
