import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One page of the specification: its file name and its lines. */
export interface SpecPage {
  readonly name: string;
  readonly lines: readonly SpecLine[];
}

/** A line of a page, with what its surroundings make of it. */
export interface SpecLine {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string;
  /** Inside a fenced code block, its fences included. */
  readonly code: boolean;
  /** Anchor of the nearest heading at or above it, or "" before the first. */
  readonly anchor: string;
}

/** What is wrong with a page, and where. */
export interface SpecProblem {
  readonly page: string;
  readonly line: number;
  readonly message: string;
}

/** Reads every `.md` page of a directory, in the order of their names. */
export function readPages(directory: string): SpecPage[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith(".md"))
    .sort()
    .map((name) =>
      parsePage(name, readFileSync(join(directory, name), "utf8"))
    );
}

/** Splits a page into lines and gives each heading the anchor GitHub gives it. */
export function parsePage(name: string, markdown: string): SpecPage {
  const lines: SpecLine[] = [];
  const taken = new Map<string, number>();
  let anchor = "";
  let fence: string | undefined;
  for (const [index, text] of markdown.split(/\r?\n/).entries()) {
    const mark = /^\s*(```+|~~~+)/.exec(text)?.[1];
    let code = fence !== undefined;
    if (fence === undefined && mark !== undefined) {
      fence = mark;
      code = true;
    } else if (fence !== undefined && mark?.startsWith(fence)) {
      fence = undefined;
    }
    const heading = code ? undefined : HEADING.exec(text)?.[1];
    if (heading !== undefined) anchor = distinct(slug(heading), taken);
    lines.push({ number: index + 1, text, code, anchor });
  }
  return { name, lines };
}

/** The anchors of a page's headings, in their order. */
export function headingAnchors(page: SpecPage): string[] {
  return page.lines
    .filter(({ text, code }) => !code && HEADING.test(text))
    .map(({ anchor }) => anchor);
}

/** A problem as one line: `page.md:12: what`. */
export function formatProblem(problem: SpecProblem): string {
  return `${problem.page}:${problem.line}: ${problem.message}`;
}

/** A line without its code spans, in which no word has a meaning. */
export function withoutCodeSpans(text: string): string {
  return text.replace(/(`+)(?!`).*?(?<!`)\1(?!`)/g, "``");
}

const HEADING = /^#{1,6}\s+(.*?)\s*#*$/;

function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
}

function distinct(anchor: string, taken: Map<string, number>): string {
  const count = taken.get(anchor) ?? 0;
  taken.set(anchor, count + 1);
  return count === 0 ? anchor : `${anchor}-${count}`;
}
