import process from "node:process";
import { run } from "node:test";
import { inspect } from "node:util";
import { type FileTally, fileTally, refuseEmpty } from "./tally.ts";

/** Files at a time: one more than processors, since some mostly wait. */
const CONCURRENCY = 3;
/** Milliseconds after which a file that hangs is stopped and has failed. */
const FILE_TIMEOUT = 240_000;

/**
 * Runs test files on Node, each in a process of its own that inherits the
 * loader this one was started with. Node takes no globs, and makes a passed
 * test of a file that has none, so both are dealt with here.
 */
export async function runNodeTests(
  root: string,
  files: readonly string[],
  done: (tally: FileTally) => void,
): Promise<FileTally[]> {
  const tallies = new Map(files.map((file) => [file, fileTally(file)]));
  const readers = new Map<string, FileReader>();
  const stream: AsyncIterable<RunnerEvent> = run({
    files: files.map((file) => root + file),
    concurrency: CONCURRENCY,
    timeout: FILE_TIMEOUT,
  });
  let current: FileTally | undefined;
  for await (const { type, data } of stream) {
    const report = data as TestReport;
    const file = (report.file ?? "").slice(root.length);
    const tally = tallies.get(file);
    if (tally === undefined) continue;
    const reader = readers.get(file) ?? new FileReader(tally, root + file);
    readers.set(file, reader);
    reader.read(type, report);
    if (type !== "test:pass" && type !== "test:fail") continue;
    if (current !== undefined && current !== tally) finish(current, done);
    current = tally;
  }
  if (current !== undefined) finish(current, done);
  for (const tally of tallies.values()) refuseEmpty(tally);
  return [...tallies.values()];
}

function finish(tally: FileTally, done: (tally: FileTally) => void): void {
  refuseEmpty(tally);
  done(tally);
}

/** Node's events, as far as they are read here. */
interface RunnerEvent {
  readonly type: string;
  readonly data: unknown;
}

interface TestReport {
  readonly name: string;
  readonly nesting: number;
  readonly file?: string;
  readonly message?: string;
  readonly skip?: string | boolean;
  readonly todo?: string | boolean;
  readonly details?: {
    readonly duration_ms: number;
    readonly error?: Error & {
      readonly failureType?: string;
      readonly cause?: unknown;
    };
  };
}

/** Counts the leaves of one file: a parent is reported after its children. */
class FileReader {
  readonly #tally: FileTally;
  readonly #path: string;
  /** How many tests ended at each depth since the one around them began. */
  readonly #ended: number[] = [];
  #stderr = "";

  constructor(tally: FileTally, path: string) {
    this.#tally = tally;
    this.#path = path;
  }

  read(type: string, report: TestReport): void {
    const isFile = report.name === this.#path;
    if (type === "test:stderr") this.#stderr += report.message ?? "";
    if (type === "test:complete" && isFile) {
      this.#tally.duration = report.details?.duration_ms;
    }
    if (type === "test:fail") this.#failed(report, isFile);
    if (type === "test:pass" && !isFile) this.#passed(report);
  }

  #passed(report: TestReport): void {
    if (this.#isParent(report)) return;
    if (report.skip === undefined && report.todo === undefined) {
      this.#tally.passed += 1;
      return;
    }
    const reason = report.skip ?? report.todo;
    const fault = typeof reason !== "string"
      ? "skipped without a reason"
      : process.env.CI === "true" && /corpora/i.test(reason)
      ? `skipped on CI, where the corpora may not be absent (${reason})`
      : null;
    if (fault === null) this.#tally.skipped += 1;
    else {
      this.#tally.failed += 1;
      this.#tally.faults.push(`${report.name}: ${fault}`);
    }
  }

  #failed(report: TestReport, isFile: boolean): void {
    const error = report.details?.error;
    const parent = this.#isParent(report);
    if (parent && error?.failureType === "subtestsFailed") return;
    this.#tally.failed += 1;
    this.#tally.faults.push(
      isFile
        ? `the file itself failed (${describe(error)})\n${this.#stderr.trim()}`
        : `${report.name}\n${describe(error)}`,
    );
  }

  #isParent(report: TestReport): boolean {
    const depth = report.nesting;
    this.#ended[depth] = (this.#ended[depth] ?? 0) + 1;
    const children = this.#ended[depth + 1] ?? 0;
    this.#ended[depth + 1] = 0;
    return children > 0;
  }
}

function describe(error: { readonly cause?: unknown } | undefined): string {
  const cause = error?.cause ?? error;
  return cause instanceof Error
    ? cause.stack ?? cause.message
    : typeof cause === "string"
    ? cause
    : inspect(cause);
}
