import { existsSync } from "node:fs";
import { join, normalize } from "node:path";
import { type SpecPage, type SpecProblem, withoutCodeSpans } from "./page.ts";

/**
 * Finds the links of the pages that lead nowhere: to a page that isn't there,
 * to an anchor its page doesn't have, or to a file that doesn't exist.
 * Links with a scheme (`https:`) are not followed.
 */
export function findBrokenLinks(
  pages: readonly SpecPage[],
  directory: string,
): SpecProblem[] {
  const anchors = new Map(
    pages.map((page) => [page.name, new Set(page.lines.map((l) => l.anchor))]),
  );
  const problems: SpecProblem[] = [];
  for (const page of pages) {
    for (const line of page.lines) {
      if (line.code) continue;
      for (const target of linkTargets(line.text)) {
        const message = whyBroken(target, page.name, anchors, directory);
        if (message === undefined) continue;
        problems.push({ page: page.name, line: line.number, message });
      }
    }
  }
  return problems;
}

function linkTargets(text: string): string[] {
  const prose = withoutCodeSpans(text);
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]);
}

function whyBroken(
  target: string,
  from: string,
  anchors: ReadonlyMap<string, ReadonlySet<string>>,
  directory: string,
): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return undefined;
  const [path, anchor] = target.split("#", 2);
  const name = path === "" ? from : normalize(path);
  const known = anchors.get(name);
  if (known === undefined && !existsSync(join(directory, name))) {
    return `link to ${target}: no such file`;
  }
  if (anchor && known !== undefined && !known.has(anchor)) {
    return `link to ${target}: ${name} has no heading of that anchor`;
  }
  return undefined;
}
