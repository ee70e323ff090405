import type { Citations, Citing } from "../citations.ts";
import {
  type Coverage,
  type CoveredRequirement,
  formatFigures,
} from "../coverage.ts";
import {
  COVERAGE_KINDS,
  coverageHtml,
  type CoverageKind,
  coverageKind,
} from "./coverage_html.ts";
import { escape } from "./escape.ts";
import { requirementUrl } from "./page_html.ts";

/** A list of the site's own: its heading's sections, and its HTML. */
export interface ListPage {
  readonly sections: readonly {
    readonly anchor: string;
    readonly title: string;
  }[];
  readonly body: string;
}

/** Every requirement with its coverage, the figures above. */
export function requirementsPage(coverage: Coverage): ListPage {
  const families = groupBy(coverage.requirements, ({ id }) => id.split("-")[0]);
  const legend = Object.entries(COVERAGE_KINDS).map(([kind, words]) => {
    const members = coverage.requirements.filter((one) =>
      coverageKind(one) === kind as CoverageKind
    );
    return `<li class="requirement ${kind}">${words}: ${members.length}</li>`;
  });
  return {
    sections: sectionsOf(families),
    body: `<h1>Requirements</h1>
<p>Every numbered sentence, what tests it, or why nothing does.</p>
<ul class="legend">${legend.join("")}</ul>
<pre tabindex="0">${escape(formatFigures(coverage))}</pre>
${
      listOf(families, (requirement) =>
        `<div class="requirement ${
          coverageKind(requirement)
        }"><p><a class="id" href="${
          requirementUrl(requirement)
        }">${requirement.id}</a> ${inline(requirement.text)}</p>${
          coverageHtml(requirement)
        }</div>`)
    }`,
  };
}

/** Every case of the conformance suite, by layer. */
export function casesPage(
  { cases }: Citations,
  requirements: ReadonlyMap<string, CoveredRequirement>,
): ListPage {
  const layers = groupBy(cases, ({ id }) => id.split("/")[0]);
  return {
    sections: sectionsOf(layers),
    body: `<h1>Cases</h1>
<p>The ${cases.length} cases of the conformance suite: <code>fesa conform</code>
runs them.</p>
${
      listOf(layers, (one) =>
        `<div class="test" id="${escape(one.id)}"><p><code>${
          escape(one.id)
        }</code> ${inline(one.title)} <small>${one.role}</small></p>${
          requirementLinks(one, requirements)
        }</div>`)
    }`,
  };
}

/** Every published vector, by topic. */
export function vectorsPage(
  { vectors }: Citations,
  requirements: ReadonlyMap<string, CoveredRequirement>,
): ListPage {
  const topics = groupBy(vectors, ({ topic }) => topic);
  return {
    sections: sectionsOf(topics),
    body: `<h1>Vectors</h1>
<p>The ${vectors.length} test vectors of <code>vectors/</code>, in JSON.</p>
${
      listOf(topics, (one) =>
        `<div class="test" id="${escape(`${one.topic}/${one.id}`)}"><p><code>${
          escape(one.id)
        }</code> ${inline(one.comment)}</p>${
          requirementLinks(one, requirements)
        }</div>`)
    }`,
  };
}

function requirementLinks(
  { requirements }: Citing,
  known: ReadonlyMap<string, CoveredRequirement>,
): string {
  const links = requirements.map((id) => {
    const requirement = known.get(id);
    return requirement === undefined
      ? id
      : `<a href="${requirementUrl(requirement)}">${id}</a>`;
  });
  return `<p class="tests">${links.join(" ")}</p>`;
}

/** Code spans are the only mark that one sentence needs. */
function inline(text: string): string {
  return escape(text).replace(/`([^`]+)`/g, "<code>$1</code>");
}

function groupBy<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

function sectionsOf(groups: ReadonlyMap<string, unknown>) {
  return [...groups.keys()].map((title) => ({ anchor: title, title }));
}

function listOf<T>(
  groups: ReadonlyMap<string, readonly T[]>,
  itemHtml: (item: T) => string,
): string {
  return [...groups].map(([name, items]) =>
    `<h2 id="${name}">${name}</h2>\n${items.map(itemHtml).join("\n")}`
  ).join("\n");
}
