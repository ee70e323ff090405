import assert from "node:assert/strict";
import { test } from "node:test";
import type { CoveredRequirement } from "../coverage.ts";
import { parsePage } from "../page.ts";
import { pageHtml } from "./page_html.ts";

function requirement(fields: Partial<CoveredRequirement>): CoveredRequirement {
  return {
    id: "FRM-1",
    level: "MUST",
    text: "It MUST.",
    section: "frames.md#types",
    cases: [],
    vectors: [],
    ...fields,
  };
}

const CASE = {
  name: "case frames/a",
  id: "frames/a",
  title: "A <fault>",
  role: "server",
  requirements: ["FRM-1"],
};
const VECTOR = {
  name: "vector keys#a/b",
  id: "a/b",
  topic: "keys",
  comment: "It",
  file: "keys/keys.json",
  requirements: ["FRM-1"],
};

function html(markdown: string, ...requirements: CoveredRequirement[]): string {
  return pageHtml(parsePage("frames.md", markdown), {
    requirements: new Map(requirements.map((one) => [one.id, one])),
    vectors: new Set(["keys#a/b"]),
  });
}

test("a requirement has an anchor, its colour and what tests it", () => {
  const tested = requirement({ cases: [CASE], vectors: [VECTOR] });
  assert.equal(
    html("[FRM-1] It MUST\nuse `x`.", tested),
    '<div class="requirement case" id="FRM-1"><p><a class="id" href="#FRM-1">FRM-1</a> ' +
      "It <b>MUST</b>\nuse <code>x</code>.</p>" +
      '<details class="tests"><summary>1 case, 1 vector</summary><ul>' +
      '<li><a href="cases.html#frames/a">frames/a</a> A &lt;fault&gt;</li>' +
      '<li><a href="vectors.html#keys/a/b">keys#a/b</a> It</li></ul></details></div>\n',
  );
});

for (
  const [kind, fields, words] of [
    ["vector", { vectors: [VECTOR] }, "1 vector"],
    [
      "pending",
      { filed: { id: "FRM-1", filed: "pending: frames", why: "Soon" } },
      "pending: frames: Soon",
    ],
    [
      "filed",
      { filed: { id: "FRM-1", filed: "untestable", why: "Memory" } },
      "untestable: Memory",
    ],
  ] as const
) {
  test(`a requirement's colour: ${kind}`, () => {
    const text = html("[FRM-1] It MUST.", requirement(fields));
    assert.match(text, new RegExp(`class="requirement ${kind}"`));
    assert.ok(text.includes(words));
  });
}

test("links lead to the pages' HTML, those named by an id to it", () => {
  const one = requirement({});
  assert.match(html("[x](keys.md#binding)"), /href="keys.html#binding"/);
  assert.match(html("[x](README.md)"), /href="index.html"/);
  assert.match(
    html("[x](https://a.example/b.md)"),
    /="https:\/\/a.example\/b.md"/,
  );
  assert.match(html("[FRM-1](keys.md#b)", one), /href="frames.html#FRM-1"/);
  assert.match(html("see FRM-1, FRM-2", one), /html#FRM-1">FRM-1<\/a>, FRM-2/);
});

test("a vector's name leads to it", () => {
  assert.match(
    html("Vector `keys#a/b`."),
    /<a href="vectors.html#keys\/a\/b"><code>keys#a\/b<\/code><\/a>/,
  );
});

test("headings have the anchors that links are checked against", () => {
  const text = html("# A `b` c\n\n## Same\n\n## Same");
  assert.deepEqual(
    [...text.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]),
    ["a-b-c", "same", "same-1"],
  );
});

test("markers are gone, figures are drawn, bytes keep their lines", () => {
  const text = html(
    "<!-- generated:x -->\n\n```diagram\n+--+\n```\n\n<!-- /generated -->\n\n" +
      "```fesa-frame\n15   <type>\n00\n```",
  );
  assert.doesNotMatch(text, /generated/);
  assert.match(text, /<svg .*<\/svg>/);
  assert.ok(
    text.includes("<span>15</span>   <i>&lt;type&gt;</i>\n<span>00</span>"),
  );
});
