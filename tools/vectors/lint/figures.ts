import type { LintedFile } from "./linted_file.ts";

/** How many vectors a file has, by what counts. */
export interface FileFigures {
  readonly name: string;
  readonly topic: string;
  readonly vectors: number;
  /** That differ in field, fault or answer. */
  readonly distinct: number;
  /** That are not simply to be accepted. */
  readonly negative: number;
  /** What the topic says it has at least. */
  readonly minimum: number;
}

/** Counts a file; cuts of one message at each byte count once. */
export function figuresOf({ name, topic, file }: LintedFile): FileFigures {
  const { vectors } = file;
  return {
    name,
    topic: topic.name,
    vectors: vectors.length,
    distinct: new Set(vectors.map(topic.differsIn)).size,
    negative: vectors.filter(({ expect }) => expect.result !== "accept").length,
    minimum: topic.minimum,
  };
}
