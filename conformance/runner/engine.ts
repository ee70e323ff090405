import type { KeyLog } from "../tester/key_log.ts";
import { Inconclusive } from "../tester/violation.ts";
import type { Finding, Kept } from "./finding.ts";
import { Attempts, type Task } from "./attempts.ts";
import type { Case } from "./case.ts";
import { type Closed, plainRow, whyClosed } from "./closed_rows.ts";
import { KnownFailures } from "./known_failures.ts";
import type { Partner } from "./partner.ts";
import { RunClock, type RunEnd } from "./run_clock.ts";
import { type Listener, Scoreboard } from "./scoreboard.ts";
import { ofTwo } from "./second_try.ts";
import { candidateRows } from "./selection.ts";
import { rowName, type Setup } from "./setup.ts";
import { Slots } from "./slots.ts";
import type { Target } from "./target.ts";
import type { CaseResult, RowResult } from "./verdict.ts";

/** How a run goes about it. */
export interface RunOptions {
  readonly seed: number;
  readonly runs: number;
  readonly jobs: number;
  /** Milliseconds for the whole run, for a case, and for a step. */
  readonly deadlineMs: number;
  readonly caseTimeoutMs: number;
  readonly patienceMs: number;
  readonly failFast: boolean;
  /** What is known to fail; nothing where it is left out. */
  readonly known?: KnownFailures;
  /** What ends the run: one for all its targets. */
  readonly clock?: RunClock;
  /** Places for cases: `jobs` of them, one for all targets. */
  readonly slots?: Slots;
  /** Takes the secrets of every connection (spec/key-log.md). */
  readonly keyLog?: KeyLog;
  /** Of a property: the fast-check path to begin at. */
  readonly path?: string;
  /** Of a property: the one conversation that it is to judge. */
  readonly conversation?: unknown;
  /** Who plays the other end where the tester stands in the middle. */
  readonly partner?: Partner;
  /** Keeps what a property found; where it is, for the reports. */
  readonly keep?: (found: Finding) => Promise<Kept>;
  /** Runs cases in this row alone; gates in all. */
  readonly row?: string;
}

const MOST_RETRIES = 5;
/** After so many silent cases in a row the target's life is in doubt. */
const MOST_SILENT = 16;

/**
 * Runs cases of the target's role against it: first the gates (the basic
 * handshake of every row), then what depends on them, some at a time, then
 * what must run alone. Always ends by its deadline.
 */
export async function runCases(
  target: Target,
  cases: readonly Case[],
  gates: readonly Case[],
  options: RunOptions,
  listener: Listener,
): Promise<CaseResult[]> {
  return await new Engine(target, options, listener).run(cases, gates);
}

class Engine {
  readonly #target: Target;
  readonly #options: RunOptions;
  readonly #clock: RunClock;
  readonly #slots: Slots;
  readonly #board: Scoreboard;
  readonly #attempts: Attempts;
  /** Silences with nothing else between them. */
  #inARow = 0;
  /** A basic handshake that has passed: shows whether the target lives. */
  #sound: Task | undefined;

