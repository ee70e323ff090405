import { Command } from "commander";
import { readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";
import { SecuritySetting } from "../../src/mod.ts";
import { numbersOf } from "../registry_names.ts";
import { UsageError } from "../usage_error.ts";
import {
  DEFAULTS,
  generatedFiles,
  jsonFiles,
  staleFiles,
  VECTORS,
  writeFiles,
} from "../vectors/generate.ts";
import { withTopics as withTopicTable } from "../vectors/readme_table.ts";
import { TOPICS } from "../vectors/topics.ts";
import { named, whole, withTopics } from "./vectors_options.ts";

/** Options of `fesa vectors generate`, as commander hands them over. */
interface GenerateFlags {
  readonly topic: readonly string[];
  readonly seed: number;
  readonly count: number;
  readonly setting?: string;
  readonly out: string;
  readonly check?: boolean;
}

/** `fesa vectors generate`: the project's own vectors, or others. */
export function generateCommand(): Command {
  return withTopics(new Command("generate"))
    .description("Write the vectors and their JSON Schemas")
    .option("--seed <n>", "seed of all drawn values", whole, DEFAULTS.seed)
    .option("--count <n>", "drawn vectors a family", whole, DEFAULTS.count)
    .option("--setting <name>", "only vectors about this setting")
    .option("--out <dir>", "where to write", VECTORS)
    .option("--check", "write nothing; exit 1 if a file would change")
    .action(generate);
}

async function generate(flags: GenerateFlags): Promise<void> {
  const { seed, count, out } = flags;
  const topics = named(flags.topic);
  const setting = settingNamed(flags.setting);
  const isOwn = resolve(out) === VECTORS;
  const asCommitted = seed === DEFAULTS.seed && count === DEFAULTS.count &&
    setting === undefined;
  if (isOwn && !asCommitted) {
    throw new UsageError(
      `Name --out DIR: the project's own vectors have seed ${DEFAULTS.seed}, count ${DEFAULTS.count} and every setting`,
    );
  }
  const files = await generatedFiles(topics, { seed, count, setting });
  if (files.size === 0) {
    throw new UsageError(
      `Nothing to write: no vector of ${flags.topic} is about ${flags.setting}`,
    );
  }
  const isWhole = topics.length === TOPICS.length;
  if (isOwn && isWhole) files.set("README.md", readme());
  if (flags.check) return check(out, files, isWhole);
  writeFiles(out, files);
  console.log(`${files.size} files written`);
  if (isOwn && isWhole) removeOrphans(files);
}

function settingNamed(name: string | undefined): number | undefined {
  if (name === undefined) return undefined;
  const [setting, ...others] = numbersOf("--setting", name, SecuritySetting);
  if (others.length === 0) return setting;
  throw new UsageError(`Cannot use --setting ${name}: name one`);
}

function check(
  out: string,
  files: ReadonlyMap<string, string>,
  orphans: boolean,
): void {
  const stale = staleFiles(out, files, orphans);
  for (const line of stale) console.error(line);
  if (stale.length === 0) {
    return console.log(`${files.size} files are as generated`);
  }
  console.error("Run `fesa vectors generate` and commit what it writes");
  process.exitCode = 1;
}

function readme(): string {
  return withTopicTable(
    readFileSync(join(VECTORS, "README.md"), "utf8"),
    TOPICS,
  );
}

/** What nothing generates any more goes: a vector is never edited by hand. */
function removeOrphans(files: ReadonlyMap<string, string>): void {
  for (const path of jsonFiles(VECTORS)) {
    if (files.has(path)) continue;
    rmSync(join(VECTORS, path));
    console.log(`${path} removed: nothing generates it`);
  }
}
