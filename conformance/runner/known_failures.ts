import type { InconclusiveCode } from "../tester/violation.ts";
import type { Baseline, BaselineEntry } from "./baseline.ts";
import type { Case } from "./case.ts";
import { caseNamed } from "./case_names.ts";
import { rowName } from "./setup.ts";
import type { RowResult } from "./verdict.ts";

/** What is known of a target's failures before a run. */
export interface KnownFailuresOptions {
  /** Case id to the reason why it is declared to fail, however it does. */
  readonly deviations?: Readonly<Record<string, string>>;
  readonly baseline?: Baseline;
  /** Whether what fails becomes the baseline. */
  readonly update?: boolean;
}

/** Where these kept a listed case from being judged, they are the finding. */
const RUN_LEVEL: readonly InconclusiveCode[] = [
  "not-started",
  "not-listening",
  "not-dialled",
  "unreachable",
  "not-fesa",
  "deadline",
  "interrupted",
  "fail-fast",
];

/** Holds what rows come to against the failures that are known. */
export class KnownFailures {
  readonly #deviations: Readonly<Record<string, string>>;
  readonly #entries: readonly BaselineEntry[];
  readonly #update: boolean;

  constructor(
    cases: readonly Case[],
    { deviations = {}, baseline, update = false }: KnownFailuresOptions,
  ) {
    this.#deviations = deviations;
    this.#update = update;
    this.#entries = (baseline?.entries ?? []).map((entry) => ({
      ...entry,
      case: caseNamed(cases, entry.case)?.id ?? entry.case,
    }));
  }

  /** What a row's verdict is in the light of what is known. */
  judge(theCase: Case, row: RowResult): RowResult {
    const deviation = this.#deviations[theCase.id];
    if (deviation !== undefined) return deviating(row, deviation);
    const entry = this.#entryOf(theCase, row);
    if (this.#update) return updated(row, entry);
    return entry === undefined ? row : listed(row, entry);
  }

  /** Entries of a case that ran, in rows in which it did not. */
  unmet(theCase: Case, rows: readonly RowResult[]): RowResult[] {
    if (this.#update || rows.some(({ setup }) => setup === undefined)) {
      return [];
    }
    const ran = new Set(rows.map(({ setup }) => setup && rowName(setup)));
    return this.#of(theCase).filter(({ row }) => !ran.has(row)).map((entry) =>
      unlike(
        {
          verdict: "not-applicable",
          reason: "",
          durationMs: 0,
          transcript: [],
        },
        entry,
        `it was not run in ${entry.row}`,
      )
    );
  }

  #of(theCase: Case): BaselineEntry[] {
    return this.#entries.filter((entry) =>
      entry.case === theCase.id && entry.role === theCase.role
    );
  }

  #entryOf(theCase: Case, { setup }: RowResult): BaselineEntry | undefined {
    const entries = this.#of(theCase);
    if (setup === undefined) return entries[0];
    return entries.find(({ row }) => row === rowName(setup));
  }
}

function deviating(row: RowResult, reason: string): RowResult {
  if (row.verdict === "fail") {
    return { ...row, verdict: "expected-fail", reason };
  }
  if (row.verdict !== "pass") return row;
  return {
    ...row,
    verdict: "unexpected-pass",
    reason: `It is declared to fail (${reason}), and passes`,
  };
}

function updated(row: RowResult, entry: BaselineEntry | undefined): RowResult {
  if (row.verdict !== "fail") return row;
  const reason = entry?.why || row.reason;
  return { ...row, verdict: "expected-fail", reason, listed: true };
}

function listed(row: RowResult, entry: BaselineEntry): RowResult {
  switch (row.verdict) {
    case "fail":
      return row.observation === entry.observed
        ? { ...row, verdict: "expected-fail", reason: entry.why || row.reason }
        : unlike(row, entry, `what is observed is "${row.observation}"`);
    case "pass":
      return {
        ...unlike(row, entry, "it passes: take it off the list"),
        verdict: "unexpected-pass",
      };
    case "not-applicable":
      return unlike(row, entry, `it is not applicable: ${row.reason}`);
    case "inconclusive":
      return row.code !== undefined && RUN_LEVEL.includes(row.code)
        ? row
        : unlike(row, entry, `it could not be judged: ${row.reason}`);
    default:
      return row;
  }
}

/** Red: the list says one thing, and the run another. */
function unlike(
  { code: _, retry: __, ...row }: RowResult,
  { observed }: BaselineEntry,
  what: string,
): RowResult {
  const reason =
    `The baseline lists it to fail with "${observed}", and ${what}`;
  return { ...row, verdict: "fail", reason };
}
