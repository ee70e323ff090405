import { InvalidArgumentError } from "commander";
import { appendFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { badgeReporter } from "../../conformance/reports/badge.ts";
import {
  type ConsoleOptions,
  consoleReporter,
} from "../../conformance/reports/console.ts";
import type { Reporter } from "../../conformance/reports/event.ts";
import { githubReporter } from "../../conformance/reports/github.ts";
import { htmlReporter } from "../../conformance/reports/html.ts";
import { jsonReporter } from "../../conformance/reports/json.ts";
import { jsonLinesReporter } from "../../conformance/reports/jsonl.ts";
import { junitReporter } from "../../conformance/reports/junit.ts";
import { sarifReporter } from "../../conformance/reports/sarif.ts";
import { tapReporter } from "../../conformance/reports/tap.ts";

/** What makes a report; `mask` is of the JSON report alone. */
type Make = (write: Write, options: { readonly mask?: boolean }) => Reporter;
type Write = (text: string) => void;

const KINDS = {
  jsonl: jsonLinesReporter,
  json: jsonReporter,
  junit: junitReporter,
  tap: tapReporter,
  sarif: sarifReporter,
  html: htmlReporter,
  github: (write) => githubReporter(write, summaryWriter(write)),
  badge: badgeReporter,
} as const satisfies Record<string, Make>;

/** The kinds of reports, for the help. */
export const REPORT_KINDS: readonly string[] = Object.keys(KINDS);

/** One `--report KIND=PATH`. */
export interface ReportChoice {
  readonly kind: keyof typeof KINDS;
  /** Undefined: standard output. */
  readonly path?: string;
}

/** How reports are made, beside what the console is told. */
export interface ReportOptions extends ConsoleOptions {
  /** Whether the JSON report leaves out what differs from run to run. */
  readonly mask?: boolean;
  /** Whether there is to be no report for a person. */
  readonly mute?: boolean;
}

/** Reads `KIND` or `KIND=PATH`. */
export function parseReport(text: string): ReportChoice {
  const [kind, ...rest] = text.split("=");
  const path = rest.join("=");
  if (!isKind(kind) || (path === "" && text.includes("="))) {
    throw new InvalidArgumentError(
      `Expected one of ${
        REPORT_KINDS.join(", ")
      }, as --report json=FILE, or alone for standard output.`,
    );
  }
  return path === "" ? { kind } : { kind, path };
}

/**
 * The chosen reports, and the console's, which leaves standard output to
 * theirs. Files are created at once: one that can't be is found before a run.
 *
 * @throws RangeError when two want the same place, or a file can't be written.
 */
export function makeReporters(
  choices: readonly ReportChoice[],
  options: ReportOptions,
): Reporter[] {
  const places = choices.map(({ path }) => path ?? "standard output");
  const twice = places.find((place, i) => places.indexOf(place) < i);
  if (twice !== undefined) {
    throw new RangeError(
      `Cannot write two reports to ${twice}: give one a file of its own`,
    );
  }
  const taken = choices.some(({ path }) => path === undefined);
  const stream = taken ? process.stderr : process.stdout;
  const isTerminal = stream.isTTY === true;
  const reporters = choices.map(({ kind, path }) =>
    KINDS[kind](writer(path), options)
  );
  if (options.mute) return reporters;
  return [
    ...reporters,
    consoleReporter((text) => void stream.write(text), {
      ...options,
      color: options.color && isTerminal,
      progress: options.progress && isTerminal,
      columns: options.columns ?? stream.columns,
    }),
  ];
}

function isKind(text: string): text is keyof typeof KINDS {
  return Object.hasOwn(KINDS, text);
}

function writer(path: string | undefined): Write {
  if (path === undefined) return (text) => void process.stdout.write(text);
  try {
    writeFileSync(path, "");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RangeError(`Cannot write the report ${path}: ${why}`);
  }
  return (text) => appendFileSync(path, text);
}

/** The step summary goes where the runner says, or behind the annotations. */
function summaryWriter(write: Write): Write {
  const path = process.env.GITHUB_STEP_SUMMARY;
  if (path === undefined || path === "") return write;
  return (text) => {
    try {
      appendFileSync(path, text);
    } catch {
      // The annotations are out, and the run is judged: nothing more to do.
      write(text);
    }
  };
}
