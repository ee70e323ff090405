import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { readPages } from "../page.ts";
import { diagramSvg } from "./diagram_svg.ts";

/** Every figure of the pages. */
const figures: [string, string][] = [];
for (
  const page of readPages(
    fileURLToPath(new URL("../../../spec", import.meta.url)),
  )
) {
  const text = page.lines.map((line) => line.text).join("\n");
  for (const match of text.matchAll(/^```diagram\n([^]*?)\n```$/gm)) {
    figures.push([`${page.name} ${figures.length}`, match[1]]);
  }
}

test("the pages have figures", () => assert.ok(figures.length > 10));

for (const [where, figure] of figures) {
  test(`a figure's words are all there, and none of its lines: ${where}`, () => {
    const words = textsOf(diagramSvg(figure, "")).join(" ");
    assert.doesNotMatch(words, /[─│┌┐└┘├┤┬┴┼]|--|==|-->|<--/);
    const letters = figure.replace(/[^\p{L}\p{N}_{}]/gu, "");
    const drawn = words.replace(/[^\p{L}\p{N}_{}]/gu, "");
    // The heads of arrows down are drawn, and are letters in the source.
    assert.equal(sorted(drawn), sorted(withoutHeads(letters, figure)));
  });
}

test("boxes, arrows and words are told apart", () => {
  const svg = diagramSvg(
    ["+----+", "| a-b|--> very <-- x", "+----+"].join("\n"),
    'of "x" & y',
  );
  assert.deepEqual(textsOf(svg), ["a-b", "very", "x"]);
  assert.match(svg, /<title>of &quot;x&quot; &amp; y<\/title>/);
  const heads = /class="head" d="([^"]*)"/.exec(svg)?.[1] ?? "";
  assert.equal(heads.match(/Z/g)?.length, 2);
});

test("a bar without another above or below is text", () => {
  assert.deepEqual(textsOf(diagramSvg("ServerKey | K", "")), ["ServerKey | K"]);
});

test("text stands in its place, at its width", () => {
  assert.match(
    diagramSvg("   ab", ""),
    /<text x="24" y="[\d.]+" textLength="16" [^>]*>ab</,
  );
});

function textsOf(svg: string): string[] {
  return [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map((match) =>
    match[1].replaceAll("&quot;", '"').replaceAll("&#39;", "'")
      .replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&")
  );
}

function withoutHeads(letters: string, figure: string): string {
  const heads = figure.match(/(?<![\w])v(?![\w])/g)?.length ?? 0;
  let left = letters;
  for (let i = 0; i < heads; i++) left = left.replace("v", "");
  return left;
}

function sorted(text: string): string {
  return [...text].sort().join("");
}
