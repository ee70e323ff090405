import { existsSync } from "node:fs";
import { join } from "node:path";
import type { VectorFile, VectorHead } from "../format.ts";
import { alertText } from "../outcome.ts";
import { printJson } from "../print_json.ts";
import { BadVectors } from "../problem.ts";
import { readVectorFile } from "../read_vectors.ts";
import { requirementTexts } from "../requirement_texts.ts";
import { TOPICS } from "../topics.ts";
import { passageLines } from "./passage.ts";
import { passagesOf } from "./passages_of.ts";

/**
 * A vector with what it cites spelt out, for people. `place` is FILE#ID, where
 * FILE is a topic, or the path of its file.
 *
 * @throws RangeError where there is no such vector, BadVectors where its file
 * is wrong.
 */
export function showVector(directory: string, place: string): string {
  const at = place.indexOf("#");
  if (at < 0) {
    throw new RangeError(`Cannot show "${place}": expected FILE#ID`);
  }
  const file = fileNamed(directory, place.slice(0, at));
  const id = place.slice(at + 1);
  const vector = file.vectors.find((vector) => vector.id === id);
  if (!vector) throw new RangeError(`No vector "${id}" in ${file.topic}`);
  return [
    `${vector.id}: ${vector.comment}`,
    "",
    ...vector.requirements.map((id) => `[${id}] ${requirementTexts().get(id)}`),
    ...vector.flags.map((flag) =>
      `${flag}: ${file.flags[flag].bugClass}; ${file.flags[flag].effect}`
    ),
    `Expected: ${expectation(vector)}`,
    "",
    ...passagesOf(file.topic, vector, { keys: file.keys ?? {} })
      .flatMap(passageLines),
    printJson(fieldsOf(vector)).trimEnd(),
  ].join("\n");
}

/** A topic, or the path of its file under `directory` or of any file. */
function fileNamed(directory: string, name: string): VectorFile {
  const topic = TOPICS.find(({ name: topic, path }) =>
    topic === name || path === name
  );
  const path = topic ? join(directory, topic.path) : name;
  if (!topic && !existsSync(path)) {
    throw new RangeError(`Cannot show "${name}": no topic, and no such file`);
  }
  const { file, problems } = readVectorFile({ name: path, path });
  if (!file) throw new BadVectors(problems);
  return file;
}

function expectation({ expect }: VectorHead): string {
  const { result, codes = [] } = expect as {
    result: string;
    codes?: readonly number[];
  };
  return [result, ...codes.map(alertText)].join(", ");
}

function fieldsOf(vector: VectorHead): Record<string, unknown> {
  const { id: _, comment: __, requirements: ___, flags: ____, ...rest } =
    vector;
  return { ...rest };
}
