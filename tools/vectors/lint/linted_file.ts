import type { VectorFile } from "../format.ts";
import type { Topic } from "../topic.ts";

/** A file of vectors that has its schema, and what it is called. */
export interface LintedFile {
  readonly name: string;
  readonly topic: Topic;
  readonly file: VectorFile;
}
