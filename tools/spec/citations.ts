import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { CASES } from "../../conformance/mod.ts";

/** A case or a vector that tests requirements. */
export interface Citing {
  /** `case layer/name`, or `vector topic#id`. */
  readonly name: string;
  readonly requirements: readonly string[];
}

/** A conformance case, as far as the specification speaks of it. */
export interface CitingCase extends Citing {
  readonly id: string;
  readonly title: string;
  readonly role: string;
}

/** A test vector, as far as the specification speaks of it. */
export interface CitingVector extends Citing {
  readonly id: string;
  readonly topic: string;
  readonly comment: string;
  /** Its file, under vectors/. */
  readonly file: string;
}

/** Everything that tests the requirements. */
export interface Citations {
  readonly cases: readonly CitingCase[];
  readonly vectors: readonly CitingVector[];
}

/** The cases of the suite and the published vectors, in their own order. */
export function readCitations(): Citations {
  const cases = CASES.map(({ id, title, role, requirements }) => ({
    name: `case ${id}`,
    id,
    title,
    role,
    requirements,
  }));
  const files = readdirSync(VECTORS, { recursive: true, encoding: "utf8" })
    .map((path) => path.split(sep).join("/"))
    .filter((path) => path.endsWith(".json") && !path.startsWith("schemas/"))
    .sort();
  return { cases, vectors: files.flatMap(vectorsOf) };
}

const VECTORS = fileURLToPath(new URL("../../vectors", import.meta.url));

function vectorsOf(file: string): CitingVector[] {
  const { topic, vectors } = JSON.parse(
    readFileSync(join(VECTORS, file), "utf8"),
  ) as {
    topic: string;
    vectors: { id: string; comment: string; requirements: string[] }[];
  };
  return vectors.map(({ id, comment, requirements }) => ({
    name: `vector ${topic}#${id}`,
    id,
    topic,
    comment,
    file,
    requirements,
  }));
}
