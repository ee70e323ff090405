import { Transcript } from "../tester/transcript.ts";
import { Inconclusive, Violation } from "../tester/violation.ts";
import type { Case } from "./case.ts";
import { judge } from "./judge.ts";
import { seededRandom } from "./randomness.ts";
import { candidateRows } from "./selection.ts";
import { rowName, type Setup } from "./setup.ts";
import type { OpenCase, Target } from "./target.ts";
import { type CaseResult, caseResult, type RowResult } from "./verdict.ts";

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
  /** Case id to the reason why it is known to fail. */
  readonly deviations: Readonly<Record<string, string>>;
}

/** Told of each case as it is judged; again where a verdict is amended. */
export type Listener = (result: CaseResult) => void;

const MOST_RETRIES = 5;
const BUSY_RETRIES = 3;
const BUSY_PAUSE_MS = 300;
/** After so many silent cases in a row the target's life is in doubt. */
const MOST_SILENT = 16;
/** After so many silences, so long a patience: the verdict is in. */
const HURRIED_MS: readonly (readonly [number, number])[] = [
  [12, 700],
  [3, 2_000],
];

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

interface Task {
  readonly theCase: Case;
  readonly setup: Setup;
}

class Engine {
  readonly #target: Target;
  readonly #options: RunOptions;
  readonly #listener: Listener;
  readonly #start = performance.now();
  readonly #results = new Map<Case, RowResult[]>();
  readonly #pending = new Map<Case, number>();
  #over: string | undefined;
  #silences = 0;
  /** Silences with nothing else between them. */
  #inARow = 0;
  /** Whether the target has said that it is busy. */
  #crowded = false;
  /** A basic handshake that has passed: shows whether the target lives. */
  #sound: Task | undefined;
  #expire: (() => void)[] = [];

  constructor(target: Target, options: RunOptions, listener: Listener) {
    this.#target = target;
    this.#options = options;
    this.#listener = listener;
  }

