import { Buffer } from "node:buffer";
import process from "node:process";
import { readFile } from "../read_file.ts";
import { UsageError } from "../usage_error.ts";

/** Where a passphrase comes from: never from the command line itself. */
export interface PassphraseSource {
  /** A file; its first line is the passphrase. */
  readonly file?: string;
  /** The name of an environment variable. */
  readonly env?: string;
  /** How to give one, for the message where there is none. */
  readonly hint?: string;
}

/** What the command line calls the two. */
export const PASSPHRASE_HINT =
  "give --passphrase-file FILE or --passphrase-env NAME, or run it on a terminal";

/**
 * The passphrase that a source names, in UTF-8; undefined where it names none.
 *
 * @throws UsageError when it isn't there, or is empty.
 */
export function readPassphrase(
  { file, env }: PassphraseSource,
): Uint8Array | undefined {
  if (file !== undefined && env !== undefined) {
    throw new UsageError(
      `Cannot take a passphrase from ${file} and from the environment: choose one`,
    );
  }
  if (file !== undefined) return firstLine(file);
  if (env === undefined) return undefined;
  const value = process.env[env];
  if (value) return new TextEncoder().encode(value);
  throw new UsageError(
    `Cannot take a passphrase from the environment: ${env} is not set, or empty`,
  );
}

/** Whether a person can be asked. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/**
 * Asks for a passphrase on the terminal, without echo.
 *
 * @throws UsageError when there is no answer, or an empty one.
 */
export async function askPassphrase(message: string): Promise<Uint8Array> {
  const { default: password } = await import("@inquirer/password");
  let answer: string;
  try {
    answer = await password({ message, toggleMask: false }, {
      output: process.stderr,
    });
  } catch (error) {
    if ((error as Error).name !== "ExitPromptError") throw error;
    throw new UsageError("Cannot go on: no passphrase was given");
  }
  if (answer === "") throw new UsageError("Cannot use an empty passphrase");
  return new TextEncoder().encode(answer);
}

/** The same for a new one, which is asked for twice. */
export async function askNewPassphrase(what: string): Promise<Uint8Array> {
  const first = await askPassphrase(`New passphrase for ${what}:`);
  const second = await askPassphrase("The same again:");
  if (Buffer.from(first).equals(second)) return first;
  throw new UsageError("Cannot use the passphrase: the two differ");
}

function firstLine(file: string): Uint8Array {
  const bytes = Buffer.from(readFile(file));
  const newline = bytes.indexOf("\n");
  const line = bytes.subarray(0, newline < 0 ? bytes.length : newline);
  const passphrase = line[line.length - 1] === 0x0d
    ? line.subarray(0, -1)
    : line;
  if (passphrase.length > 0) return new Uint8Array(passphrase);
  throw new UsageError(
    `Cannot use ${file}: its first line, the passphrase, is empty`,
  );
}
