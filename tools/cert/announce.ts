import process from "node:process";

/** The options that say where what was made goes. */
export interface OutputArguments {
  readonly out: string;
  readonly der?: boolean;
  readonly force?: boolean;
}

/** Says what was done: on standard output, if what was made isn't there. */
export function announce(
  { out }: Pick<OutputArguments, "out">,
  lines: readonly string[],
): void {
  const stream = out === "-" ? process.stderr : process.stdout;
  for (const line of lines) stream.write(`${line}\n`);
}

/** How a line about what was made begins. */
export function wrote(out: string): string {
  return out === "-" ? "Wrote to standard output" : `Wrote ${out}`;
}

/** Says what somebody ought to know. */
export function warn(line: string): void {
  process.stderr.write(`${line}\n`);
}
