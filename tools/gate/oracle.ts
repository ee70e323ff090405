import { type CommandResult, runCommand } from "./command.ts";
import { findPython, type PythonPlace } from "./debian_python.ts";
import type { StepResult } from "./steps.ts";

/**
 * The second oracle, `vectors/oracle/`, agrees with every vector that it
 * covers, and so does `openssl` with those that it can judge. Without Python or
 * `openssl` the step says what to install, and fails in CI alone.
 */
export async function oracleAgrees(
  place: PythonPlace = {},
): Promise<StepResult> {
  const python = await findPython("oracle", place);
  if (typeof python !== "string") return python;
  const judged = await runCommand(python, [ORACLE, "--openssl"]);
  return { ...judged, note: uncovered(judged) };
}

const ORACLE = "vectors/oracle/oracle.py";

/** The topics that the oracle leaves out, in whole or in part. */
function uncovered({ output }: CommandResult): string | undefined {
  const topics = [...output.matchAll(/^(\S+) .*not covered/gm)]
    .map(([, topic]) => topic);
  return topics.length === 0 ? undefined : `without ${topics.join(", ")}`;
}
