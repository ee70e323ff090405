import type { Case } from "../runner/case.ts";
import { runCases, type RunOptions } from "../runner/engine.ts";
import { ExecClientTarget } from "../runner/exec_client.ts";
import { ExecServerTarget } from "../runner/exec_server.ts";
import type { Program } from "../runner/program.ts";
import type { CaseResult } from "../runner/verdict.ts";
import type { Mutant } from "./mutant.ts";
import { runMutant } from "./run_mutant.ts";

/** What came of the cases that a mutant was run against. */
export interface Kill {
  readonly id: string;
  readonly role: "server" | "client";
  readonly requirement: string;
  /** The cases that cite the requirement and fail. */
  readonly killedBy: readonly string[];
  /** The other cases that fail. */
  readonly alsoFails: readonly string[];
  /** How many cases were run. */
  readonly cases: number;
  /** What the suite itself got wrong, which no mutant may bring about. */
  readonly suiteFaults: readonly string[];
}

/** Runs a mutant against cases of its role, inside this process. */
export async function killOf(
  mutant: Mutant,
  cases: readonly Case[],
  gates: readonly Case[],
  options: RunOptions,
): Promise<Kill> {
  const { id, role, requirement } = mutant;
  const results = await runAs(mutant, id, role, cases, gates, options);
  const failed = results.filter(({ verdict }) => verdict === "fail")
    .map(({ theCase }) => theCase);
  const cites = ({ requirements }: Case) => requirements.includes(requirement);
  return {
    id,
    role,
    requirement,
    killedBy: failed.filter(cites).map(({ id }) => id),
    alsoFails: failed.filter((one) => !cites(one)).map(({ id }) => id),
    cases: results.length,
    suiteFaults: suiteFaults(results),
  };
}

/**
 * Runs the reference as the mutants are run: what fails for it kills nobody.
 * Gives the ids of the cases that do, with the reason.
 */
export async function survivalOfReference(
  role: "server" | "client",
  cases: readonly Case[],
  gates: readonly Case[],
  options: RunOptions,
): Promise<readonly string[]> {
  const name = `the reference as a ${role}`;
  const results = await runAs({}, name, role, cases, gates, options);
  return results
    .filter(({ verdict }) => verdict !== "pass" && verdict !== "not-applicable")
    .map(({ theCase, rows }) => `${theCase.id}: ${rows.at(-1)?.reason ?? ""}`);
}

async function runAs(
  mutant: Partial<Mutant>,
  name: string,
  role: "server" | "client",
  cases: readonly Case[],
  gates: readonly Case[],
  options: RunOptions,
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
    rows.filter(({ code }) => code === "suite-fault").map(({ reason }) =>
      `${theCase.id}: ${reason}`
    )
  );
}
