import { InvalidArgumentError } from "commander";
import { appendFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import {
  type ConsoleOptions,
  consoleReporter,
} from "../../conformance/reports/console.ts";
import type { Reporter } from "../../conformance/reports/event.ts";
import { jsonReporter } from "../../conformance/reports/json.ts";
import { jsonLinesReporter } from "../../conformance/reports/jsonl.ts";

const KINDS = { json: jsonReporter, jsonl: jsonLinesReporter } as const;

/** One `--report KIND=PATH`. */
export interface ReportChoice {
  readonly kind: keyof typeof KINDS;
  /** Undefined: standard output. */
  readonly path?: string;
}

/** Reads `KIND` or `KIND=PATH`. */
export function parseReport(text: string): ReportChoice {
  const [kind, ...rest] = text.split("=");
  if (kind !== "json" && kind !== "jsonl") {
    throw new InvalidArgumentError(
      `Expected ${Object.keys(KINDS).join(" or ")}, as --report json=FILE.`,
    );
  }
  const path = rest.join("=");
  return path === "" ? { kind } : { kind, path };
}

/** The chosen reports, and the console's, which leaves stdout to theirs. */
export function makeReporters(
  choices: readonly ReportChoice[],
  options: ConsoleOptions,
): Reporter[] {
  const taken = choices.some(({ path }) => path === undefined);
  const stream = taken ? process.stderr : process.stdout;
  const reporters = choices.map(({ kind, path }) => KINDS[kind](writer(path)));
  return [
    ...reporters,
    consoleReporter((text) => void stream.write(text), options),
  ];
}

function writer(path: string | undefined): (text: string) => void {
  if (path === undefined) return (text) => void process.stdout.write(text);
  try {
    writeFileSync(path, "");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RangeError(`Cannot write the report ${path}: ${why}`);
  }
  return (text) => appendFileSync(path, text);
}
