import { existsSync, readFileSync } from "node:fs";
import { runCommand, runDeno, runOnNode } from "./command.ts";
import { denoPath } from "./command.ts";
import { denoImportMap } from "./deno_import_map.ts";
import { layerFaults } from "./layers.ts";
import { ROOT, sourceFiles } from "./project_files.ts";

/** One thing the gate asks for. */
export interface Step {
  readonly name: string;
  readonly run: () => Promise<StepResult>;
}

/** How a step ended, what to print if it failed, and a word in any case. */
export interface StepResult {
  readonly ok: boolean;
  readonly output: string;
  readonly note?: string;
}

/** The steps of the gate, in order: the quick ones first. */
export const STEPS: readonly Step[] = [
  { name: "format", run: () => runDeno("fmt", "--check") },
  { name: "lint", run: () => runDeno("lint") },
  { name: "layers", run: layers },
  { name: "types", run: () => runCommand("node", [TSC, "-p", "."]) },
  { name: "deno-types", run: denoTypes },
  { name: "tests-node", run: () => runOnNode(TESTS) },
  { name: "tests-deno", run: () => runDeno("run", "--allow-all", TESTS) },
];

const TSC = "node_modules/typescript/bin/tsc";
const TESTS = "tools/gate/test_bin.ts";
const ENTRY_POINTS = [
  "src/mod.ts",
  "src/node.ts",
  "tools/bin.ts",
  "bench/bin.ts",
  "tools/gate/ok_bin.ts",
  "tools/gate/test_bin.ts",
];

function layers(): Promise<StepResult> {
  const sources = Object.fromEntries(
    sourceFiles().map((file) => [file, readFileSync(ROOT + file, "utf8")]),
  );
  return Promise.resolve(faultsResult(layerFaults(sources)));
}

function denoTypes(): Promise<StepResult> {
  const map = denoImportMap(denoPath());
  return runDeno(
    "check",
    ...(map === null ? [] : [`--import-map=${map}`]),
    ...ENTRY_POINTS.filter((file) => existsSync(ROOT + file)),
  );
}

function faultsResult(faults: readonly string[]): StepResult {
  return { ok: faults.length === 0, output: faults.join("\n") };
}
