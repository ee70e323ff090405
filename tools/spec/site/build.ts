import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Citations } from "../citations.ts";
import type { Coverage } from "../coverage.ts";
import { SCHEMA_DIRECTORY } from "../message_schemas.ts";
import { publishedSchemas } from "../published_schemas.ts";
import { readPages, type SpecPage } from "../page.ts";
import {
  casesPage,
  type ListPage,
  requirementsPage,
  vectorsPage,
} from "./list_pages.ts";
import { pageHtml, type PageReferences } from "./page_html.ts";
import { fileOf, searchEntries, searchIndexScript } from "./search_index.ts";
import { shell, type SitePage } from "./shell.ts";

/**
 * The specification as a site: every file by its path. It works from a disk:
 * no file asks for anything that isn't beside it.
 */
export function buildSite(
  directory: string,
  coverage: Coverage,
  citations: Citations,
): ReadonlyMap<string, string> {
  const pages = inReadingOrder(readPages(directory));
  const requirements = new Map(coverage.requirements.map((r) => [r.id, r]));
  const references: PageReferences = {
    requirements,
    vectors: new Set(
      citations.vectors.map(({ topic, id }) => `${topic}#${id}`),
    ),
  };
  const lists: [string, string, ListPage][] = [
    ["requirements.html", "Requirements", requirementsPage(coverage)],
    ["cases.html", "Cases", casesPage(citations, requirements)],
    ["vectors.html", "Vectors", vectorsPage(citations, requirements)],
  ];
  const all: SitePage[] = [
    ...pages.map(sitePage),
    ...lists.map(([file, title, { sections }]) => ({ file, title, sections })),
  ];
  const bodies = [
    ...pages.map((page) => pageHtml(page, references)),
    ...lists.map(([, , { body }]) => body),
  ];
  const entries = searchEntries(pages, coverage, citations);
  return new Map([
    ...all.map((page, i): [string, string] => [
      page.file,
      shell(page, all, bodies[i]),
    ]),
    ["search_index.js", searchIndexScript(entries)],
    ...ASSETS.map((name): [string, string] => [name, asset(name)]),
    ...[...publishedSchemas()].map(([name, text]): [string, string] => [
      `${SCHEMA_DIRECTORY}/${name}`,
      text,
    ]),
    [
      "requirements.json",
      readFileSync(join(directory, "requirements.json"), "utf8"),
    ],
    ["ledger.json", readFileSync(join(directory, "ledger.json"), "utf8")],
  ]);
}

const ASSETS = ["style.css", "search.js"];

function asset(name: string): string {
  return readFileSync(new URL(`assets/${name}`, import.meta.url), "utf8");
}

/** The README first, then the pages in the order in which it names them. */
function inReadingOrder(pages: readonly SpecPage[]): SpecPage[] {
  const readme = pages.find(({ name }) => name === "README.md");
  const text = readme?.lines.map(({ text }) => text).join("\n") ?? "";
  const place = ({ name }: SpecPage) =>
    name === "README.md" ? -1 : (text.indexOf(`](${name})`) + 1) || Infinity;
  return pages.toSorted((a, b) => place(a) - place(b));
}

function sitePage(page: SpecPage): SitePage {
  const headings = page.lines.flatMap(({ text, code, anchor }) => {
    const [, marks, title] = /^(#{1,2})\s+(.*)$/.exec(text) ?? [];
    return code || title === undefined ? [] : [{ marks, title, anchor }];
  });
  const [first] = headings;
  return {
    file: fileOf(page),
    title: page.name === "README.md"
      ? "Start"
      : plain(first?.title ?? page.name),
    sections: headings.filter(({ marks }) => marks === "##")
      .map(({ title, anchor }) => ({
        title: plain(title),
        anchor,
      })),
  };
}

function plain(title: string): string {
  return title.replaceAll("`", "");
}
