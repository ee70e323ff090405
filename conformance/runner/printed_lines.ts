import { printable } from "../tester/printable.ts";

const LONGEST_LINE = 2 ** 20;
const KEPT = 6;
const KEPT_LENGTH = 300;

/**
 * Splits what a process prints into lines, and keeps the last of them for a
 * report. What it holds is bounded, whatever is printed.
 */
export class PrintedLines {
  /** Whether a line grew longer than any could sensibly be. */
  overlong = false;
  readonly #kept: string[] = [];
  #begun = "";

  /** The lines that this text ends; the rest is kept for the next. */
  take(text: string): string[] {
    const parts = text.split("\n");
    parts[0] = this.#begun + parts[0];
    this.#begun = parts.pop() ?? "";
    if (this.#begun.length > LONGEST_LINE) {
      this.overlong = true;
      this.#begun = this.#begun.slice(0, KEPT_LENGTH + 1);
    }
    const last = parts.slice(-KEPT).map((line) => line.slice(0, LONGEST_LINE));
    this.#kept.push(...last);
    if (this.#kept.length > KEPT) {
      this.#kept.splice(0, this.#kept.length - KEPT);
    }
    return parts;
  }

  /** The last lines, safe to read; one that is unfinished too. */
  get last(): string[] {
    return [...this.#kept, this.#begun]
      .map((line) => printable(line.trimEnd(), KEPT_LENGTH))
      .filter((line) => line !== "").slice(-KEPT);
  }
}
