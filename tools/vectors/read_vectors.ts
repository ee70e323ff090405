import { existsSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { z } from "zod";
import { brokenReferences } from "./broken_references.ts";
import { FORMAT, type VectorFile } from "./format.ts";
import { jsonFiles } from "./generate.ts";
import {
  BadVectors,
  type Finding,
  type FormatProblem,
  problemOf,
} from "./problem.ts";
import type { Topic } from "./topic.ts";
import { TOPICS } from "./topics.ts";

/** A file of vectors and its topic, or what is wrong with it. */
export type ReadResult =
  | {
    readonly topic: Topic;
    readonly file: VectorFile;
    readonly problems: readonly [];
  }
  | { readonly file?: undefined; readonly problems: readonly FormatProblem[] };

/** A file of vectors, as it is called in what is said of it. */
export interface VectorPath {
  readonly name: string;
  readonly path: string;
}

/**
 * Reads one file of vectors: JSON of the format's version and of a topic there
 * is, with no unknown key, every id once, and every name it refers to there.
 */
export function readVectorFile({ name, path }: VectorPath): ReadResult {
  const wrong = (...findings: Finding[]): ReadResult => ({
    problems: findings.map((finding) => problemOf(name, finding)),
  });
  if (!existsSync(path)) return wrong([[], "there is no such file"]);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    return wrong([[], (error as Error).message.replaceAll(/\s+/g, " ")]);
  }
  const { format, topic: topicName } = Object(value) as Record<string, unknown>;
  if (format !== FORMAT) {
    const found = JSON.stringify(format) ?? "nothing";
    return wrong([
      ["format"],
      `expected the format "${FORMAT}", found ${found}`,
    ]);
  }
  const topic = TOPICS.find(({ name }) => name === topicName);
  if (!topic) {
    const found = JSON.stringify(topicName) ?? "nothing";
    const known = TOPICS.map(({ name }) => name).join(", ");
    return wrong([["topic"], `no topic ${found}: there are ${known}`]);
  }
  const parsed = topic.schema.safeParse(value);
  if (!parsed.success) return wrong(...parsed.error.issues.flatMap(flatten));
  const broken = brokenReferences(parsed.data);
  return broken.length > 0
    ? wrong(...broken)
    : { topic, file: parsed.data, problems: [] };
}

/** Reads a topic's own file under `directory`. */
export function readVectors(directory: string, topic: Topic): ReadResult {
  const path = join(directory, topic.path);
  const read = readVectorFile({ name: topic.path, path });
  if (!read.file || read.topic === topic) return read;
  const message = `expected the topic "${topic.name}"`;
  return { problems: [problemOf(topic.path, [["topic"], message])] };
}

/**
 * Every file of vectors under a folder; what is one of the schemas' isn't. Of
 * a single file, that.
 */
export function vectorPaths(directory: string): VectorPath[] {
  if (directory.endsWith(".json")) {
    return [{ name: basename(directory), path: resolve(directory) }];
  }
  return jsonFiles(directory)
    .filter((name) => !/(^|\/)schemas\/[^/]+\.schema\.json$/.test(name))
    .map((name) => ({ name, path: join(directory, name) }));
}

/**
 * The vectors of these topics under a folder, or in a file, whatever the files
 * are called.
 *
 * @throws BadVectors where one of the files is not what it should be.
 */
export function readAllVectors(
  directory: string,
  topics: readonly Topic[],
): { readonly topic: Topic; readonly file: VectorFile }[] {
  return vectorPaths(directory).map(readVectorFile).flatMap((read) => {
    if (!read.file) throw new BadVectors(read.problems);
    return topics.includes(read.topic) ? [read] : [];
  });
}

/** An unknown key is blamed itself, not the object that has it. */
function flatten(issue: z.core.$ZodIssue): Finding[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => [[...issue.path, key], "unknown key"]);
  }
  return [[issue.path, issue.message]];
}
