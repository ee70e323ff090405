import { writeFileSync } from "node:fs";
import process from "node:process";
import { CASES, runSuite, type SuiteResult } from "../../conformance/mod.ts";
import {
  EMPTY_BASELINE,
  updatedBaseline,
  writeBaseline,
} from "../../conformance/runner/baseline.ts";
import { killAll } from "../../conformance/runner/controlled_process.ts";
import type { Profile } from "../../conformance/runner/profile.ts";
import type { Target } from "../../conformance/runner/target.ts";
import { UsageError } from "../usage_error.ts";
import { asUsage } from "./as_usage.ts";
import { interruption } from "./interruption.ts";
import { prepare, type Prepared, profileOf, type Role } from "./prepare.ts";
import { reportersOf } from "./report_options.ts";
import type { RunFlags } from "./run_options.ts";

/** What a run is of, and what runs the same again. */
export interface RunRequest {
  readonly roles: readonly Role[];
  readonly targets: (profile: Profile) => Target[];
  /** The command line without options of the run's choice. */
  readonly commandLine: string;
}

/** Runs the suite as the flags say; sets the exit status. */
export async function run(
  flags: RunFlags,
  { roles, targets: targetsOf, commandLine }: RunRequest,
): Promise<void> {
  const { options, targets, reporters } = asUsage(() => {
    const profile = profileOf(flags, roles);
    return {
      options: prepare(flags, roles, profile),
      targets: targetsOf(profile),
      reporters: reportersOf(flags),
    };
  });
  const { signal, done } = interruption();
  try {
    const result = await runSuite(targets, CASES, {
      ...options,
      reporters,
      commandLine,
      signal,
    });
    process.exitCode = result.status;
    if (options.updateBaseline) keepBaseline(flags, options, result);
    if (flags.writeProfile !== undefined) {
      keepProfile(flags.writeProfile, targets);
    }
  } finally {
    done();
    killAll();
  }
}

/** Rewrites the baseline; not after a run that could not judge everything. */
function keepBaseline(
  { baseline: path = "" }: RunFlags,
  { baseline: old = EMPTY_BASELINE }: Prepared,
  { results, status }: SuiteResult,
): void {
  const unjudged =
    results.filter(({ verdict }) => verdict === "inconclusive").length;
  if (status === 130 || unjudged > 0) {
    say(
      `The baseline ${path} is left as it is: ${
        status === 130 ? "the run was interrupted" : `${unjudged} cases ` +
          "could not be judged"
      }`,
    );
    return;
  }
  const updated = updatedBaseline(old, CASES, results);
  asUsage(() => writeBaseline(path, updated));
  say(`Wrote ${updated.entries.length} known failures to ${path}`);
}

/** Writes what was found; nothing of a target that never spoke. */
function keepProfile(path: string, targets: readonly Target[]): void {
  const found = targets.filter(({ spoken }) => spoken);
  if (found.length === 0) {
    return say(`No profile is written to ${path}: nothing there has spoken`);
  }
  const [{ found: profile }] = found;
  const roles = found.flatMap((target) => target.found.roles ?? []);
  try {
    const text = JSON.stringify({ ...profile, roles }, null, 2);
    writeFileSync(path, `${text}\n`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`Cannot write the profile ${path}: ${why}`);
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
