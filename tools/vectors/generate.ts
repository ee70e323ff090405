import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { VectorFile } from "./format.ts";
import { printJson } from "./print_json.ts";
import { seededValues } from "./seeded_values.ts";
import type { Topic } from "./topic.ts";

/** Where the vectors of this checkout are. */
export const VECTORS: string = fileURLToPath(
  new URL("../../vectors", import.meta.url),
);

/** What is generated: the seed, and how many drawn vectors a family has. */
export interface GenerateOptions {
  readonly seed: number;
  readonly count: number;
  /** Only vectors about this setting. */
  readonly setting?: number;
}

/** What the committed vectors were made with. */
export const DEFAULTS: GenerateOptions = { seed: 1, count: 2 };

/**
 * Every file of these topics, by its path under vectors/; a topic without a
 * vector of the setting has none.
 */
export async function generatedFiles(
  topics: readonly Topic[],
  { seed, count, setting }: GenerateOptions = DEFAULTS,
): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const topic of topics) {
    const values = seededValues(seed);
    const whole = await topic.generate({ seed, count, values });
    const file = setting === undefined
      ? whole
      : aboutSetting(topic, whole, setting);
    if (file.count === 0) continue;
    files.set(schemaPath(topic), schemaText(topic));
    files.set(topic.path, printJson(file));
  }
  return files;
}

/** A file's vectors about a setting, and only what they refer to. */
function aboutSetting(
  topic: Topic,
  file: VectorFile,
  setting: number,
): VectorFile {
  const vectors = file.vectors.filter((vector) =>
    topic.settingsOf(vector).includes(setting)
  );
  const flags = vectors.flatMap(({ flags }) => flags);
  return {
    ...file,
    flags: only(file.flags, flags),
    provenance: only(
      file.provenance,
      vectors.map(({ provenance }) => provenance),
    ),
    count: vectors.length,
    vectors,
  };
}

function only<T>(
  dictionary: Readonly<Record<string, T>>,
  names: readonly string[],
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(dictionary).filter(([name]) => names.includes(name)),
  );
}

/** The path of a topic's schema, under vectors/. */
export function schemaPath(topic: Topic): string {
  return `schemas/${topic.name}.schema.json`;
}

function schemaText(topic: Topic): string {
  const { $schema, ...rest } = z.toJSONSchema(topic.schema);
  return printJson({
    $schema,
    title: `FESA vectors: ${topic.name}`,
    ...rest,
  });
}

/** Writes files into a directory, and makes the folders they need. */
export function writeFiles(
  directory: string,
  files: ReadonlyMap<string, string>,
): void {
  for (const [path, text] of files) {
    const target = join(directory, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}

/**
 * Where a directory is not what would be generated, one line each: a file that
 * differs or is missing, and with `orphans` a JSON file that nothing makes.
 */
export function staleFiles(
  directory: string,
  files: ReadonlyMap<string, string>,
  orphans: boolean,
): string[] {
  const lines: string[] = [];
  for (const [path, text] of files) {
    const target = join(directory, path);
    if (!existsSync(target)) lines.push(`${path}: missing`);
    else if (readFileSync(target, "utf8") !== text) {
      lines.push(`${path}: not what the generator makes`);
    }
  }
  if (!orphans) return lines;
  for (const path of jsonFiles(directory)) {
    if (!files.has(path)) lines.push(`${path}: nothing generates it`);
  }
  return lines;
}

/** Every JSON file under a directory, with `/` between the parts, sorted. */
export function jsonFiles(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .map((path) => path.split(sep).join("/"))
    .sort();
}
