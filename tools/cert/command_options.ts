import process from "node:process";
import type { Command } from "commander";
import { Refusal } from "./refusal.ts";

/** For an option that may be given several times. */
export function collect(
  value: string,
  before: readonly string[] = [],
): readonly string[] {
  return [...before, value];
}

/** The options of where to write. */
export function withOutput(command: Command, what: string): Command {
  return command
    .requiredOption(
      "--out <file>",
      `Where to write ${what}; - is standard output`,
    )
    .option("--der", "Write DER instead of PEM")
    .option("--force", "Replace files that are there already");
}

/** The options of a passphrase; `prefix` tells two of them apart. */
export function withPassphrase(
  command: Command,
  whose: string,
  prefix: string = "",
): Command {
  return command
    .option(
      `--${prefix}passphrase-file <file>`,
      `The first line of it is the passphrase of ${whose}`,
    )
    .option(
      `--${prefix}passphrase-env <name>`,
      "This environment variable is; with neither, a terminal is asked",
    );
}

/** The options of a key that is there, or made now. */
export function withKey(command: Command, sizes: string): Command {
  command
    .option("--key <file>", "The private key to use, PEM or DER")
    .option(
      "--new-key <file>",
      "Make a private key, readable by its owner alone",
    )
    .option("--bits <number>", `Bits of a new key: ${sizes}`)
    .option("--encrypt", "Encrypt a new key; naming a passphrase does so too");
  return withPassphrase(command, "the key");
}

/**
 * An action whose refusals are one line and exit status 1; mistakes of the
 * caller's go on to `main()`.
 */
export async function refusing(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
