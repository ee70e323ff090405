import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { blocksFrom } from "./blocks/blocks.ts";
import { readLedger } from "./ledger.ts";
import { findBlocks, replaceBlocks } from "./markers.ts";
import { SCHEMA_DIRECTORY } from "./message_schemas.ts";
import { readPages, type SpecPage, type SpecProblem } from "./page.ts";
import { publishedSchemas } from "./published_schemas.ts";
import { extractRequirements, formatRequirements } from "./requirements.ts";

/** What is put into a specification by program. */
export interface Generated {
  /** What may stand between markers of a page, by its name. */
  readonly blocks: ReadonlyMap<string, () => string>;
  /** The JSON Schemas, by file name. */
  readonly schemas: ReadonlyMap<string, string>;
}

/** What is generated for the specification in a directory. */
export function generatedFor(directory: string): Generated {
  const { entries } = readLedger(directory);
  return {
    blocks: blocksFrom({ ledger: entries }),
    schemas: publishedSchemas(),
  };
}

/**
 * Writes everything that is generated: what stands between the markers of
 * pages, `requirements.json` and the JSON Schemas. Returns the paths of the
 * files that changed. A block that nothing generates keeps its text.
 */
export function writeGenerated(
  directory: string,
  generated: Generated = generatedFor(directory),
): string[] {
  const changed: string[] = [];
  const write = (path: string, text: string) => {
    const file = join(directory, path);
    if (textOf(file) === text) return;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    changed.push(path);
  };
  for (const page of readPages(directory)) {
    const fresh = replaceBlocks(
      page,
      ({ name, text }) => generated.blocks.get(name)?.() ?? text,
    );
    write(page.name, fresh);
  }
  for (const [path, text] of wholeFiles(directory, generated)) {
    write(path, text);
  }
  return changed;
}

/** Which generated file isn't as it should be, and what nothing generates. */
export function findStaleFiles(
  directory: string,
  generated: Generated,
): string[] {
  const files = wholeFiles(directory, generated);
  const stale = [...files]
    .filter(([path, text]) => textOf(join(directory, path)) !== text)
    .map(([path]) => `${path} is not as it is generated: ${REFRESH}`);
  const folder = join(directory, SCHEMA_DIRECTORY);
  const orphans = (existsSync(folder) ? readdirSync(folder) : [])
    .map((name) => `${SCHEMA_DIRECTORY}/${name}`)
    .filter((path) => !files.has(path))
    .map((path) => `${path}: nothing generates it`);
  return [...stale, ...orphans];
}

/**
 * What is wrong with the blocks of the pages: with their markers, with a name
 * that nothing generates or no page has, with what stands between them.
 */
export function findBlockProblems(
  pages: readonly SpecPage[],
  { blocks: known }: Generated,
): SpecProblem[] {
  const { blocks, problems } = findBlocks(pages);
  const report = (page: string, line: number, message: string) =>
    problems.push({ page, line, message });
  for (const { page, name, first, text } of blocks) {
    const generate = known.get(name);
    if (generate === undefined) {
      report(page, first, `nothing generates ${name}`);
    } else if (generate() !== text) {
      report(page, first, `${name} is not as it is generated: ${REFRESH}`);
    }
  }
  const found = new Set(blocks.map(({ name }) => name));
  for (const name of known.keys()) {
    if (found.has(name)) continue;
    report("README.md", 1, `no page has <!-- generated:${name} -->`);
  }
  return problems;
}

const REFRESH = "run `fesa spec generate`";

/** The generated files that aren't pages, by path in the directory. */
function wholeFiles(
  directory: string,
  { schemas }: Generated,
): Map<string, string> {
  const { requirements } = extractRequirements(readPages(directory));
  const files = new Map([
    ["requirements.json", formatRequirements(requirements)],
  ]);
  for (const [name, text] of schemas) {
    files.set(`${SCHEMA_DIRECTORY}/${name}`, text);
  }
  return files;
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}
