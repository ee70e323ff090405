import type {
  Citations,
  Citing,
  CitingCase,
  CitingVector,
} from "./citations.ts";
import {
  FILED_AS,
  type Ledger,
  LEDGER_FILE,
  type LedgerEntry,
} from "./ledger.ts";
import type { Requirement } from "./requirements.ts";

/** A requirement with all that tests it, or with why nothing does. */
export interface CoveredRequirement extends Requirement {
  readonly cases: readonly CitingCase[];
  readonly vectors: readonly CitingVector[];
  readonly filed?: LedgerEntry;
}

/** Every requirement's coverage, and what doesn't add up, a line each. */
export interface Coverage {
  readonly requirements: readonly CoveredRequirement[];
  readonly problems: readonly string[];
}

/**
 * Holds requirements, citations and ledger against each other: every id is
 * cited or filed, not both, and nothing cites or files an id that isn't there.
 */
export function coverageOf(
  requirements: readonly Requirement[],
  { cases, vectors }: Citations,
  ledger: Ledger,
): Coverage {
  const known = new Set(requirements.map(({ id }) => id));
  const casesOf = byRequirement(cases);
  const vectorsOf = byRequirement(vectors);
  const filed = new Map(ledger.entries.map((entry) => [entry.id, entry]));
  const covered = requirements.map((requirement) => ({
    ...requirement,
    cases: casesOf.get(requirement.id) ?? [],
    vectors: vectorsOf.get(requirement.id) ?? [],
    filed: filed.get(requirement.id),
  }));
  return {
    requirements: covered,
    problems: [
      ...ledger.problems,
      ...unknownCitations([...cases, ...vectors], known),
      ...ledger.entries.filter(({ id }) => !known.has(id)).map((entry) =>
        `${LEDGER_FILE}:${entry.line}: ${entry.id} is filed, and no page has it`
      ),
      ...covered.flatMap(faultOf),
    ],
  };
}

/** Whether a requirement binds absolutely. */
export function isMust({ level }: Pick<Requirement, "level">): boolean {
  return level.startsWith("MUST");
}

/** The ledger in figures: how many ids, and how many of them are a MUST. */
export function formatFigures({ requirements }: Coverage): string {
  const of = (test: (requirement: CoveredRequirement) => boolean) =>
    requirements.filter(test);
  const rows: [string, readonly CoveredRequirement[]][] = [
    ["requirements", requirements],
    ["tested", of(isTested)],
    ["  by a case", of(({ cases }) => cases.length > 0)],
    ["  by a vector", of(({ vectors }) => vectors.length > 0)],
    ...FILED_AS.map((reason): [string, CoveredRequirement[]] => [
      reason,
      of(({ filed }) => filed?.filed === reason),
    ]),
  ];
  const shown = rows.filter(([, members]) => members.length > 0);
  const width = Math.max(...shown.map(([label]) => label.length));
  const line = (label: string, ...figures: (string | number)[]) =>
    label.padEnd(width) +
    figures.map((figure) => String(figure).padStart(6)).join("");
  return [
    line("", "all", "MUST"),
    ...shown.map(([label, members]) =>
      line(label, members.length, members.filter(isMust).length)
    ),
  ].join("\n");
}

/** Whether a case or a vector cites it. */
export function isTested({ cases, vectors }: CoveredRequirement): boolean {
  return cases.length + vectors.length > 0;
}

function byRequirement<C extends Citing>(
  citing: readonly C[],
): Map<string, C[]> {
  const found = new Map<string, C[]>();
  for (const one of citing) {
    for (const id of new Set(one.requirements)) {
      const others = found.get(id);
      if (others === undefined) found.set(id, [one]);
      else others.push(one);
    }
  }
  return found;
}

function unknownCitations(
  citing: readonly Citing[],
  known: ReadonlySet<string>,
): string[] {
  return citing.flatMap(({ name, requirements }) =>
    requirements.filter((id) => !known.has(id)).map((id) =>
      `${name} cites ${id}, and no page has it`
    )
  );
}

function faultOf(requirement: CoveredRequirement): string[] {
  const { id, section, cases, vectors, filed } = requirement;
  const [first] = [...cases, ...vectors];
  if (first === undefined && filed === undefined) {
    return [
      `${section}: ${id} is neither cited by a case or vector nor filed in ${LEDGER_FILE}`,
    ];
  }
  if (first === undefined || filed === undefined) return [];
  const line = "line" in filed ? `:${filed.line}` : "";
  return [
    `${LEDGER_FILE}${line}: ${id} is filed as ${filed.filed}, but ${first.name} tests it: remove the entry`,
  ];
}
