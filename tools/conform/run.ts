import { writeFileSync } from "node:fs";
import process from "node:process";
import { CASES, runSuite } from "../../conformance/mod.ts";
import { killAll } from "../../conformance/runner/controlled_process.ts";
import { type Profile, readProfile } from "../../conformance/runner/profile.ts";
import type { Target } from "../../conformance/runner/target.ts";
import { makeReporters } from "../commands/conform_reports.ts";
import { UsageError } from "../usage_error.ts";
import type { RunFlags } from "./run_options.ts";

/** Milliseconds that a step of a conversation may take. */
export const STEP_PATIENCE_MS = 5_000;

/** Runs the suite against targets, as the flags say. */
export async function run(
  flags: RunFlags,
  targetsOf: (profile: Profile) => Target[],
): Promise<void> {
  const { profile, targets, reporters } = prepared(() => {
    const profile = flags.profile === undefined
      ? {}
      : readProfile(flags.profile);
    for (const id of Object.keys(profile.deviations ?? {})) {
      if (CASES.some((one) => one.id === id)) continue;
      throw new RangeError(
        `Cannot find the deviating case ${id}: see fesa conform list`,
      );
    }
    return {
      profile,
      targets: targetsOf(profile),
      reporters: makeReporters(flags.report, {
        quiet: flags.quiet === true,
        color: flags.color && process.stdout.isTTY === true,
        progress: process.stdout.isTTY === true,
      }),
    };
  });
  const stop = () => {
    killAll();
    process.exit(130);
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  try {
    const { status } = await runSuite(targets, CASES, {
      filters: flags.filter,
      seed: flags.seed,
      runs: flags.runs,
      jobs: flags.jobs,
      deadlineMs: flags.deadline * 1000,
      caseTimeoutMs: flags.caseTimeout,
      patienceMs: Math.min(STEP_PATIENCE_MS, flags.caseTimeout),
      failFast: flags.failFast === true,
      deviations: profile.deviations ?? {},
      reporters,
    });
    process.exitCode = status;
    if (flags.writeProfile !== undefined) {
      keepProfile(flags.writeProfile, targets);
    }
  } finally {
    process.removeListener("SIGINT", stop);
    process.removeListener("SIGTERM", stop);
    killAll();
  }
}

/** Writes what was found; nothing of a target that never spoke. */
function keepProfile(path: string, targets: readonly Target[]): void {
  const [target] = targets.filter(({ spoken }) => spoken);
  if (target === undefined) return;
  try {
    writeFileSync(path, `${JSON.stringify(target.found, null, 2)}\n`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`Cannot write the profile ${path}: ${why}`);
  }
}

/** What the flags ask for; what is wrong with them is the caller's mistake. */
function prepared<T>(prepare: () => T): T {
  try {
    return prepare();
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}
