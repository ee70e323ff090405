import { resolve } from "node:path";
import { VECTORS } from "../generate.ts";
import { type FormatProblem, problemOf } from "../problem.ts";
import { readVectorFile, vectorPaths } from "../read_vectors.ts";
import type { Topic } from "../topic.ts";
import { TOPICS } from "../topics.ts";
import { figuresOf, type FileFigures } from "./figures.ts";
import type { LintedFile } from "./linted_file.ts";
import { repeatedIds, repeatedTests } from "./repeated.ts";
import { setProblems } from "./set_rules.ts";
import { vectorFindings } from "./vector_rules.ts";

/** What lint found under a folder. */
export interface LintResult {
  readonly problems: readonly FormatProblem[];
  readonly figures: readonly FileFigures[];
  /** Whether it was held to be a whole set. */
  readonly isSet: boolean;
}

/**
 * Checks every file of vectors under a folder, or one file, for what no schema
 * says. A set, as the project's own folder is, must also be as large as is
 * said of it.
 */
export function lint(
  directory: string,
  topics: readonly Topic[] = TOPICS,
  isSet: boolean = resolve(directory) === VECTORS,
): LintResult {
  const problems: FormatProblem[] = [];
  const files: LintedFile[] = [];
  for (const path of vectorPaths(directory)) {
    const read = readVectorFile(path);
    if (!read.file) problems.push(...read.problems);
    else if (topics.includes(read.topic)) {
      files.push({ name: path.name, topic: read.topic, file: read.file });
    }
  }
  for (const linted of files) {
    const { name, topic, file } = linted;
    for (const [i, vector] of file.vectors.entries()) {
      for (const [path, message] of vectorFindings(topic, vector)) {
        problems.push(problemOf(name, [["vectors", i, ...path], message]));
      }
    }
  }
  problems.push(...repeatedIds(files), ...repeatedTests(files));
  if (isSet) problems.push(...setProblems(files, topics));
  if (files.length === 0 && problems.length === 0) {
    problems.push(problemOf(directory, [[], "no file of vectors there"]));
  }
  return { problems, figures: files.map(figuresOf), isSet };
}
