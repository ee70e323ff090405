import { type Command, InvalidArgumentError } from "commander";
import process from "node:process";
import { UsageError } from "../usage_error.ts";
import { BadVectors } from "../vectors/problem.ts";
import type { Topic } from "../vectors/topic.ts";
import { topicsNamed } from "../vectors/topics.ts";

/** `--topic`, which may come several times; none is all. */
export function withTopics(command: Command): Command {
  return command.option(
    "--topic <name>",
    "only this topic, or this layer (repeatable)",
    (value: string, list: readonly string[]) => [...list, value],
    [],
  );
}

/** The topics that were named. @throws UsageError for a name of none. */
export function named(names: readonly string[]): readonly Topic[] {
  return asUsage(() => topicsNamed(names));
}

/** What is wrong with an argument is the caller's mistake. */
export function asUsage<T>(prepare: () => T): T {
  try {
    return prepare();
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

/**
 * The host and port of HOST:PORT, the port from `least` on; an IPv6 address
 * stands in brackets.
 *
 * @throws UsageError.
 */
export function addressOf(
  text: string,
  least = 1,
): { readonly host: string; readonly port: number } {
  const [, host, digits] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (host === undefined || port < least || port > 0xffff) {
    throw new UsageError(`Cannot use "${text}": expected HOST:PORT`);
  }
  return { host: host.replace(/^\[(.*)\]$/, "$1"), port };
}

/** Does what a command is for; bad files of vectors are said, status 1. */
export async function orBadVectors(
  work: () => void | Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof BadVectors)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

/** A whole number from 1, of an option. */
export function positive(text: string): number {
  const value = whole(text);
  if (value > 0) return value;
  throw new InvalidArgumentError("Expected a whole number from 1.");
}

/** A whole number from 0, of an option. */
export function whole(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError("Expected a whole number from 0.");
}
