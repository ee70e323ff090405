import type { VectorHead } from "../format.ts";
import { type FormatProblem, problemOf } from "../problem.ts";
import type { LintedFile } from "./linted_file.ts";

/** Ids that two files of one topic have; within a file, reading finds them. */
export function repeatedIds(files: readonly LintedFile[]): FormatProblem[] {
  return secondOnes(files, ({ id }) => id)
    .filter(({ file, before }) => file !== before.file)
    .map(({ file, index, vector, before }) =>
      problemOf(file.name, [
        ["vectors", index, "id"],
        `${vector.id} is the id of ${before.file.name}#/vectors/${before.index}`,
      ])
    );
}

/** Vectors that test the very same: nothing but what is said of them differs. */
export function repeatedTests(files: readonly LintedFile[]): FormatProblem[] {
  return secondOnes(files, (vector) => JSON.stringify(sorted(testOf(vector))))
    .map(({ file, index, before }) => {
      const inFile = file === before.file ? "" : `${before.file.name}#`;
      return problemOf(file.name, [
        ["vectors", index],
        `differs from ${inFile}/vectors/${before.index} (${before.vector.id}) ` +
        "in nothing but what is said of it",
      ]);
    });
}

interface Place {
  readonly file: LintedFile;
  readonly index: number;
  readonly vector: VectorHead;
}

function secondOnes(
  files: readonly LintedFile[],
  keyOf: (vector: VectorHead) => string,
): (Place & { readonly before: Place })[] {
  const first = new Map<string, Place>();
  return files.flatMap((file) =>
    file.file.vectors.flatMap((vector, index) => {
      const key = `${file.topic.name} ${keyOf(vector)}`;
      const before = first.get(key);
      if (before) return [{ file, index, vector, before }];
      first.set(key, { file, index, vector });
      return [];
    })
  );
}

/** A vector without what is said of it. */
function testOf(vector: VectorHead): Record<string, unknown> {
  const { id: _, comment: __, requirements: ___, ...rest } = vector;
  const { flags: ____, provenance: _____, since: ______, ...test } = rest;
  return test;
}

/** The order of keys means nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1)
      .map(([key, item]) => [key, sorted(item)]),
  );
}