  async run(
    cases: readonly Case[],
    gates: readonly Case[],
  ): Promise<CaseResult[]> {
    const timer = setTimeout(() => this.#endRun(), this.#options.deadlineMs);
    try {
      await this.#run(cases, gates);
    } finally {
      clearTimeout(timer);
    }
    return [...this.#results].map(([theCase, rows]) =>
      caseResult(theCase, rows)
    );
  }

  async #run(cases: readonly Case[], gates: readonly Case[]): Promise<void> {
    const rows = await this.#rows(cases);
    if (rows === undefined) return;
    const failed = await this.#gates(gates, cases, rows);
    const tasks: Task[] = [];
    for (const theCase of cases.filter((one) => !gates.includes(one))) {
      tasks.push(...this.#tasks(theCase, rows, failed));
    }
    const beside = tasks.filter(({ theCase }) => !runsAlone(theCase));
    await this.#several([
      ...beside.filter(({ theCase }) => theCase.waits),
      ...beside.filter(({ theCase }) => !theCase.waits),
    ]);
    await this.#retry();
    for (const task of tasks.filter(({ theCase }) => runsAlone(theCase))) {
      await this.#one(task);
    }
  }

  async #rows(cases: readonly Case[]): Promise<readonly Setup[] | undefined> {
    try {
      return await this.#expiring(this.#target.rows());
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      for (const theCase of cases) {
        this.#without(theCase, "inconclusive", reason);
      }
      return undefined;
    }
  }

  /** Why each row whose basic handshake failed is closed to other cases. */
  async #gates(
    gates: readonly Case[],
    selected: readonly Case[],
    rows: readonly Setup[],
  ): Promise<Map<string, string>> {
    const tasks = gates.flatMap((theCase) =>
      candidateRows(theCase, rows).map((setup) => ({ theCase, setup }))
    );
    // They are told of below, once it is known which of them matter.
    for (const theCase of gates) this.#pending.set(theCase, Infinity);
    const results = new Map<Task, RowResult>();
    await this.#pool(tasks, async (task) => {
      results.set(task, await this.#attempt(task));
    });
    for (const task of tasks) {
      // Silence may be crowding, and what had not spoken may have since.
      const first = results.get(task);
      const again = first?.retry === true && this.#target.spoken;
      if (again && !this.#over) results.set(task, await this.#attempt(task));
    }
    const failed = new Map<string, string>();
    for (const [{ theCase, setup }, result] of results) {
      this.#record(theCase, result);
      if (result.verdict === "pass") {
        this.#sound ??= { theCase, setup };
        continue;
      }
      failed.set(
        rowName({ ...setup, compression: false }),
        result.verdict === "fail"
          ? `The basic handshake of ${rowName(setup)} fails (${theCase.id})`
          : result.reason,
      );
      if (result.verdict === "not-applicable") {
        failed.set(rowName({ ...setup, compression: false }), NOT_APPLICABLE);
      }
    }
    for (const theCase of gates) {
      // A gate nobody asked for is worth a line only where it fails.
      const rowsOf = this.#results.get(theCase) ?? [];
      const bad = rowsOf.some(({ verdict }) => verdict === "fail");
      if (selected.includes(theCase) || bad) this.#tell(theCase);
      else this.#results.delete(theCase);
    }
    return failed;
  }

  #tasks(
    theCase: Case,
    rows: readonly Setup[],
    failed: ReadonlyMap<string, string>,
  ): Task[] {
    const why = (setup: Setup) =>
      failed.get(rowName({ ...setup, compression: false }));
    const candidates = candidateRows(theCase, rows)
      .filter((setup) => why(setup) !== NOT_APPLICABLE);
    if (candidates.length === 0) {
      this.#without(
        theCase,
        "not-applicable",
        "The target has none of the case's settings and ciphers",
      );
      return [];
    }
    const open = candidates.filter((setup) => why(setup) === undefined);
    const any = (theCase.settings ?? "any") === "any";
    const chosen = any ? open.slice(0, 1) : open;
    const closed = any && open.length > 0
      ? []
      : candidates.filter((setup) => why(setup) !== undefined);
    this.#pending.set(theCase, chosen.length + closed.length);
    for (const setup of closed) {
      this.#record(theCase, {
        setup,
        verdict: "inconclusive",
        reason: why(setup) ?? "",
        durationMs: 0,
        transcript: [],
      });
    }
    return chosen.map((setup) => ({ theCase, setup }));
  }

  async #several(tasks: readonly Task[]): Promise<void> {
    await this.#pool(tasks, (task) => this.#one(task));
  }

  /** Silence under load may be crowding: what timed out gets a second try. */
  async #retry(): Promise<void> {
    if (this.#options.jobs === 1) return;
    const again: [Case, number][] = [];
    for (const [theCase, rows] of this.#results) {
      if (theCase.gate) continue;
      rows.forEach((row, i) => {
        if (row.verdict === "fail" && row.retry) again.push([theCase, i]);
      });
    }
    if (again.length > MOST_RETRIES) return;
    this.#silences = 0;
    for (const [theCase, i] of again) {
      const rows = this.#results.get(theCase) ?? [];
      const { setup } = rows[i];
      if (this.#over !== undefined || setup === undefined) return;
      rows[i] = await this.#attempt({ theCase, setup });
      this.#tell(theCase);
    }
  }

  async #one(task: Task): Promise<void> {
    const result = await this.#attempt(task);
    this.#record(task.theCase, result);
    const silent = result.verdict === "fail" && result.retry === true;
    this.#inARow = silent ? this.#inARow + 1 : 0;
    if (this.#inARow >= MOST_SILENT) await this.#checkLife();
  }

  /** Ends the run where the target does not answer anything any more. */
  async #checkLife(): Promise<void> {
    this.#inARow = 0;
    if (this.#sound === undefined) return;
    const { verdict } = await this.#attempt(this.#sound);
    if (verdict === "pass") return;
    this.#over ??= `The target has stopped answering: ${MOST_SILENT} cases ` +
      `in a row met silence, and then ${this.#sound.theCase.id} too`;
  }

  async #pool<T>(
    items: readonly T[],
    work: (item: T) => Promise<void>,
  ): Promise<void> {
    let next = 0;
    const worker = async (_: unknown, index: number) => {
      while (next < items.length && !(this.#crowded && index > 0)) {
        await work(items[next++]);
      }
    };
    const { jobs = this.#options.jobs } = this.#target;
    const count = Math.min(jobs, this.#options.jobs, items.length);
    await Promise.all(Array.from({ length: count }).map(worker));
  }

  /** A target that is busy is asked again, and from then on one by one. */
  async #attempt(task: Task): Promise<RowResult> {
    for (let i = 0; i < BUSY_RETRIES; i++) {
      const result = await this.#once(task);
      if (!result.busy || this.#over !== undefined) return result;
      this.#crowded = true;
      await new Promise((resolve) => setTimeout(resolve, BUSY_PAUSE_MS));
    }
    return await this.#once(task);
  }

  async #once({ theCase, setup }: Task): Promise<RowResult> {
    const transcript = new Transcript();
    const start = performance.now();
    let open: OpenCase | undefined;
    let thrown: unknown;
    const outcome: { result?: RowResult } = {};
    try {
      if (this.#over !== undefined) throw new Inconclusive(this.#over);
      open = await this.#expiring(this.#target.open(theCase, {
        setup,
        transcript,
        patience: this.#patience,
        runs: this.#options.runs,
        seed: this.#options.seed,
        random: seededRandom(
          this.#options.seed,
          `${theCase.role} ${theCase.id} ${rowName(setup)}`,
        ),
      }));
      await this.#timed(this.#expiring(open.run()));
      await this.#timed(this.#expiring(open.settle()));
    } catch (error) {
      open?.abandon();
      thrown = error;
    }
    const exited = open?.release((late) => {
      const { result } = outcome;
      if (result?.verdict === "pass") this.#amend(theCase, result, late);
    });
    if (exited !== undefined && !(thrown instanceof Inconclusive)) {
      thrown = exitedViolation(exited, thrown);
    }
    const result = judge({
      theCase,
      setup,
      transcript,
      durationMs: Math.round(performance.now() - start),
      thrown,
      spoken: this.#target.spoken,
    });
    outcome.result = result;
    if (result.retry && result.verdict === "fail") this.#silences++;
    return result;
  }

  /** Once several steps timed out, the others aren't waited for so long. */
  get #patience(): number {
    const { patienceMs } = this.#options;
    const [, hurried = patienceMs] =
      HURRIED_MS.find(([silences]) => this.#silences >= silences) ?? [];
    return Math.min(patienceMs, hurried);
  }

  #timed<T>(work: Promise<T>): Promise<T> {
    const { caseTimeoutMs } = this.#options;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(
          new Violation(
            "",
            "the end of the conversation",
            `none within ${caseTimeoutMs} ms`,
          ),
        );
      }, caseTimeoutMs);
      work.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }

  #expiring<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const expire = () => reject(new Inconclusive(this.#over ?? ""));
      this.#expire.push(expire);
      work.then(resolve, reject).finally(() => {
        this.#expire = this.#expire.filter((other) => other !== expire);
      });
    });
  }

  #endRun(): void {
    const seconds = Math.round((performance.now() - this.#start) / 1000);
    this.#over ??= `The run's deadline of ${seconds} s has passed`;
    for (const expire of this.#expire) expire();
  }

  #record(theCase: Case, row: RowResult): void {
    const rows = this.#results.get(theCase) ?? [];
    rows.push(this.#known(theCase, row));
    this.#results.set(theCase, rows);
    if (rows.length >= (this.#pending.get(theCase) ?? 1)) this.#tell(theCase);
    if (this.#options.failFast && row.verdict === "fail") {
      this.#over ??= `The run ended at its first failure (${theCase.id})`;
    }
  }

  #known(theCase: Case, row: RowResult): RowResult {
    const reason = this.#options.deviations[theCase.id];
    if (reason === undefined) return row;
    if (row.verdict === "fail") {
      return { ...row, verdict: "expected-fail", reason };
    }
    if (row.verdict !== "pass") return row;
    return {
      ...row,
      verdict: "unexpected-pass",
      reason: `It is declared to fail (${reason}), and passes`,
    };
  }

  #without(theCase: Case, verdict: RowResult["verdict"], reason: string): void {
    this.#record(theCase, { verdict, reason, durationMs: 0, transcript: [] });
  }

  #amend(theCase: Case, result: RowResult, exited: string): void {
    const rows = this.#results.get(theCase) ?? [];
    const at = rows.indexOf(result);
    const violation = exitedViolation(exited, undefined);
    if (at < 0) return;
    rows[at] = {
      ...result,
      verdict: "fail",
      reason: violation.message,
      requirement: violation.requirement,
      expected: violation.expected,
      observed: violation.observed,
    };
    this.#tell(theCase);
  }

  #tell(theCase: Case): void {
    this.#listener(caseResult(theCase, this.#results.get(theCase) ?? []));
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

const NOT_APPLICABLE = "not applicable";

function exitedViolation(exited: string, thrown: unknown): Violation {
  const before = thrown instanceof Violation ? `${thrown.observed}, then ` : "";
  return new Violation(
    thrown instanceof Violation ? thrown.requirement : "CNF-2",
    thrown instanceof Violation
      ? thrown.expected
      : "a process that runs until it is stopped",
    `${before}the process exiting with ${exited}`,
    "Whatever a peer sends ends its connection alone",
  );
}
