import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { COMPILED, isCompiled } from "./compile.ts";
import { ROOT } from "./project_files.ts";

/** How a script ended, and what it printed. */
export interface ScriptResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a JavaScript text as a program of its own, on the platform this process
 * runs on; for tests of programs. `{ROOT}` in the text is the checkout.
 * `env` is added to the environment.
 */
export function runScript(
  text: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): ScriptResult {
  return withScript(text, (file) => runFile(file, args, env));
}

/** Runs a file in the same way. */
export function runFile(
  file: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): ScriptResult {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...startArguments(), file, ...args],
    { cwd: ROOT, env: { ...scriptEnvironment(), ...env }, encoding: "utf8" },
  );
  return { status, stdout, stderr };
}

/** Writes a text to a file for as long as `use` takes. */
export function withScript<T>(text: string, use: (file: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "fesa-script-"));
  const remove = (): void => rmSync(folder, { recursive: true });
  const file = join(folder, "script.mjs");
  writeFileSync(file, text.replaceAll("{ROOT}", ROOT));
  let result: T;
  try {
    result = use(file);
  } catch (error) {
    remove();
    throw error;
  }
  if (result instanceof Promise) result.finally(remove);
  else remove();
  return result;
}

/** This environment, without what makes a test or a CI run of a program. */
export function scriptEnvironment(): Record<string, string | undefined> {
  const { NODE_TEST_CONTEXT: _, CI: __, FESA_DEBUG: ___, ...own } = process.env;
  return { ...own, NO_COLOR: "1" };
}

/**
 * What comes before the file, on the command line of this platform. Where the
 * test run has compiled the project, it is run as it was compiled.
 */
export function startArguments(): readonly string[] {
  if (process.versions.deno !== undefined) {
    return ["run", "--allow-all", "--no-check", `--config=${ROOT}deno.json`];
  }
  return isCompiled() ? COMPILED : ["--import", import.meta.resolve("tsx")];
}
