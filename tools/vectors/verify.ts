import { jsonFiles, schemaPath } from "./generate.ts";
import { problemText, readVectors } from "./read_vectors.ts";
import type { Topic } from "./topic.ts";
import { TOPICS } from "./topics.ts";

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

/** Holds the reference against every vector of a topic. */
export async function verifyTopic(
  directory: string,
  topic: Topic,
): Promise<TopicResult> {
  const start = performance.now();
  const { file, problems } = readVectors(directory, topic);
  const faults = problems.map(problemText);
  for (const vector of file?.vectors ?? []) {
    const place = `${topic.path}#${vector.id}`;
    try {
      const fault = await topic.verify(vector, { keys: file?.keys ?? {} });
      if (fault) faults.push(`${place}: ${fault}`);
    } catch (error) {
      faults.push(`${place}: the reference failed: ${error}`);
    }
  }
  const vectors = file?.vectors ?? [];
  return {
    topic: topic.name,
    vectors: vectors.length,
    accepted: vectors.filter((v) => v.expect.result === "accept").length,
    faults,
    milliseconds: performance.now() - start,
  };
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
