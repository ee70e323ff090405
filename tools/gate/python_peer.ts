import { runHere } from "./command.ts";
import { findPython, type PythonPlace } from "./debian_python.ts";
import type { StepResult } from "./steps.ts";

/**
 * The peer in Python, `conformance/peers/`, passes the whole suite in both
 * roles. Without Python or `openssl` the step says what to install, and fails
 * in CI alone.
 */
export async function pythonPeerPasses(
  place: PythonPlace = {},
): Promise<StepResult> {
  const python = await findPython("python-peer", place);
  if (typeof python !== "string") return python;
  const counts: string[] = [];
  for (const role of ["server", "client"]) {
    const exec = `${python} ${PEER}`;
    const run = await runHere(FESA, "conform", role, "--quiet", "--exec", exec);
    const passed = /^(\d+) passed(, \d+ not applicable)? in /m
      .exec(run.output)?.[1];
    if (!run.ok || passed === undefined) return { ...run, ok: false };
    counts.push(`${passed} ${role}`);
  }
  return { ok: true, output: "", note: `${counts.join(" and ")} cases` };
}

const PEER = "conformance/peers/fesa_peer.py";
const FESA = "tools/bin.ts";
