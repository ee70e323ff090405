import type { VectorHead } from "../format.ts";
import type { Finding } from "../problem.ts";
import { projectVersion } from "../project_version.ts";
import type { Topic } from "../topic.ts";

/**
 * What is wrong with one vector: a vector that is refused has one fault and so
 * one flag (`Order` is the flag of those that have two on purpose); one that is
 * accepted has none; none was published by a version that is still to come.
 */
export function vectorFindings(topic: Topic, vector: VectorHead): Finding[] {
  const { flags, requirements, since, expect } = vector;
  const findings: Finding[] = [];
  const wanted = expect.result === "accept" ? 0 : 1;
  if (flags.length !== wanted && !isRecording(vector)) {
    findings.push([
      ["flags"],
      wanted === 0
        ? `${flags.length} flags of what is to be accepted`
        : `${flags.length} flags where one fault has one`,
    ]);
  }
  const rule = topic.faultRule(vector);
  if (rule !== undefined) findings.push([[], rule]);
  for (const [i, id] of requirements.entries()) {
    if (requirements.indexOf(id) < i) {
      findings.push([["requirements", i], `${id} stands there twice`]);
    }
  }
  if (isLater(since, projectVersion())) {
    findings.push([
      ["since"],
      `${since} is later than this version, ${projectVersion()}`,
    ]);
  }
  return findings;
}

/** What two live peers did has no class: whose fault it was is not known. */
function isRecording(vector: VectorHead): boolean {
  return (vector as { readonly kind?: unknown }).kind === "recording";
}

function isLater(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => text.split(".").map(Number));
  const at = a.findIndex((part, i) => part !== b[i]);
  return at >= 0 && a[at] > b[at];
}
