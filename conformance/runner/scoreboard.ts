import type { Case } from "./case.ts";
import { type CaseResult, caseResult, type RowResult } from "./verdict.ts";

/** Told of each case as it is judged; again where a verdict is amended. */
export type Listener = (result: CaseResult) => void;

/** The rows of a run as they are judged, and who is told of them. */
export class Scoreboard {
  readonly #listener: Listener;
  readonly #deviations: Readonly<Record<string, string>>;
  readonly #rows = new Map<Case, RowResult[]>();
  readonly #awaited = new Map<Case, number>();

  constructor(
    listener: Listener,
    deviations: Readonly<Record<string, string>>,
  ) {
    this.#listener = listener;
    this.#deviations = deviations;
  }

  get results(): CaseResult[] {
    return [...this.#rows].map(([theCase, rows]) => caseResult(theCase, rows));
  }

  /** So many rows of a case are to come; it is told of with the last. */
  await(theCase: Case, rows: number): void {
    this.#awaited.set(theCase, rows);
  }

  /** Takes the next row of a case. */
  record(theCase: Case, row: RowResult): void {
    const rows = this.rowsOf(theCase);
    rows.push(this.#known(theCase, row));
    this.#rows.set(theCase, rows);
    if (rows.length >= (this.#awaited.get(theCase) ?? 1)) this.tell(theCase);
  }

  /** Puts a row in another's place: a second try, a late exit. */
  replace(theCase: Case, old: RowResult, row: RowResult): void {
    const rows = this.rowsOf(theCase);
    const at = rows.indexOf(old);
    if (at < 0) return;
    rows[at] = this.#known(theCase, row);
    this.tell(theCase);
  }

  rowsOf(theCase: Case): RowResult[] {
    return this.#rows.get(theCase) ?? [];
  }

  /** The rows that were silence, and are worth a second try. */
  retriable(): { readonly theCase: Case; readonly row: RowResult }[] {
    return [...this.#rows].flatMap(([theCase, rows]) =>
      rows.filter((row) => row.verdict === "fail" && row.retry)
        .map((row) => ({ theCase, row }))
    );
  }

  tell(theCase: Case): void {
    this.#listener(caseResult(theCase, this.rowsOf(theCase)));
  }

  /** As if it had never been run. */
  forget(theCase: Case): void {
    this.#rows.delete(theCase);
  }

  /** What a declared deviation makes of a verdict. */
  #known(theCase: Case, row: RowResult): RowResult {
    const reason = this.#deviations[theCase.id];
    if (reason === undefined) return row;
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
}
