import { existsSync } from "node:fs";
import process from "node:process";
import { runDenoTests } from "./deno_tests.ts";
import { runNodeTests } from "./node_tests.ts";
import { ROOT, testFiles } from "./project_files.ts";
import { buildPackage } from "../package/build.ts";
import { closingLine, type FileTally, printFile } from "./tally.ts";

/**
 * Runs the test files under `root` whose path holds one of `filters` (all, without any) and
 * prints a line each, then what failed, then the closing line.
 * Returns the exit status: 0 only if something ran and nothing failed.
 */
export async function runTests(
  filters: readonly string[],
  root: string = ROOT,
): Promise<number> {
  const files = selectFiles(testFiles(root), filters);
  if (typeof files === "string") return refuse(files);
  const corpora = corporaFault(process.env);
  if (corpora !== null) return refuse(corpora);

  const started = performance.now();
  const onDeno = process.versions.deno !== undefined;
  console.log(`${files.length} test files on ${platformName()}`);
  if (!onDeno && root === ROOT) await buildForTests();
  const tallies = onDeno
    ? await runDenoTests(root, files, printFile)
    : await runNodeTests(root, files, printFile);

  repeatFaults(tallies);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`\n${platformName()}, ${tallies.length} files, ${seconds} s`);
  console.log(closingLine(tallies));
  const passed = tallies.some((tally) => tally.passed > 0);
  return passed && tallies.every((tally) => tally.failed === 0) ? 0 : 1;
}

/** The files to run, or one line that says why there are none. */
export function selectFiles(
  files: readonly string[],
  filters: readonly string[],
): string[] | string {
  if (files.length === 0) return "No *_test.ts file found: nothing to run";
  const unmatched = filters.find((filter) =>
    !files.some((file) => file.includes(filter))
  );
  if (unmatched !== undefined) {
    return `No test file has "${unmatched}" in its path`;
  }
  return files.filter((file) =>
    filters.length === 0 || filters.some((filter) => file.includes(filter))
  );
}

/**
 * Tests against published corpora skip where those are absent. On CI that
 * would be a quiet loss, so there the run is refused.
 */
export function corporaFault(
  env: Readonly<Record<string, string | undefined>>,
): string | null {
  if (env.CI !== "true") return null;
  const folder = env.FESA_CORPORA ?? `${ROOT}../shared/corpora`;
  if (existsSync(folder)) return null;
  return `Cannot find the test corpora at ${folder}: set FESA_CORPORA (on CI they may not be skipped)`;
}

/**
 * Compiles the command line once, and tells the tests that start it
 * (tools/spawn_fesa.ts). Types are another step's: what the compiler refuses
 * isn't said here.
 */
async function buildForTests(): Promise<void> {
  await buildPackage(BUILT);
  process.env.FESA_BUILT = BUILT;
}

const BUILT = ".built";

function refuse(reason: string): number {
  console.error(reason);
  console.log("0 passed, 1 failed, 0 skipped");
  return 1;
}

function repeatFaults(tallies: readonly FileTally[]): void {
  const bad = tallies.filter((tally) => tally.failed > 0);
  if (bad.length === 0 || tallies.length === 1) return;
  console.log("\nFailures");
  bad.forEach(printFile);
}

function platformName(): string {
  const deno = process.versions.deno;
  return deno === undefined ? `Node ${process.versions.node}` : `Deno ${deno}`;
}
