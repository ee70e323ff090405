import process from "node:process";

/** What came of a command, in lines for a person. */
export interface Report {
  /** What was written, and what for. */
  readonly done: readonly string[];
  /** What somebody ought to know. */
  readonly notes: readonly string[];
}

/** The options that say where what was made goes. */
export interface OutputArguments {
  readonly out: string;
  readonly der?: boolean;
  readonly force?: boolean;
}

/**
 * Prints a report: notes on standard error, and the rest on standard output, if
 * what was made isn't there.
 */
export function announce(
  { out }: Pick<OutputArguments, "out">,
  { done, notes }: Report,
): void {
  for (const line of notes) process.stderr.write(`${line}\n`);
  const stream = out === "-" ? process.stderr : process.stdout;
  for (const line of done) stream.write(`${line}\n`);
}

/** How a line about what was made begins. */
export function wrote(out: string): string {
  return out === "-" ? "Wrote to standard output" : `Wrote ${out}`;
}
