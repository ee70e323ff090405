import { InvalidArgumentError } from "commander";

/** Adds one `--filter` to those before it. */
export function collectGlobs(
  value: string,
  list: readonly string[],
): readonly string[] {
  if (value === "" || value === "!") {
    throw new InvalidArgumentError("Expected a glob, as 'frames/*'.");
  }
  return [...list, value];
}

/** Reads a whole number within bounds. */
export function wholeNumber(
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    const bounds = most === Number.MAX_SAFE_INTEGER
      ? `from ${least}`
      : `from ${least} to ${most}`;
    throw new InvalidArgumentError(`Expected a whole number ${bounds}.`);
  };
}
