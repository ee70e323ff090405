/** What happened in one test file: its leaves, not the suites around them. */
export interface FileTally {
  readonly file: string;
  passed: number;
  failed: number;
  skipped: number;
  /** Milliseconds, where the platform tells them. */
  duration?: number;
  /** What a reader needs to see of the failures. */
  readonly faults: string[];
}

/** An empty tally of one file. */
export function fileTally(file: string): FileTally {
  return { file, passed: 0, failed: 0, skipped: 0, faults: [] };
}

/** How many tests a file ran or skipped. */
export function countOf(tally: FileTally): number {
  return tally.passed + tally.failed + tally.skipped;
}

/** A file that ran nothing is a failure, whatever the platform made of it. */
export function refuseEmpty(tally: FileTally): void {
  if (countOf(tally) > 0) return;
  tally.failed += 1;
  tally.faults.push("no test ran in this file");
}

/** Prints a file's line, then what went wrong in it. */
export function printFile(tally: FileTally): void {
  const word = tally.failed > 0 ? "FAIL" : "ok  ";
  const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : "";
  const failed = tally.failed > 0 ? `, ${tally.failed} FAILED` : "";
  const time = tally.duration === undefined
    ? ""
    : `  ${Math.round(tally.duration)} ms`;
  console.log(
    `${word} ${tally.file}  ${tally.passed} passed${failed}${skipped}${time}`,
  );
  for (const fault of tally.faults) console.log(indent(fault));
}

/** The closing line of a run: `N passed, N failed, N skipped`. */
export function closingLine(tallies: readonly FileTally[]): string {
  const sum = (key: "passed" | "failed" | "skipped"): number =>
    tallies.reduce((total, tally) => total + tally[key], 0);
  return `${sum("passed")} passed, ${sum("failed")} failed, ${
    sum("skipped")
  } skipped`;
}

function indent(text: string): string {
  return text.split("\n").map((line) => `       ${line}`).join("\n");
}
