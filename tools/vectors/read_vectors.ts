import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { z } from "zod";
import { FORMAT, type VectorFile } from "./format.ts";
import type { Topic } from "./topic.ts";

/** What is wrong with a file of vectors, and where in it. */
export interface FormatProblem {
  readonly file: string;
  /** A JSON pointer (RFC 6901). */
  readonly pointer: string;
  readonly message: string;
}

/** A topic's file, or what is wrong with it. */
export type ReadResult =
  | { readonly file: VectorFile; readonly problems: readonly [] }
  | { readonly file?: undefined; readonly problems: readonly FormatProblem[] };

/**
 * Reads a topic's file under `directory`: JSON of the format's version, with
 * no unknown key, every id once, and every name it refers to there.
 */
export function readVectors(directory: string, topic: Topic): ReadResult {
  const problem = (path: readonly PropertyKey[], message: string) => ({
    file: topic.path,
    pointer: pointerOf(path),
    message,
  });
  const path = join(directory, topic.path);
  if (!existsSync(path)) {
    return { problems: [problem([], "there is no such file")] };
  }
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    return { problems: [problem([], (error as Error).message)] };
  }
  const { format } = Object(value) as { format?: unknown };
  if (format !== FORMAT) {
    const found = JSON.stringify(format) ?? "nothing";
    const message = `expected the format "${FORMAT}", found ${found}`;
    return { problems: [problem(["format"], message)] };
  }
  const parsed = topic.schema.safeParse(value);
  if (!parsed.success) {
    return {
      problems: parsed.error.issues.flatMap(flatten).map(({ path, message }) =>
        problem(path, message)
      ),
    };
  }
  const wrong = brokenReferences(parsed.data)
    .map(([path, message]) => problem(path, message));
  return wrong.length > 0
    ? { problems: wrong }
    : { file: parsed.data, problems: [] };
}

/** `messages/messages.json#/vectors/3/id: …`. */
export function problemText({ file, pointer, message }: FormatProblem): string {
  return `${file}#${pointer}: ${message}`;
}

type Finding = readonly [path: readonly PropertyKey[], message: string];

/** An unknown key is blamed itself, not the object that has it. */
function flatten(
  issue: z.core.$ZodIssue,
): { path: readonly PropertyKey[]; message: string }[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      message: "unknown key",
    }));
  }
  return [{ path: issue.path, message: issue.message }];
}

function brokenReferences(file: VectorFile): Finding[] {
  const findings: Finding[] = [];
  if (file.count !== file.vectors.length) {
    findings.push([
      ["count"],
      `says ${file.count}, there are ${file.vectors.length} vectors`,
    ]);
  }
  const ids = new Map<string, number>();
  const used = new Set<string>();
  for (const [i, vector] of file.vectors.entries()) {
    const at = (...path: PropertyKey[]) => ["vectors", i, ...path];
    const before = ids.get(vector.id);
    if (before !== undefined) {
      findings.push([at("id"), `${vector.id} is the id of vector ${before}`]);
    }
    ids.set(vector.id, i);
    if (!Object.hasOwn(file.provenance, vector.provenance)) {
      findings.push([at("provenance"), `no provenance ${vector.provenance}`]);
    }
    used.add(vector.provenance);
    for (const [j, flag] of vector.flags.entries()) {
      if (!Object.hasOwn(file.flags, flag)) {
        findings.push([at("flags", j), `no flag ${flag}`]);
      }
      used.add(flag);
    }
    for (const [j, id] of vector.requirements.entries()) {
      if (!requirementIds().has(id)) {
        findings.push([at("requirements", j), `no requirement ${id}`]);
      }
    }
  }
  for (const dictionary of ["flags", "provenance"] as const) {
    for (const name of Object.keys(file[dictionary])) {
      if (!used.has(name)) {
        findings.push([[dictionary, name], "no vector has it"]);
      }
    }
  }
  return findings;
}

let known: ReadonlySet<string> | undefined;

function requirementIds(): ReadonlySet<string> {
  known ??= new Set(
    (JSON.parse(readFileSync(REQUIREMENTS, "utf8")) as { id: string }[])
      .map(({ id }) => id),
  );
  return known;
}

const REQUIREMENTS: string = fileURLToPath(
  new URL("../../spec/requirements.json", import.meta.url),
);

function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) =>
    `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`
  ).join("");
}
