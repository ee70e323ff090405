import { type FormatProblem, problemOf } from "../problem.ts";
import type { Topic } from "../topic.ts";
import { TOPICS } from "../topics.ts";
import { figuresOf } from "./figures.ts";
import type { LintedFile } from "./linted_file.ts";

/** Vectors of a whole set that differ in topic, field, fault or answer. */
export const LEAST_DISTINCT = 1_000;

/** Where a set is smaller than is said of it, or mostly of what is right. */
export function setProblems(
  files: readonly LintedFile[],
  topics: readonly Topic[],
): FormatProblem[] {
  const problems: FormatProblem[] = [];
  const report = (name: string, message: string) =>
    problems.push(problemOf(name, [["vectors"], message]));
  for (const topic of topics) {
    const own = files.filter((file) => file.topic === topic);
    if (own.length === 0) {
      problems.push(problemOf(topic.path, [[], "there is no such file"]));
      continue;
    }
    const vectors = own.reduce((n, { file }) => n + file.vectors.length, 0);
    if (vectors < topic.minimum) {
      report(
        own[0].name,
        `${vectors} vectors, the topic says at least ${topic.minimum}`,
      );
    }
  }
  const figures = files.map(figuresOf);
  const sum = (key: "vectors" | "negative" | "distinct") =>
    figures.reduce((n, file) => n + file[key], 0);
  const positive = sum("vectors") - sum("negative");
  const isWhole = topics.length === TOPICS.length && files.length > 0;
  if (isWhole && sum("negative") <= positive) {
    report(
      files[0].name,
      `${sum("negative")} negatives don't outnumber ${positive} positives`,
    );
  }
  if (isWhole && sum("distinct") < LEAST_DISTINCT) {
    report(
      files[0].name,
      `${sum("distinct")} vectors of the set differ, ` +
        `expected at least ${LEAST_DISTINCT}`,
    );
  }
  return problems;
}
