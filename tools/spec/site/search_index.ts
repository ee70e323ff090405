import type { Coverage } from "../coverage.ts";
import type { Citations } from "../citations.ts";
import type { SpecPage } from "../page.ts";
import { caseUrl } from "./coverage_html.ts";
import { requirementUrl } from "./page_html.ts";

/** Something that the search finds: what it is called, its text, its place. */
export interface SearchEntry {
  readonly title: string;
  readonly text: string;
  readonly url: string;
}

/** Every requirement, section and case, what is sought for first being first. */
export function searchEntries(
  pages: readonly SpecPage[],
  coverage: Coverage,
  { cases }: Citations,
): SearchEntry[] {
  return [
    ...coverage.requirements.map((requirement) => ({
      title: requirement.id,
      text: requirement.text,
      url: requirementUrl(requirement),
    })),
    ...pages.flatMap(sectionEntries),
    ...cases.map(({ id, title }) => ({
      title: id,
      text: title,
      url: caseUrl(id),
    })),
  ];
}

/** The entries as a script: a page on disk may not fetch, but may load one. */
export function searchIndexScript(entries: readonly SearchEntry[]): string {
  return `globalThis.fesaSearchIndex = ${JSON.stringify(entries)};\n`;
}

function sectionEntries(page: SpecPage): SearchEntry[] {
  const sections: { title: string; anchor: string; text: string[] }[] = [];
  for (const { text, code, anchor } of page.lines) {
    const title = code ? undefined : /^#{1,6}\s+(.*)$/.exec(text)?.[1];
    if (title !== undefined) sections.push({ title, anchor, text: [] });
    else if (!code) sections.at(-1)?.text.push(plain(text));
  }
  const file = fileOf(page);
  return sections.map(({ title, anchor, text }) => ({
    title: plain(title),
    text: text.join(" ").replace(/\s+/g, " ").trim(),
    url: `${file}#${anchor}`,
  }));
}

/** The site's file of a page. */
export function fileOf({ name }: Pick<SpecPage, "name">): string {
  return name === "README.md" ? "index.html" : name.replace(/\.md$/, ".html");
}

function plain(line: string): string {
  return line
    .replace(/<!--.*?-->/g, "")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/^\|[\s|-]+\|$/, "")
    .replace(/[`*|]|(?<!\w)_|_(?!\w)/g, " ");
}
