import type { Case } from "../runner/case.ts";
import { runCases, type RunOptions } from "../runner/engine.ts";
import { ExecClientTarget } from "../runner/exec_client.ts";
import { ExecServerTarget } from "../runner/exec_server.ts";
import type { Program } from "../runner/program.ts";
import type { CaseResult } from "../runner/verdict.ts";
import { cites } from "./kill_plan.ts";
import type { Mutant } from "./mutant.ts";
import { runMutant } from "./run_mutant.ts";

/** What came of the cases that a mutant was run against. */
export interface Kill {
  readonly id: string;
  readonly role: "server" | "client";
  readonly requirement: string;
  /** The cases that cite the requirement and fail, in the suite's order. */
  readonly killedBy: readonly string[];
  /** Those that are recorded to kill it, and do not. */
  readonly lost: readonly string[];
  /** The other cases that fail. */
  readonly alsoFails: readonly string[];
  /** What the suite itself got wrong, which no peer may bring about. */
  readonly suiteFaults: readonly string[];
}

/** What a peer is run against, and how. */
export interface KillRun {
  readonly cases: readonly Case[];
  /** The basic handshakes on which the cases depend, if they are to. */
  readonly gates: readonly Case[];
  readonly options: RunOptions;
}

/** Runs a mutant against cases, inside this process. */
export async function killOf(mutant: Mutant, run: KillRun): Promise<Kill> {
  const { id, role, requirement } = mutant;
  const results = await runPeer(mutant, id, role, run);
  const failed = run.cases.filter((theCase) =>
    results.some((result) =>
      result.theCase === theCase && result.verdict === "fail"
    )
  );
  const idsOf = (list: readonly Case[]) => list.map(({ id }) => id);
  return {
    id,
    role,
    requirement,
    killedBy: idsOf(failed.filter((one) => cites(one, mutant))),
    lost: [],
    alsoFails: idsOf(failed.filter((one) => !cites(one, mutant))),
    suiteFaults: suiteFaults(results),
  };
}

/**
 * Runs the reference as the mutants are run: a case that it does not pass
 * kills nobody. Gives those cases, each with what came of it.
 */
export async function faultsOfReference(
  role: "server" | "client",
  run: KillRun,
): Promise<readonly string[]> {
  const results = await runPeer({}, `the reference, a ${role}`, role, run);
  return results
    .filter(({ verdict }) => verdict !== "pass" && verdict !== "not-applicable")
    .map(({ theCase, rows }) =>
      `${theCase.id}: ${rows.find(({ reason }) => reason !== "")?.reason}`
    );
}

async function runPeer(
  mutant: Partial<Mutant>,
  name: string,
  role: "server" | "client",
  { cases, gates, options }: KillRun,
): Promise<readonly CaseResult[]> {
  const program: Program = {
    name,
    run: (input, print, signal) => runMutant(mutant, input, print, signal),
  };
  const target = role === "server"
    ? new ExecServerTarget(program, {})
    : new ExecClientTarget(program, {});
  // So that whatever it does first is judged, not excused.
  target.spoken = true;
  const ofRole = (one: Case) => one.role === role;
  try {
    return await runCases(
      target,
      cases.filter(ofRole),
      gates.filter(ofRole),
      options,
      () => {},
    );
  } finally {
    await target.stop();
  }
}

/** Whatever a peer does, a case may not stumble over it. */
function suiteFaults(results: readonly CaseResult[]): string[] {
  return results.flatMap(({ theCase, rows }) =>
    rows.filter(({ code }) => code === "suite-fault")
      .map(({ reason }) => `${theCase.id}: ${reason}`)
  );
}
