import { writeFileSync } from "node:fs";
import process from "node:process";
import { CASES, runSuite } from "../../conformance/mod.ts";
import { chooseCases } from "../../conformance/runner/choose_cases.ts";
import { killAll } from "../../conformance/runner/controlled_process.ts";
import { Partner } from "../../conformance/runner/partner.ts";
import type { Profile } from "../../conformance/runner/profile.ts";
import type { Target } from "../../conformance/runner/target.ts";
import { UsageError } from "../usage_error.ts";
import { openKeyLog } from "../key_log_file.ts";
import { foundKeeper } from "./found/keep_found.ts";
import { asUsage } from "./as_usage.ts";
import { interruption } from "./interruption.ts";
import { keepBaseline } from "./keep_baseline.ts";
import { prepare, profileOf, type Role } from "./prepare.ts";
import { reportersOf } from "./report_options.ts";
import type { RunFlags } from "./run_options.ts";

/** What a run is of, and what runs the same again. */
export interface RunRequest {
  readonly roles: readonly Role[];
  readonly targets: (profile: Profile) => Target[];
  /** What plays the other end where the tester stands in the middle. */
  readonly partner?: string;
  /** The command line without options of the run's choice. */
  readonly commandLine: string;
}

/** Runs the suite as the flags say; sets the exit status. */
export async function run(
  flags: RunFlags,
  { roles, targets: targetsOf, partner, commandLine }: RunRequest,
): Promise<void> {
  const { options, targets, reporters, keyLog } = asUsage(() => {
    const profile = profileOf(flags, roles);
    const options = prepare(flags, roles, profile);
    const { nothing } = chooseCases(CASES, new Set(roles), options);
    // Where nothing is run, one line says why.
    if (nothing !== undefined) say(nothing);
    return {
      options,
      targets: targetsOf(profile),
      keyLog: flags.keylog === undefined ? undefined : openKeyLog(flags.keylog),
      reporters: reportersOf(flags, nothing !== undefined),
    };
  });
  const { signal, done } = interruption();
  try {
    if (flags.writeProfile !== undefined) {
      await Promise.all(targets.map((target) => target.probe?.()));
    }
    const result = await runSuite(targets, CASES, {
      ...(partner === undefined ? {} : { partner: new Partner(partner) }),
      keep: foundKeeper(flags.found, say),
      ...options,
      ...(keyLog === undefined ? {} : { keyLog }),
      reporters,
      commandLine,
      signal,
    });
    process.exitCode = result.status;
    const { baseline, updateBaseline } = options;
    if (baseline && updateBaseline) {
      say(keepBaseline(flags.baseline ?? "", baseline, result));
    }
    if (flags.writeProfile !== undefined) {
      keepProfile(flags.writeProfile, targets);
    }
  } finally {
    done();
    killAll();
  }
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
