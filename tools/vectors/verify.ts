import { resolve } from "node:path";
import type { VectorFile } from "./format.ts";
import { jsonFiles, schemaPath, VECTORS } from "./generate.ts";
import { problemText } from "./problem.ts";
import {
  readVectorFile,
  readVectors,
  type VectorPath,
  vectorPaths,
} from "./read_vectors.ts";
import type { Topic } from "./topic.ts";
import { TOPICS, topicsNamed } from "./topics.ts";

/** How the reference did on one topic. */
export interface TopicResult {
  readonly topic: string;
  readonly vectors: number;
  /** How many of them are to be accepted, whatever else they are to show. */
  readonly accepted: number;
  /** One line each: where the file is wrong, or the reference differs. */
  readonly faults: readonly string[];
  readonly milliseconds: number;
}

/** How it did on all files of a folder; faults of no topic's apart. */
export interface DirectoryResult {
  readonly topics: readonly TopicResult[];
  readonly faults: readonly string[];
}

/**
 * Holds the reference against every vector under a folder, or in a file. The
 * project's own folder must have each topic's file and no other; another may
 * have any files, of the topics that were named where some were.
 *
 * @throws RangeError where a name is no topic's.
 */
export async function verifyDirectory(
  directory: string,
  names: readonly string[],
  onTopic: (result: TopicResult) => void = () => {},
): Promise<DirectoryResult> {
  const wanted = topicsNamed(names);
  if (resolve(directory) === VECTORS) {
    const topics: TopicResult[] = [];
    for (const topic of wanted) {
      topics.push(await verifyTopic(directory, topic));
      onTopic(topics[topics.length - 1]);
    }
    return {
      topics,
      faults: names.length === 0 ? strangeFiles(directory) : [],
    };
  }
  return await verifyAnyFiles(
    vectorPaths(directory),
    wanted,
    names.length > 0,
    onTopic,
  );
}

/** Holds the reference against every vector of a topic's own file. */
export async function verifyTopic(
  directory: string,
  topic: Topic,
): Promise<TopicResult> {
  const { file, problems } = readVectors(directory, topic);
  return file
    ? await verifyFile(topic, file, topic.path)
    : nothing(topic, problems.map(problemText));
}

async function verifyAnyFiles(
  paths: readonly VectorPath[],
  wanted: readonly Topic[],
  named: boolean,
  onTopic: (result: TopicResult) => void,
): Promise<DirectoryResult> {
  const topics: TopicResult[] = [];
  const faults: string[] = [];
  for (const path of paths) {
    const read = readVectorFile(path);
    if (!read.file) {
      faults.push(...read.problems.map(problemText));
    } else if (wanted.includes(read.topic)) {
      topics.push(await verifyFile(read.topic, read.file, path.name));
      onTopic(topics[topics.length - 1]);
    }
  }
  const missing = named
    ? wanted.filter(({ name }) => topics.every(({ topic }) => topic !== name))
    : [];
  if (faults.length === 0) {
    faults.push(
      ...missing.map(({ path }) => `${path}#: there is no such file`),
    );
    if (topics.length === 0 && !named) faults.push("no file of vectors there");
  }
  return { topics, faults };
}

async function verifyFile(
  topic: Topic,
  { vectors, keys = {} }: VectorFile,
  name: string,
): Promise<TopicResult> {
  const start = performance.now();
  const faults: string[] = [];
  for (const vector of vectors) {
    const place = `${name}#${vector.id}`;
    try {
      const fault = await topic.verify(vector, { keys });
      if (fault) faults.push(`${place}: ${fault}`);
    } catch (error) {
      faults.push(`${place}: the reference failed: ${error}`);
    }
  }
  return {
    topic: topic.name,
    vectors: vectors.length,
    accepted: vectors.filter((v) => v.expect.result === "accept").length,
    faults,
    milliseconds: performance.now() - start,
  };
}

function nothing({ name }: Topic, faults: readonly string[]): TopicResult {
  return { topic: name, vectors: 0, accepted: 0, faults, milliseconds: 0 };
}

/** JSON files under a directory that no topic reads, one line each. */
export function strangeFiles(directory: string): string[] {
  const known = new Set(
    TOPICS.flatMap((topic) => [topic.path, schemaPath(topic)]),
  );
  return jsonFiles(directory)
    .filter((path) => !known.has(path))
    .map((path) => `${path}: no topic has this file`);
}
