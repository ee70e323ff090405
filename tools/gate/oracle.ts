import process from "node:process";
import { type CommandResult, runCommand } from "./command.ts";
import type { StepResult } from "./steps.ts";

/** Where the second oracle runs; by default here, under Debian's Python. */
export interface OraclePlace {
  /** A Python that has the package `cryptography`. */
  readonly python?: string;
  /** Whether what is missing is a fault: in CI it is. */
  readonly required?: boolean;
}

/**
 * The second oracle, `vectors/oracle/`, agrees with every vector that it
 * covers, and so does `openssl` with those that it can judge. Without either
 * program the step says what to install, and fails in CI alone.
 */
export async function oracleAgrees(
  place: OraclePlace = {},
): Promise<StepResult> {
  const python = place.python ?? "/usr/bin/python3";
  const required = place.required ?? process.env.CI === "true";
  const needed = await Promise.all([
    runCommand(python, ["-c", "import cryptography"]),
    runCommand("openssl", ["version"]),
  ]);
  if (!needed.every(({ ok }) => ok)) {
    return required
      ? { ok: false, output: `oracle: ${INSTALL}` }
      : { ok: true, output: "", note: `skipped: ${INSTALL}` };
  }
  const judged = await runCommand(python, [ORACLE, "--openssl"]);
  return { ...judged, note: uncovered(judged) };
}

const ORACLE = "vectors/oracle/oracle.py";
const INSTALL = "apt-get install python3 python3-cryptography openssl";

/** The topics that the oracle leaves out, in whole or in part. */
function uncovered({ output }: CommandResult): string | undefined {
  const topics = [...output.matchAll(/^(\S+) .*not covered/gm)]
    .map(([, topic]) => topic);
  return topics.length === 0 ? undefined : `without ${topics.join(", ")}`;
}
