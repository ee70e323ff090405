import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
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

/** The command line, compiled: `fesa` for tests. */
export const COMPILED_BIN = `${ROOT}${BUILT}/bundle/bin.mjs`;

/**
 * Compiles the project, its tests too, and tells programs that tests start
 * that it is (`FESA_BUILT`), and where: so the compiler works once, and not at every start.
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
  await bundleCommandLine();
  process.env.FESA_BUILT = BUILT;
}

/**
 * Joins the modules of the command line into few files, since tests start it
 * some hundred times; what they read beside themselves they read where they
 * were.
 */
async function bundleCommandLine(): Promise<void> {
  const { build } = await import("esbuild");
  await build({
    entryPoints: [`${ROOT}${BUILT}/tools/bin.js`],
    outdir: dirname(COMPILED_BIN),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    packages: "external",
    platform: "node",
    format: "esm",
    logLevel: "error",
    plugins: [{
      name: "places",
      setup: ({ onLoad }) =>
        onLoad({ filter: /\.js$/ }, async ({ path }) => {
          const text = await readFile(path, "utf8");
          const place = JSON.stringify(pathToFileURL(path).href);
          return { contents: text.replaceAll("import.meta.url", place) };
        }),
    }],
  });
}

/** Whether the test run has compiled the project. */
export function isCompiled(): boolean {
  return (process.env.FESA_BUILT ?? "") !== "";
}
