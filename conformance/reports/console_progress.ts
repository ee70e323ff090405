import type { Reporter, ReportEvent } from "./event.ts";
import { caseKey } from "./reported_case.ts";

/** Where and how progress is shown. */
export interface ProgressOptions {
  /** A line that changes, for a terminal; else a line at each tenth. */
  readonly progress: boolean;
  readonly columns?: number;
}

const TENTHS = 10;
const CLEAR = "\r\x1b[K";

/** How far a run is. */
export class ConsoleProgress implements Reporter {
  readonly #write: (text: string) => void;
  readonly #options: ProgressOptions;
  readonly #verdicts = new Map<string, string>();
  #cases = 0;
  #tenth = 0;

  constructor(write: (text: string) => void, options: ProgressOptions) {
    this.#write = write;
    this.#options = options;
  }

  report(event: ReportEvent): void {
    switch (event.type) {
      case "start":
        this.#cases = event.cases;
        return;
      case "case":
        this.#verdicts.set(caseKey(event.case), event.case.verdict);
        if (this.#options.progress) this.#redraw(event.case.id);
        else this.#plain();
        return;
      case "end":
        if (this.#options.progress) this.#write(CLEAR);
    }
  }

  #redraw(id: string): void {
    const { columns = 80 } = this.#options;
    const text = `${this.#counts()}  ${id}`;
    this.#write(`${CLEAR}${text.slice(0, columns - 1)}`);
  }

  #plain(): void {
    const tenth = Math.floor(this.#verdicts.size * TENTHS / this.#cases);
    if (tenth <= this.#tenth || this.#cases < TENTHS) return;
    this.#tenth = tenth;
    this.#write(`${this.#counts()}\n`);
  }

  #counts(): string {
    const failed = [...this.#verdicts.values()]
      .filter((verdict) => verdict === "fail").length;
    const told = failed > 0 ? `, ${failed} failed` : "";
    return `${this.#verdicts.size}/${this.#cases}${told}`;
  }
}
