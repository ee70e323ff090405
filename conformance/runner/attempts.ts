import { Transcript } from "../tester/transcript.ts";
import { Inconclusive, Violation } from "../tester/violation.ts";
import type { Case } from "./case.ts";
import { crowding } from "./crowding.ts";
import type { RunOptions } from "./engine.ts";
import { Counterexample } from "./counterexample.ts";
import { judge } from "./judge.ts";
import { propertyTimeout } from "./property_time.ts";
import { seededRandom } from "./randomness.ts";
import type { RunClock } from "./run_clock.ts";
import { rowName, type Setup } from "./setup.ts";
import type { OpenCase, Target } from "./target.ts";
import type { RowResult } from "./verdict.ts";

/** A case in one row. */
export interface Task {
  readonly theCase: Case;
  readonly setup: Setup;
}

/** Told where a process exits after the case that last held it passed. */
export type LateExit = (theCase: Case, old: RowResult, row: RowResult) => void;

const BUSY_RETRIES = 3;
const BUSY_PAUSE_MS = 300;
/** After so many silences, so long a patience: the verdict is in. */
const HURRIED_MS: readonly (readonly [number, number])[] = [
  [12, 700],
  [3, 2_000],
];

/** Runs cases in rows, one call each, and judges what comes of it. */
export class Attempts {
  /** Whether the target has said that it is busy. */
  crowded = false;
  /** Steps so far that met silence. */
  silences = 0;
  readonly #target: Target;
  readonly #options: RunOptions;
  readonly #clock: RunClock;
  readonly #late: LateExit;

  constructor(
    target: Target,
    options: RunOptions,
    clock: RunClock,
    late: LateExit,
  ) {
    this.#target = target;
    this.#options = options;
    this.#clock = clock;
    this.#late = late;
  }

  /** A target that is busy is asked again, and from then on one by one. */
  async run(task: Task): Promise<RowResult> {
    for (let i = 0; i < BUSY_RETRIES; i++) {
      const result = await this.#once(task);
      if (!result.busy || this.#clock.over !== undefined) return result;
      this.crowded = true;
      await new Promise((resolve) => setTimeout(resolve, BUSY_PAUSE_MS));
    }
    return await this.#once(task);
  }

  async #once({ theCase, setup }: Task): Promise<RowResult> {
    const transcript = new Transcript();
    const start = performance.now();
    const timeoutMs = this.#timeoutOf(theCase);
    const outcome: { result?: RowResult } = {};
    let open: OpenCase | undefined;
    let thrown: unknown;
    try {
      this.#clock.check();
      open = await this.#clock.expiring(
        this.#open({ theCase, setup }, transcript),
      );
      await this.#clock.timed(open.run(), timeoutMs);
      await this.#clock.timed(open.settle(), timeoutMs);
    } catch (error) {
      open?.abandon();
      thrown = error;
    }
    const exited = open?.release((late) => {
      const { result } = outcome;
      if (result?.verdict !== "pass") return;
      this.#late(theCase, result, exitedResult(result, late));
    });
    if (exited !== undefined && !(thrown instanceof Inconclusive)) {
      thrown = exitedViolation(exited, thrown);
    }
    const printed = thrown instanceof Inconclusive
      ? thrown.printed
      : thrown instanceof Violation
      ? open?.printed?.() ?? []
      : [];
    for (const line of printed) transcript.add(".", `it printed  ${line}`);
    const judged = judge({
      theCase,
      setup,
      transcript,
      durationMs: Math.round(performance.now() - start),
      thrown,
      spoken: this.#target.spoken,
    });
    const result = await this.#kept(theCase, judged);
    outcome.result = result;
    if (result.retry && result.verdict === "fail") this.silences++;
    return result;
  }

  #timeoutOf({ timeoutMs, conversation }: Case): number {
    const { caseTimeoutMs, runs, patienceMs } = this.#options;
    const own = conversation === undefined
      ? timeoutMs ?? caseTimeoutMs
      : Math.max(caseTimeoutMs, propertyTimeout(runs, patienceMs));
    return Math.round(own * crowding());
  }

  /** The result, and where what a property found is kept. */
  async #kept(theCase: Case, result: RowResult): Promise<RowResult> {
    const { keep, seed, runs } = this.#options;
    if (keep === undefined || result.conversation === undefined) return result;
    return { ...result, ...await keep({ theCase, result, seed, runs }) };
  }

  #open(
    { theCase, setup }: Task,
    transcript: Transcript,
  ): Promise<OpenCase> {
    const { runs, seed, path, conversation, partner, keyLog } = this.#options;
    const name = `${theCase.role} ${theCase.id} ${rowName(setup)}`;
    return this.#target.open(theCase, {
      setup,
      transcript,
      patience: this.#patience,
      runs,
      seed,
      path,
      conversation,
      partner,
      keyLog,
      random: seededRandom(seed, name),
    });
  }

  /** Once several steps timed out, the others aren't waited for so long. */
  get #patience(): number {
    const { patienceMs } = this.#options;
    const [, hurried = patienceMs] =
      HURRIED_MS.find(([silences]) => this.silences >= silences) ?? [];
    return Math.min(patienceMs, hurried) * crowding();
  }
}

function exitedViolation(exited: string, thrown: unknown): Violation {
  const known = thrown instanceof Violation ? thrown : undefined;
  const before = known === undefined ? "" : `${known.observed}, then `;
  const violation = new Violation(
    known?.requirement ?? "CNF-2",
    known?.expected ?? "a process that runs until it is stopped",
    `${before}the process exiting with ${exited}`,
    "Whatever a peer sends ends its connection alone",
    `exit ${/^(status|signal) \w+/.exec(exited)?.[0] ?? ""}`.trim(),
  );
  return known instanceof Counterexample
    ? new Counterexample(violation, known.found)
    : violation;
}

function exitedResult(result: RowResult, exited: string): RowResult {
  const { message, requirement, expected, observed, hint, observation } =
    exitedViolation(exited, undefined);
  const facts = { requirement, expected, observed, hint, observation };
  return { ...result, verdict: "fail", reason: message, ...facts };
}
