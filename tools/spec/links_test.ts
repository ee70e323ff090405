import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { findBrokenLinks } from "./links.ts";
import { formatProblem, parsePage } from "./page.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));

function broken(text: string): string[] {
  const pages = [parsePage("a.md", text), parsePage("b.md", "# There\n")];
  return findBrokenLinks(pages, HERE).map(formatProblem);
}

for (
  const link of [
    "b.md",
    "b.md#there",
    "#here",
    "links.ts",
    "../spec/links.ts",
    "https://example.org/none",
  ]
) {
  test(`a link that leads somewhere: ${link}`, () => {
    assert.deepEqual(broken(`# Here\n[x](${link})`), []);
  });
}

test("a link to an anchor that isn't there", () => {
  assert.deepEqual(broken("[x](b.md#gone)"), [
    "a.md:1: link to b.md#gone: b.md has no heading of that anchor",
  ]);
});

test("a link to a page that isn't there", () => {
  assert.deepEqual(broken("\n[`x`](c.md#d)"), [
    "a.md:2: link to c.md#d: no such file",
  ]);
});

test("a link in code is text", () => {
  assert.deepEqual(broken("`[x](c.md)`\n```\n[x](c.md)\n```"), []);
});