  constructor(target: Target, options: RunOptions, listener: Listener) {
    this.#target = target;
    this.#options = options;
    this.#clock = options.clock ?? new RunClock();
    this.#slots = options.slots ?? new Slots(options.jobs);
    const { known = new KnownFailures([], {}) } = options;
    this.#board = new Scoreboard(listener, known);
    this.#attempts = new Attempts(
      target,
      options,
      this.#clock,
      (theCase, old, row) => this.#board.replace(theCase, old, row),
    );
  }

  async run(
    cases: readonly Case[],
    gates: readonly Case[],
  ): Promise<CaseResult[]> {
    const run = () => this.#run(cases, gates);
    // A clock that is shared is somebody else's to wind up.
    await (this.#options.clock === undefined
      ? this.#clock.during(this.#options.deadlineMs, run)
      : run());
    if (this.#clock.over === undefined) this.#board.addUnmet();
    return this.#board.results;
  }

  async #run(cases: readonly Case[], gates: readonly Case[]): Promise<void> {
    const rows = await this.#rows(cases);
    if (rows === undefined) return;
    const closed = await this.#gates(gates, cases, rows);
    const tasks = cases.filter((one) => !gates.includes(one))
      .flatMap((theCase) => this.#tasks(theCase, rows, closed));
    const beside = tasks.filter(({ theCase }) => !runsAlone(theCase));
    await this.#pool([
      ...beside.filter(({ theCase }) => theCase.waits),
      ...beside.filter(({ theCase }) => !theCase.waits),
    ], (task) => this.#one(task));
    await this.#retry();
    for (const task of tasks.filter(({ theCase }) => runsAlone(theCase))) {
      await this.#slots.during(() => this.#one(task));
    }
  }

  async #rows(cases: readonly Case[]): Promise<readonly Setup[] | undefined> {
    try {
      return await this.#clock.expiring(this.#target.rows());
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const code = error instanceof Inconclusive ? error.code : "suite-fault";
      for (const theCase of cases) {
        this.#board.record(theCase, unjudged({ code, reason }));
      }
      return undefined;
    }
  }

  /** Why each row whose basic handshake failed is closed to other cases. */
  async #gates(
    gates: readonly Case[],
    selected: readonly Case[],
    rows: readonly Setup[],
  ): Promise<Map<string, Closed>> {
    const tasks = gates.flatMap((theCase) =>
      candidateRows(theCase, rows).map((setup) => ({ theCase, setup }))
    );
    // They are told of below, once it is known which of them matter.
    for (const theCase of gates) this.#board.await(theCase, Infinity);
    const results = new Map<Task, RowResult>();
    await this.#pool(tasks, async (task) => {
      results.set(task, await this.#attempts.run(task));
    });
    for (const task of tasks) {
      // Silence may be crowding, and what had not spoken may have since.
      const first = results.get(task);
      if (first?.retry !== true || !this.#target.spoken) continue;
      results.set(task, ofTwo(first, await this.#attempts.run(task)));
    }
    const closed = new Map<string, Closed>();
    for (const [task, result] of results) {
      this.#mayEnd(task, this.#board.record(task.theCase, result));
      const sound = result.verdict === "pass" || result.code === "unstable";
      if (sound) this.#sound ??= task;
      else closed.set(plainRow(task.setup), whyClosed(task, result));
    }
    for (const theCase of gates) {
      // A gate nobody asked for is worth a line only where it fails.
      const bad = this.#board.rowsOf(theCase)
        .some(({ verdict }) => verdict === "fail");
      if (selected.includes(theCase) || bad) this.#board.tell(theCase);
      else this.#board.forget(theCase);
    }
    return closed;
  }

  #tasks(
    theCase: Case,
    rows: readonly Setup[],
    closed: ReadonlyMap<string, Closed>,
  ): Task[] {
    const why = (setup: Setup) => closed.get(plainRow(setup));
    const { row } = this.#options;
    const applicable = rows.filter((setup) => why(setup) !== "not-applicable");
    const candidates = candidateRows(theCase, applicable)
      .filter((setup) => row === undefined || rowName(setup) === row);
    if (candidates.length === 0) {
      const reason = "The target has none of the case's settings and ciphers";
      const verdict = "not-applicable";
      const none = { verdict, reason, durationMs: 0, transcript: [] } as const;
      this.#board.record(theCase, none);
      return [];
    }
    // A default cipher whose row is closed leaves its place to another.
    const open = candidateRows(
      theCase,
      applicable.filter((setup) => why(setup) === undefined),
    ).filter((setup) => row === undefined || rowName(setup) === row);
    const any = (theCase.settings ?? "any") === "any";
    const chosen = any ? open.slice(0, 1) : open;
    const shut = candidates.filter((setup) =>
      why(setup) !== undefined && !(any && open.length > 0) &&
      !open.some(({ setting }) => setting === setup.setting)
    );
    this.#board.await(theCase, chosen.length + shut.length);
    for (const setup of shut) {
      const end = why(setup);
      if (typeof end !== "object") continue;
      this.#board.record(theCase, { ...unjudged(end), setup });
    }
    return chosen.map((setup) => ({ theCase, setup }));
  }

  /**
   * Silence may be crowding: what timed out gets a second try, alone. One that
   * answers then has still been silent, so that it is no pass.
   */
  async #retry(): Promise<void> {
    const again = this.#board.retriable();
    if (this.#options.jobs === 1 || again.length > MOST_RETRIES) return;
    this.#attempts.silences = 0;
    for (const { theCase, row } of again) {
      const { setup } = row;
      if (this.#clock.over !== undefined || setup === undefined) return;
      if (theCase.gate) continue;
      const second = await this.#attempts.run({ theCase, setup });
      this.#board.replace(theCase, row, ofTwo(row, second));
    }
  }

  async #one(task: Task): Promise<void> {
    const result = await this.#attempts.run(task);
    this.#mayEnd(task, this.#board.record(task.theCase, result));
    const silent = result.verdict === "fail" && result.retry === true;
    this.#inARow = silent ? this.#inARow + 1 : 0;
    if (this.#inARow >= MOST_SILENT) await this.#checkLife();
  }

  #mayEnd({ theCase }: Task, { verdict }: RowResult): void {
    if (!this.#options.failFast || verdict !== "fail") return;
    this.#clock.end("fail-fast", `The run ended at a failure (${theCase.id})`);
  }

  /** Ends the run where the target does not answer anything any more. */
  async #checkLife(): Promise<void> {
    this.#inARow = 0;
    if (this.#sound === undefined) return;
    const { verdict } = await this.#attempts.run(this.#sound);
    if (verdict === "pass") return;
    this.#clock.end(
      "stopped-answering",
      `The target has stopped answering: ${MOST_SILENT} cases in a row met ` +
        `silence, and then ${this.#sound.theCase.id} too`,
    );
  }

  async #pool<T>(
    items: readonly T[],
    work: (item: T) => Promise<void>,
  ): Promise<void> {
    let next = 0;
    const worker = async (_: unknown, index: number) => {
      while (next < items.length && !(this.#attempts.crowded && index > 0)) {
        const item = items[next++];
        await this.#slots.during(() => work(item));
      }
    };
    const { jobs = this.#options.jobs } = this.#target;
    const count = Math.min(jobs, this.#options.jobs, items.length);
    await Promise.all(Array.from({ length: count }).map(worker));
  }
}

/**
 * Whether nothing may run beside a case. So it is, too, for a server's cases
 * that look at its events: its connections are easiest told apart one by one.
 */
function runsAlone({ role, alone, needs = [] }: Case): boolean {
  const events = needs.includes("contract") || needs.includes("commands");
  return alone ?? (role === "server" && events);
}

function unjudged({ code, reason }: RunEnd): RowResult {
  const verdict = "inconclusive";
  return { verdict, code, reason, durationMs: 0, transcript: [] };
}
