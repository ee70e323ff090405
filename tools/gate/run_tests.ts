import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import process from "node:process";
import { COMPILED, compileProject, isCompiled } from "./compile.ts";
import { runDenoTests } from "./deno_tests.ts";
import { runNodeTests } from "./node_tests.ts";
import { ROOT, testFiles } from "./project_files.ts";
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
  if (!onDeno && root === ROOT && !isCompiled()) {
    return await runCompiled(filters);
  }
  console.log(`${files.length} test files on ${platformName()}`);
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

/** Runs the same tests in a process that has the project compiled. */
async function runCompiled(filters: readonly string[]): Promise<number> {
  await compileProject();
  const child = spawn(process.execPath, [
    ...COMPILED,
    `${ROOT}tools/gate/test_bin.ts`,
    ...filters,
  ], { stdio: "inherit" });
  const [status] = await once(child, "close");
  return status ?? 1;
}

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
