/** A numbered sentence of the specification, as in spec/requirements.json. */
export interface Requirement {
  readonly id: string;
  readonly level: string;
}

/** What citing found: what is wrong, and which MUSTs nothing tests yet. */
export interface RequirementReport {
  /** One line each: a file that cites an id which doesn't exist. */
  readonly faults: readonly string[];
  /** Ids of MUST and MUST NOT that neither a case nor a vector cites. */
  readonly uncited: readonly string[];
}

/** Where a citation counts as a test of the requirement. */
const TESTING = /^(conformance\/(cases|generators)|vectors)\//;

/**
 * Compares the requirements with the ids that files cite. `files` maps a path
 * to its text. An id is what has the form and the family of one, such as
 * `FRM-5`, and what has the form and stands in a list named `requirements`.
 */
export function checkCitations(
  requirements: readonly Requirement[],
  files: Readonly<Record<string, string>>,
): RequirementReport {
  const known = new Set(requirements.map(({ id }) => id));
  const families = new Set([...known].map((id) => id.split("-")[0]));
  const cited = new Set<string>();
  const faults: string[] = [];
  for (const [file, text] of Object.entries(files)) {
    for (const { id, line } of citationsIn(text, families)) {
      if (!known.has(id)) {
        faults.push(
          `${file}:${line} cites ${id}, which spec/requirements.json does not have`,
        );
      } else if (TESTING.test(file)) cited.add(id);
    }
  }
  const uncited = requirements
    .filter(({ id, level }) => level.startsWith("MUST") && !cited.has(id))
    .map(({ id }) => id);
  return { faults, uncited };
}

interface Citation {
  readonly id: string;
  readonly line: number;
}

function citationsIn(
  text: string,
  families: ReadonlySet<string>,
): Citation[] {
  const found = new Map<number, string>();
  for (const match of text.matchAll(/\b([A-Z]{3})-\d+\b/g)) {
    if (families.has(match[1])) found.set(match.index, match[0]);
  }
  for (const list of text.matchAll(/\brequirements"?:\s*\[([^\]]*)\]/g)) {
    const start = list.index + list[0].indexOf(list[1]);
    for (const item of list[1].matchAll(/"([A-Z]{2,}-\d+)"/g)) {
      found.set(start + item.index + 1, item[1]);
    }
  }
  return [...found].sort(([a], [b]) => a - b).map(([at, id]) => ({
    id,
    line: text.slice(0, at).split("\n").length,
  }));
}
