import type { Case } from "../runner/case.ts";
import type { RunOptions } from "../runner/engine.ts";
import { faultsOfReference, type Kill, killOf } from "./kill.ts";
import { citingCases, samplePlan } from "./kill_plan.ts";
import type { KillRecord } from "./kill_record.ts";
import type { Mutant } from "./mutant.ts";

/** Which cases the mutants meet. */
export type Scope =
  /** Every mutant every case of its role. */
  | "whole"
  /** Every mutant the cases that cite its requirement: those that can kill it. */
  | "citing"
  /**
   * The cases that are recorded to kill it; without one, those that cite its
   * requirement, until the first fails; and so many others.
   */
  | { readonly others: number; readonly record: KillRecord };

/** How a table is made. */
export interface TableOptions {
  readonly seed: number;
  /** Runs of each property. */
  readonly runs: number;
  /** Mutants at a time. */
  readonly jobs: number;
  readonly scope: Scope;
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
  const doubtful: Mutant[] = [];
  await pool(left, options.jobs, async (mutant) => {
    if (signal?.aborted) return;
    const kill = await kills(mutant, cases, options);
    if (kill.killedBy.length === 0 || kill.lost.length > 0) {
      doubtful.push(mutant);
    } else tell(kill);
  });
  // What a mutant does too late to be seen in a crowd is seen alone.
  for (const mutant of doubtful) {
    if (!signal?.aborted) tell(await kills(mutant, cases, options));
  }
  for (const role of ["server", "client"] as const) {
    if (record.reference.has(role) || signal?.aborted) continue;
    const failed = new Set(
      mutants.flatMap(({ id }) => record.kills.get(id)?.killedBy ?? []),
    );
    const killers = cases.filter((one) =>
      one.role === role && (options.scope === "whole" || failed.has(one.id))
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
/** In so many runs a property finds what no fixed case meets. */
const RARE_RUNS = 1_000;

async function kills(
  mutant: Mutant,
  cases: readonly Case[],
  options: TableOptions,
): Promise<Kill> {
  const { scope, seed } = options;
  const runs = mutant.rare ? Math.max(options.runs, RARE_RUNS) : options.runs;
  // Without gates a case must see for itself what is wrong.
  const run = (
    list: readonly Case[],
    special: typeof UNTIL_KILLED | typeof OF_MUTANT = OF_MUTANT,
    gates: readonly Case[] = [],
  ) =>
    killOf(mutant, {
      cases: list,
      gates,
      options: runOptions({ ...options, runs }, special),
    });
  if (scope === "whole") {
    const ofRole = cases.filter(({ role }) => role === mutant.role);
    const gates = gatesOf(cases);
    const kill = await run(ofRole, OF_MUTANT, gates);
    const failed = new Set([...kill.killedBy, ...kill.alsoFails]);
    if (!gates.some(({ id }) => failed.has(id))) return kill;
    // What spoils handshakes keeps cases from being run: here they are.
    const { killedBy, suiteFaults } = await run(citingCases(mutant, cases));
    return {
      ...kill,
      killedBy: [...new Set([...kill.killedBy, ...killedBy])],
      suiteFaults: [...kill.suiteFaults, ...suiteFaults],
    };
  }
  if (scope === "citing") return await run(citingCases(mutant, cases));
  const plan = samplePlan(mutant, cases, { seed, ...scope });
  const recorded = await run(plan.recorded);
  const citing = await run(plan.citing, UNTIL_KILLED);
  const others = await run(plan.others);
  const killedBy = [...recorded.killedBy, ...citing.killedBy];
  return {
    ...recorded,
    killedBy,
    lost: plan.recorded.map(({ id }) => id)
      .filter((id) => !killedBy.includes(id)),
    alsoFails: others.alsoFails,
    suiteFaults: [recorded, citing, others]
      .flatMap(({ suiteFaults }) => suiteFaults),
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
