import { existsSync, readFileSync } from "node:fs";
import process from "node:process";
import {
  denoPath,
  runCommand,
  runDeno,
  runHere,
  runOnNode,
} from "./command.ts";
import { denoImportMap } from "./deno_import_map.ts";
import { layerFaults } from "./layers.ts";
import { oracleAgrees } from "./oracle.ts";
import { describePkits, judgePkits } from "./pkits.ts";
import { mutantsKilled } from "./mutants.ts";
import { roomFiles, ROOT, sourceFiles } from "./project_files.ts";
import { pythonPeerPasses } from "./python_peer.ts";
import { tryPackage } from "../package/try_package.ts";
import { checkCitations, type Requirement } from "./requirements.ts";
import { sansIoFaults } from "./sans_io.ts";

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
  { name: "layers", run: () => faults(layerFaults(sources())) },
  { name: "sans-io", run: () => faults(sansIoFaults(sources())) },
  { name: "requirements", run: citations },
  { name: "spec", run: () => runHere(FESA, "spec", "check") },
  { name: "codec", run: () => runHere(FESA, "codec", "generate", "--check") },
  { name: "vectors", run: vectorsFresh },
  { name: "oracle", run: () => oracleAgrees() },
  { name: "pkits", run: pkits },
  { name: "types", run: () => runCommand("node", [TSC, "-p", "."]) },
  { name: "deno-types", run: denoTypes },
  {
    name: "workflows",
    run: () => runOnNode("tools/gate/workflows_bin.ts"),
  },
  { name: "package", run: tryPackage },
  {
    name: "publish",
    run: () => runDeno("publish", "--dry-run", "--allow-dirty"),
  },
  { name: "python-peer", run: () => pythonPeerPasses() },
  { name: "mutants", run: mutantsKilled },
  { name: "tests-node", run: () => runOnNode(TESTS) },
  { name: "tests-deno", run: () => runDeno("run", "--allow-all", TESTS) },
];

const TSC = "node_modules/typescript/bin/tsc";
const FESA = "tools/bin.ts";
const TESTS = "tools/gate/test_bin.ts";
const ENTRY_POINTS = [
  "src/mod.ts",
  "src/node.ts",
  "tools/bin.ts",
  "bench/bin.ts",
  "tools/gate/ok_bin.ts",
  "tools/gate/test_bin.ts",
  "tools/package/build_bin.ts",
];

function citations(): Promise<StepResult> {
  const requirements = JSON.parse(
    readFileSync(`${ROOT}spec/requirements.json`, "utf8"),
  ) as Requirement[];
  const report = checkCitations(requirements, { ...sources(), ...vectors() });
  const total = requirements.filter(({ level }) => level.startsWith("MUST"));
  const cited = total.length - report.uncited.length;
  return faults(
    report.faults,
    `${cited} of ${total.length} MUSTs are cited by a case or a vector`,
  );
}

/**
 * Regenerating leaves no diff, nothing is wrong with the vectors that no schema
 * says, and the reference agrees with every one.
 */
async function vectorsFresh(): Promise<StepResult> {
  const fresh = await runHere(FESA, "vectors", "generate", "--check");
  if (!fresh.ok) return fresh;
  const linted = await runHere(FESA, "vectors", "lint");
  return linted.ok ? await runHere(FESA, "vectors", "verify") : linted;
}

/** Absent, the corpus is no fault but on CI, where that would be a quiet loss. */
async function pkits(): Promise<StepResult> {
  const result = await judgePkits();
  if ("absent" in result) {
    const note = `skipped: ${result.absent}`;
    return { ok: process.env.CI !== "true", output: note, note };
  }
  return await faults(result.faults, describePkits(result));
}

function denoTypes(): Promise<StepResult> {
  const map = denoImportMap(denoPath());
  return runDeno(
    "check",
    ...(map === null ? [] : [`--import-map=${map}`]),
    ...ENTRY_POINTS.filter((file) => existsSync(ROOT + file)),
  );
}

function faults(
  lines: readonly string[],
  note?: string,
): Promise<StepResult> {
  const ok = lines.length === 0;
  return Promise.resolve({ ok, output: lines.join("\n"), note });
}

/** The text of every source file, but of tests, which plant faults. */
function sources(): Record<string, string> {
  return textsOf(sourceFiles().filter((file) => !file.endsWith("_test.ts")));
}

function vectors(): Record<string, string> {
  return textsOf(roomFiles("vectors").filter((file) => file.endsWith(".json")));
}

function textsOf(files: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    files.map((file) => [file, readFileSync(ROOT + file, "utf8")]),
  );
}
