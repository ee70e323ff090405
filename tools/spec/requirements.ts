import { type SpecPage, type SpecProblem, withoutCodeSpans } from "./page.ts";

/** How binding a requirement is: BCP 14's word, the first in its sentence. */
export type RequirementLevel =
  | "MUST"
  | "MUST NOT"
  | "SHOULD"
  | "SHOULD NOT"
  | "MAY";

/** One numbered sentence of the specification. */
export interface Requirement {
  /** Family and number, as `FRM-5`; never given to another sentence. */
  readonly id: string;
  readonly level: RequirementLevel;
  /** The sentence without its id, on one line. */
  readonly text: string;
  /** Where it stands: `page.md#anchor`. */
  readonly section: string;
}

/** What the pages hold, and what is wrong with them. */
export interface ExtractedRequirements {
  readonly requirements: Requirement[];
  readonly problems: SpecProblem[];
}

/**
 * Extracts every numbered requirement from the pages, in the order of the ids.
 * A requirement is a paragraph or list item that starts with `[FAM-1]` and is
 * one sentence (spec/conventions.md). A second use of an id, a paragraph of
 * several sentences and one without a level are problems.
 */
export function extractRequirements(
  pages: readonly SpecPage[],
): ExtractedRequirements {
  const found: Requirement[] = [];
  const problems: SpecProblem[] = [];
  const places = new Map<string, string>();
  for (const page of pages) {
    for (const block of requirementBlocks(page)) {
      const { id, text, line, anchor } = block;
      const report = (message: string) =>
        problems.push({ page: page.name, line, message: `${id} ${message}` });
      const first = places.get(id);
      if (first !== undefined) {
        report(`is already used at ${first}: give this one a new number`);
        continue;
      }
      places.set(id, `${page.name}:${line}`);
      const level = levelOf(text);
      if (level === undefined) {
        report("has no level: say MUST, MUST NOT, SHOULD or MAY");
        continue;
      }
      if (!isOneSentence(text)) {
        report("is not one sentence: end it with its only full stop");
      }
      found.push({ id, level, text, section: `${page.name}#${anchor}` });
    }
  }
  found.sort((a, b) => compareIds(a.id, b.id));
  return { requirements: found, problems };
}

/** The bytes of requirements.json for these requirements. */
export function formatRequirements(
  requirements: readonly Requirement[],
): string {
  return JSON.stringify(requirements, null, 2) + "\n";
}

/** The words of BCP 14 that stand outside any numbered requirement. */
export function findStrayKeywords(pages: readonly SpecPage[]): SpecProblem[] {
  const problems: SpecProblem[] = [];
  for (const page of pages) {
    const numbered = new Set<number>();
    for (const block of requirementBlocks(page)) {
      for (let n = block.line; n <= block.last; n++) numbered.add(n);
    }
    for (const line of page.lines) {
      if (line.code || numbered.has(line.number)) continue;
      const word = KEYWORD.exec(withoutCodeSpans(line.text))?.[0];
      if (word === undefined) continue;
      problems.push({
        page: page.name,
        line: line.number,
        message: `${word} outside a requirement: give the sentence an id`,
      });
    }
  }
  return problems;
}

interface RequirementBlock {
  id: string;
  text: string;
  line: number;
  last: number;
  anchor: string;
}

const START = /^\s*(?:[-*]\s+)?\[([A-Z]{3}-[1-9][0-9]*)\]\s+(.*)$/;
const BREAK = /^\s*(?:$|[-*]\s|\d+\.\s|#|\||>|<!--|\[[A-Z]{3}-[1-9])/;
const KEYWORD =
  /\b(?:MUST NOT|MUST|SHOULD NOT|SHOULD|MAY|SHALL|REQUIRED|RECOMMENDED|OPTIONAL)\b/;
const LEVEL = /\b(?:MUST NOT|MUST|SHOULD NOT|SHOULD|MAY)\b/;

function requirementBlocks(page: SpecPage): RequirementBlock[] {
  const blocks: RequirementBlock[] = [];
  let open: RequirementBlock | undefined;
  for (const line of page.lines) {
    const start = line.code ? null : START.exec(line.text);
    if (start) {
      open = {
        id: start[1],
        text: start[2].trim(),
        line: line.number,
        last: line.number,
        anchor: line.anchor,
      };
      blocks.push(open);
    } else if (line.code || BREAK.test(line.text)) {
      open = undefined;
    } else if (open !== undefined) {
      open.text += ` ${line.text.trim()}`;
      open.last = line.number;
    }
  }
  return blocks;
}

function levelOf(text: string): RequirementLevel | undefined {
  const word = LEVEL.exec(withoutCodeSpans(text))?.[0];
  return word as RequirementLevel | undefined;
}

function isOneSentence(text: string): boolean {
  const prose = withoutCodeSpans(text);
  return prose.endsWith(".") && !/[.!?]\s/.test(prose);
}

function compareIds(a: string, b: string): number {
  const [familyA, numberA] = a.split("-");
  const [familyB, numberB] = b.split("-");
  if (familyA !== familyB) return familyA < familyB ? -1 : 1;
  return Number(numberA) - Number(numberB);
}
