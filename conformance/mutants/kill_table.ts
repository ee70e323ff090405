import type { Case } from "../runner/case.ts";
import type { RunOptions } from "../runner/engine.ts";
import { faultsOfReference, type Kill, killOf } from "./kill.ts";
import { samplePlan } from "./kill_plan.ts";
import type { Mutant } from "./mutant.ts";

/** How a table is made. */
export interface TableOptions {
  readonly seed: number;
  /** Runs of each property. */
  readonly runs: number;
  /** Mutants at a time. */
  readonly jobs: number;
  /**
   * So many cases besides those that cite the requirement, which end with the
   * first that fails. Left out, every mutant meets every case.
   */
  readonly sample?: number;
  /** Ends it: what is not known by then stays unknown. */
  readonly signal?: AbortSignal;
}

/** What is known of a table. */
export interface TableRecord {
  /** The cases that the reference does not pass, by role. */
  readonly reference: Map<"server" | "client", readonly string[]>;
  readonly kills: Map<string, Kill>;
}

/** Told of each part of a table once it is known. */
export interface TableListener {
  reference(role: "server" | "client", faults: readonly string[]): void;
  kill(kill: Kill): void;
}

/**
 * Runs each mutant against the cases, some at a time, all inside this process,
 * and the reference against those that a mutant failed: what it fails too kills
 * nobody. What a record holds already is not run again.
 */
export async function makeTable(
  mutants: readonly Mutant[],
  cases: readonly Case[],
  options: TableOptions,
  record: TableRecord,
  listener: TableListener,
): Promise<void> {
  const { signal } = options;
  const left = mutants.filter(({ id }) => !record.kills.has(id));
  const tell = (kill: Kill): void => {
    record.kills.set(kill.id, kill);
    listener.kill(kill);
  };
  const survivors: Mutant[] = [];
  await pool(left, options.jobs, async (mutant) => {
    if (signal?.aborted) return;
    const kill = await kills(mutant, cases, options);
    if (kill.killedBy.length === 0) survivors.push(mutant);
    else tell(kill);
  });
  // What a mutant does too late to be seen in a crowd is seen alone.
  for (const mutant of survivors) {
    if (!signal?.aborted) tell(await kills(mutant, cases, options));
  }
  for (const role of ["server", "client"] as const) {
    if (record.reference.has(role) || signal?.aborted) continue;
    const failed = new Set(
      mutants.flatMap(({ id }) => record.kills.get(id)?.killedBy ?? []),
    );
    const killers = cases.filter((one) =>
      one.role === role && (options.sample === undefined || failed.has(one.id))
    );
    if (killers.length === 0) continue;
    const faults = await faultsOfReference(role, {
      cases: killers,
      gates: gatesOf(cases),
      options: runOptions(options, OF_REFERENCE),
    });
    record.reference.set(role, faults);
    listener.reference(role, faults);
  }
}

/** Silence is the answer of some mutants, and never the reference's. */
const OF_REFERENCE = { jobs: 8, patienceMs: 5_000, caseTimeoutMs: 60_000 };
const OF_MUTANT = { jobs: 8, patienceMs: 1_500, caseTimeoutMs: 15_000 };
/** What ends with the first failure had better not begin much beside it. */
const UNTIL_KILLED = { ...OF_MUTANT, jobs: 2, failFast: true };
const DEADLINE_MS = 600_000;

async function kills(
  mutant: Mutant,
  cases: readonly Case[],
  options: TableOptions,
): Promise<Kill> {
  const { sample, seed } = options;
  if (sample === undefined) {
    return await killOf(mutant, {
      cases: cases.filter(({ role }) => role === mutant.role),
      gates: gatesOf(cases),
      options: runOptions(options, OF_MUTANT),
    });
  }
  // Without gates: a case must see for itself what is wrong.
  const gates: readonly Case[] = [];
  const plan = samplePlan(mutant, cases, { seed, others: sample });
  const first = await killOf(mutant, {
    cases: plan.citing,
    gates,
    options: runOptions(options, UNTIL_KILLED),
  });
  const second = await killOf(mutant, {
    cases: plan.others,
    gates,
    options: runOptions(options, OF_MUTANT),
  });
  return {
    ...first,
    alsoFails: second.alsoFails,
    suiteFaults: [...first.suiteFaults, ...second.suiteFaults],
  };
}

function gatesOf(cases: readonly Case[]): readonly Case[] {
  return cases.filter(({ gate }) => gate);
}

function runOptions(
  { seed, runs }: TableOptions,
  special: Pick<RunOptions, "jobs" | "patienceMs" | "caseTimeoutMs"> & {
    readonly failFast?: boolean;
  },
): RunOptions {
  return {
    seed,
    runs,
    deadlineMs: DEADLINE_MS,
    failFast: false,
    ...special,
  };
}

async function pool<T>(
  items: readonly T[],
  count: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < items.length) await work(items[next++]);
  };
  await Promise.all(Array.from({ length: count }, worker));
}
