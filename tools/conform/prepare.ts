import { existsSync } from "node:fs";
import { CASES } from "../../conformance/mod.ts";
import {
  type Baseline,
  EMPTY_BASELINE,
  readBaseline,
} from "../../conformance/runner/baseline.ts";
import { caseNamed } from "../../conformance/runner/case_names.ts";
import { type Profile, readProfile } from "../../conformance/runner/profile.ts";
import { readReplay } from "../../conformance/runner/replay_file.ts";
import { parseShard } from "../../conformance/runner/shard.ts";
import type { SuiteOptions } from "../../conformance/suite.ts";
import { UsageError } from "../usage_error.ts";
import { RUN_DEFAULTS, type RunFlags } from "./run_options.ts";

/** A role that a run tests. */
export type Role = "server" | "client";

/** Milliseconds that a step of a conversation may take. */
export const STEP_PATIENCE_MS = 5_000;

/** The options of a run but for what its targets and reports say. */
export type Prepared = Omit<SuiteOptions, "reporters">;

/** The profile that the flags name, fit for these roles. */
export function profileOf(flags: RunFlags, roles: readonly Role[]): Profile {
  if (flags.profile === undefined) return {};
  const { profile: path } = flags;
  const profile = readProfile(path);
  const missing = roles.find((role) => profile.roles?.includes(role) === false);
  if (missing !== undefined) {
    throw new UsageError(
      `Cannot use profile ${path}: /roles: it is no ${missing}'s`,
    );
  }
  for (const id of Object.keys(profile.deviations ?? {})) {
    if (caseNamed(CASES, id) !== undefined) continue;
    throw new UsageError(
      `Cannot use profile ${path}: /deviations/${
        id.replaceAll("~", "~0").replaceAll("/", "~1")
      }: there is no such case: see fesa conform list`,
    );
  }
  return profile;
}

/** The files and options that the flags name, read and held together. */
export function prepare(
  flags: RunFlags,
  roles: readonly Role[],
  profile: Profile,
): Prepared {
  refuseTogether(flags);
  const shard = flags.shard === undefined ? undefined : parseShard(flags.shard);
  const deviations = Object.entries(profile.deviations ?? {})
    .map(([id, why]) => [caseNamed(CASES, id)?.id ?? id, why]);
  return {
    filters: flags.filter,
    optIn: flags.optIn === true,
    transcripts: flags.transcripts === true,
    ...(shard === undefined ? {} : { shard }),
    seed: flags.seed,
    runs: flags.runs,
    jobs: flags.jobs,
    deadlineMs: flags.deadline * 1000,
    caseTimeoutMs: flags.caseTimeout,
    patienceMs: Math.min(STEP_PATIENCE_MS, flags.caseTimeout),
    failFast: flags.failFast === true,
    deviations: Object.fromEntries(deviations),
    ...baselineOf(flags),
    ...replayOf(flags, roles),
  };
}

/** What of the suite would be left out where the whole must be run. */
function refuseTogether(flags: RunFlags): void {
  const parts = [
    flags.filter.length > 0 && "--filter",
    flags.shard !== undefined && "--shard",
    flags.replay !== undefined && "--replay",
    flags.failFast === true && "--fail-fast",
  ].filter((name) => name !== false);
  if (flags.updateBaseline === true && flags.baseline === undefined) {
    throw new UsageError(
      "Cannot use --update-baseline without --baseline FILE",
    );
  }
  if (flags.updateBaseline === true && parts.length > 0) {
    throw new UsageError(
      `Cannot rewrite a baseline after a part of the suite: leave out ${
        parts.join(" and ")
      }`,
    );
  }
  if (flags.replay === undefined) return;
  const chosen = [
    flags.filter.length > 0 && "--filter",
    flags.shard !== undefined && "--shard",
    flags.seed !== RUN_DEFAULTS.seed && "--seed",
    flags.runs !== RUN_DEFAULTS.runs && "--runs",
  ].filter((name) => name !== false);
  if (chosen.length > 0) {
    throw new UsageError(
      `Cannot use ${chosen.join(" and ")} with --replay: its file says that`,
    );
  }
}

function baselineOf(
  { baseline: path, updateBaseline = false }: RunFlags,
): { readonly baseline?: Baseline; readonly updateBaseline?: boolean } {
  if (path === undefined) return {};
  const baseline = updateBaseline && !existsSync(path)
    ? EMPTY_BASELINE
    : readBaseline(path);
  return { baseline, updateBaseline };
}

function replayOf(
  { replay: path }: RunFlags,
  roles: readonly Role[],
): Partial<Prepared> {
  if (path === undefined) return {};
  const { replay, theCase } = readReplay(path, CASES);
  if (!roles.includes(theCase.role)) {
    throw new UsageError(
      `Cannot use replay ${path}: /role: it is for fesa conform ${theCase.role}`,
    );
  }
  const { seed, row, runs, path: drawn, conversation } = replay;
  return {
    filters: [theCase.id],
    seed,
    ...(row === undefined ? {} : { row }),
    ...(runs === undefined ? {} : { runs }),
    ...(drawn === undefined ? {} : { path: drawn }),
    ...(conversation === undefined ? {} : { conversation }),
    // What it finds again is there already.
    keep: () => Promise.resolve({ replay: path }),
  };
}
