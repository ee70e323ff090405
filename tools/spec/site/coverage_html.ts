import type { CoveredRequirement } from "../coverage.ts";
import { escape } from "./escape.ts";

/** How a requirement is covered; the site gives each a colour and a word. */
export type CoverageKind = "case" | "vector" | "pending" | "filed";

/** The kinds with what the legend says of them. */
export const COVERAGE_KINDS: Readonly<Record<CoverageKind, string>> = {
  case: "tested by a case",
  vector: "tested by vectors alone",
  pending: "a test is due",
  filed: "not tested, for a reason",
};

/** Which of the four a requirement is. */
export function coverageKind(requirement: CoveredRequirement): CoverageKind {
  const { cases, vectors, filed } = requirement;
  if (cases.length > 0) return "case";
  if (vectors.length > 0) return "vector";
  return filed?.filed.startsWith("pending") ? "pending" : "filed";
}

/** What tests a requirement, to be opened; or why nothing does. */
export function coverageHtml(requirement: CoveredRequirement): string {
  const { cases, vectors, filed } = requirement;
  if (cases.length + vectors.length === 0) {
    const text = filed === undefined
      ? "neither tested nor filed"
      : `${filed.filed}: ${filed.why}`;
    return `<p class="tests">${escape(text)}</p>`;
  }
  const items = [
    ...cases.map(({ id, title }) =>
      `<li><a href="${caseUrl(id)}">${escape(id)}</a> ${escape(title)}</li>`
    ),
    ...vectors.map(({ topic, id, comment }) =>
      `<li><a href="${vectorUrl(topic, id)}">${escape(`${topic}#${id}`)}</a> ${
        escape(comment)
      }</li>`
    ),
  ];
  const counts = [
    counted(cases.length, "case"),
    counted(vectors.length, "vector"),
  ].filter(Boolean).join(", ");
  return `<details class="tests"><summary>${counts}</summary><ul>${
    items.join("")
  }</ul></details>`;
}

/** Where the site lists a case. */
export function caseUrl(id: string): string {
  return `cases.html#${encodeURI(id)}`;
}

/** Where the site lists a vector. */
export function vectorUrl(topic: string, id: string): string {
  return `vectors.html#${encodeURI(`${topic}/${id}`)}`;
}

function counted(count: number, noun: string): string {
  if (count === 0) return "";
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
