import process from "node:process";
import { runCommand } from "./command.ts";
import type { StepResult } from "./steps.ts";

/** The Python that programs in Python run on, and whether it has to be there. */
export interface PythonPlace {
  /** A Python that has the package `cryptography`; by default Debian's. */
  readonly python?: string;
  /** Whether what is missing is a fault: in CI it is. */
  readonly required?: boolean;
}

/**
 * The path of a Python with `cryptography`, where `openssl` is there as well;
 * else how the step ends: it says what to install, and fails in CI alone.
 */
export async function findPython(
  step: string,
  place: PythonPlace,
): Promise<string | StepResult> {
  const python = place.python ?? "/usr/bin/python3";
  const needed = await Promise.all([
    runCommand(python, ["-c", "import cryptography"]),
    runCommand("openssl", ["version"]),
  ]);
  if (needed.every(({ ok }) => ok)) return python;
  return place.required ?? process.env.CI === "true"
    ? { ok: false, output: `${step}: ${INSTALL}` }
    : { ok: true, output: "", note: `skipped: ${INSTALL}` };
}

const INSTALL = "apt-get install python3 python3-cryptography openssl";
