import type { Case } from "./case.ts";
import type { KnownFailures } from "./known_failures.ts";
import { type CaseResult, caseResult, type RowResult } from "./verdict.ts";

/** Told of each case as it is judged; again where a verdict is amended. */
export type Listener = (result: CaseResult) => void;

/** The rows of a run as they are judged, and who is told of them. */
export class Scoreboard {
  readonly #listener: Listener;
  readonly #known: KnownFailures;
  readonly #rows = new Map<Case, RowResult[]>();
  readonly #awaited = new Map<Case, number>();

  constructor(listener: Listener, known: KnownFailures) {
    this.#listener = listener;
    this.#known = known;
  }

  get results(): CaseResult[] {
    return [...this.#rows].map(([theCase, rows]) => caseResult(theCase, rows));
  }

  /** So many rows of a case are to come; it is told of with the last. */
  await(theCase: Case, rows: number): void {
    this.#awaited.set(theCase, rows);
  }

  /** Takes the next row of a case; what it counts as. */
  record(theCase: Case, row: RowResult): RowResult {
    const rows = this.rowsOf(theCase);
    const judged = this.#known.judge(theCase, row);
    rows.push(judged);
    this.#rows.set(theCase, rows);
    if (rows.length >= (this.#awaited.get(theCase) ?? 1)) this.tell(theCase);
    return judged;
  }

  /** Puts a row in another's place: a second try, a late exit. */
  replace(theCase: Case, old: RowResult, row: RowResult): void {
    const rows = this.rowsOf(theCase);
    const at = rows.indexOf(old);
    if (at < 0) return;
    rows[at] = this.#known.judge(theCase, row);
    this.tell(theCase);
  }

  /** Adds what is known of cases that ran, and was not seen. */
  addUnmet(): void {
    for (const [theCase, rows] of this.#rows) {
      const unmet = this.#known.unmet(theCase, rows);
      if (unmet.length === 0) continue;
      rows.push(...unmet);
      this.tell(theCase);
    }
  }

  rowsOf(theCase: Case): RowResult[] {
    return this.#rows.get(theCase) ?? [];
  }

  /** The rows that were silence, and are worth a second try. */
  retriable(): { readonly theCase: Case; readonly row: RowResult }[] {
    return [...this.#rows].flatMap(([theCase, rows]) =>
      rows.filter((row) =>
        row.retry && (row.verdict === "fail" || row.listed === true)
      ).map((row) => ({ theCase, row }))
    );
  }

  tell(theCase: Case): void {
    this.#listener(caseResult(theCase, this.rowsOf(theCase)));
  }

  /** As if it had never been run. */
  forget(theCase: Case): void {
    this.#rows.delete(theCase);
  }
}
