import type { VectorFile, VectorHead } from "./format.ts";
import type { Finding } from "./problem.ts";
import { requirementTexts } from "./requirement_texts.ts";

/**
 * What a file refers to and doesn't have, or has and nothing refers to: flags,
 * provenances, requirements; an id twice, a count that is wrong.
 */
export function brokenReferences(file: VectorFile): Finding[] {
  const findings: Finding[] = [];
  if (file.count !== file.vectors.length) {
    findings.push([
      ["count"],
      `says ${file.count}, there are ${file.vectors.length} vectors`,
    ]);
  }
  const ids = new Map<string, number>();
  for (const [i, vector] of file.vectors.entries()) {
    const before = ids.get(vector.id);
    if (before !== undefined) {
      const message = `${vector.id} is the id of vector ${before}`;
      findings.push([["vectors", i, "id"], message]);
    }
    ids.set(vector.id, i);
    findings.push(...ofVector(file, i, vector));
  }
  return [...findings, ...unused(file)];
}

function ofVector(
  file: VectorFile,
  i: number,
  { provenance, flags, requirements }: VectorHead,
): Finding[] {
  const findings: Finding[] = [];
  const report = (message: string, ...path: PropertyKey[]) =>
    findings.push([["vectors", i, ...path], message]);
  if (!Object.hasOwn(file.provenance, provenance)) {
    report(`no provenance ${provenance}`, "provenance");
  }
  for (const [j, flag] of flags.entries()) {
    if (!Object.hasOwn(file.flags, flag)) report(`no flag ${flag}`, "flags", j);
  }
  for (const [j, id] of requirements.entries()) {
    if (!requirementTexts().has(id)) {
      report(`no requirement ${id}`, "requirements", j);
    }
  }
  return findings;
}

function unused(file: VectorFile): Finding[] {
  const used = new Set(
    file.vectors.flatMap(({ provenance, flags }) => [provenance, ...flags]),
  );
  return (["flags", "provenance"] as const).flatMap((dictionary) =>
    Object.keys(file[dictionary]).filter((name) => !used.has(name))
      .map((name): Finding => [[dictionary, name], "no vector has it"])
  );
}
