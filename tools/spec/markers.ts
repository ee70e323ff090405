import { type SpecPage, type SpecProblem, withoutCodeSpans } from "./page.ts";

/** What stands between two markers of a page. */
export interface GeneratedBlock {
  readonly page: string;
  readonly name: string;
  /** Lines of the two markers, counted from 1. */
  readonly first: number;
  readonly last: number;
  /** The text between them, without the blank lines at its ends. */
  readonly text: string;
}

/** The blocks of the pages, and what is wrong with their markers. */
export interface FoundBlocks {
  readonly blocks: GeneratedBlock[];
  readonly problems: SpecProblem[];
}

/**
 * Finds what stands between `<!-- generated:NAME -->` and
 * `<!-- /generated -->`, each alone on its line. A name stands once in all
 * pages; a block holds no other, and ends on its page.
 */
export function findBlocks(pages: readonly SpecPage[]): FoundBlocks {
  const blocks: GeneratedBlock[] = [];
  const problems: SpecProblem[] = [];
  for (const page of pages) blocksOf(page, blocks, problems);
  return { blocks, problems };
}

/** A page's text with another text in each of its blocks. */
export function replaceBlocks(
  page: SpecPage,
  textOf: (block: GeneratedBlock) => string,
): string {
  const lines = page.lines.map(({ text }) => text);
  for (const block of findBlocks([page]).blocks.toReversed()) {
    const { first, last } = block;
    lines.splice(first, last - first - 1, "", ...textOf(block).split("\n"), "");
  }
  return lines.join("\n");
}

const OPENING = /^<!-- generated:([A-Za-z0-9:-]+) -->$/;
const CLOSING = "<!-- /generated -->";
/** Whatever looks like a marker, so that a misspelt one isn't just a comment. */
const MARKER_LIKE = /<!--\s*\/?\s*generated/i;

function blocksOf(
  page: SpecPage,
  blocks: GeneratedBlock[],
  problems: SpecProblem[],
): void {
  let open: { name: string; first: number; text: string[] } | undefined;
  const report = (line: number, message: string) =>
    problems.push({ page: page.name, line, message });
  for (const { number, text, code } of page.lines) {
    if (code || !MARKER_LIKE.test(withoutCodeSpans(text))) {
      open?.text.push(text);
      continue;
    }
    const name = OPENING.exec(text)?.[1];
    if (name !== undefined) {
      if (open !== undefined) {
        report(number, `generated:${name} is inside generated:${open.name}`);
        continue;
      }
      const before = blocks.find((block) => block.name === name);
      if (before !== undefined) {
        report(
          number,
          `generated:${name} is already at ${before.page}:${before.first}`,
        );
      }
      open = { name, first: number, text: [] };
    } else if (text !== CLOSING) {
      report(number, `not a marker: ${text.trim()}`);
    } else if (open === undefined) {
      report(number, "/generated ends no block");
    } else {
      const { name, first, text } = open;
      const content = text.join("\n").replace(/^\n+|\n+$/g, "");
      blocks.push({
        page: page.name,
        name,
        first,
        last: number,
        text: content,
      });
      open = undefined;
    }
  }
  if (open !== undefined) {
    report(open.first, `generated:${open.name} has no /generated after it`);
  }
}
