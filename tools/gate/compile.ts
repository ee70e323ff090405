import process from "node:process";
import { pathToFileURL } from "node:url";
import { copyData } from "../package/build.ts";
import { runCommand } from "./command.ts";
import { ROOT } from "./project_files.ts";

/** Where tests find the project compiled, in the checkout. */
const BUILT = ".built";

/** The arguments with which Node runs the project's files as compiled. */
export const COMPILED: readonly string[] = [
  "--enable-source-maps",
  "--import",
  `${ROOT}${BUILT}/tools/gate/compiled_loader.js`,
];

/**
 * Compiles the project, its tests too, and tells programs that tests start
 * that it is (`FESA_BUILT`): so the compiler works once, and not at every start.
 * Types are another step's: they aren't looked at here.
 *
 * @throws Error with the compiler's words where a source can't be read.
 */
export async function compileProject(): Promise<void> {
  const { ok, output } = await runCommand("node", [
    "node_modules/typescript/bin/tsc",
    ...["--noEmit", "false"],
    "--noCheck",
    "--inlineSourceMap",
    // They run under the names of their sources: see compiled_loader.ts.
    ...["--sourceRoot", pathToFileURL(ROOT).href],
    "--rewriteRelativeImportExtensions",
    ...["--outDir", BUILT],
  ]);
  if (!ok) throw new Error(`Cannot compile the project: ${output.trim()}`);
  copyData(`${ROOT}${BUILT}`);
  process.env.FESA_BUILT = BUILT;
}

/** Whether the test run has compiled the project. */
export function isCompiled(): boolean {
  return (process.env.FESA_BUILT ?? "") !== "";
}
