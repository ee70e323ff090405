import {
  Inconclusive,
  type InconclusiveCode,
  Violation,
} from "../tester/violation.ts";

/** Why a run is over before all of its cases were judged. */
export interface RunEnd {
  readonly code: InconclusiveCode;
  readonly reason: string;
}

/** What ends a run, and what ends with it: nothing outlives its deadline. */
export class RunClock {
  #over: RunEnd | undefined;
  #cut = false;
  readonly #waiting = new Set<() => void>();

  /** Why the run is over; undefined while it goes on. */
  get over(): RunEnd | undefined {
    return this.#over;
  }

  /** Runs `work` for no longer than so many milliseconds. */
  async during<T>(deadlineMs: number, work: () => Promise<T>): Promise<T> {
    const timer = setTimeout(() => {
      const seconds = Math.round(deadlineMs / 1000);
      this.cut("deadline", `The run's deadline of ${seconds} s has passed`);
    }, deadlineMs);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
    }
  }

  /** Lets what runs come to its end, and nothing else begin. */
  end(code: InconclusiveCode, reason: string): void {
    this.#over ??= { code, reason };
  }

  /** Ends what runs, too. */
  cut(code: InconclusiveCode, reason: string): void {
    this.end(code, reason);
    this.#cut = true;
    for (const expire of this.#waiting) expire();
  }

  /** Throws Inconclusive where the run is over. */
  check(): void {
    if (this.#over === undefined) return;
    throw new Inconclusive(this.#over.reason, this.#over.code);
  }

  /** `work`, or Inconclusive once the run is cut. */
  expiring<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const expire = () => {
        const { reason = "", code = "deadline" } = this.#over ?? {};
        reject(new Inconclusive(reason, code));
      };
      if (this.#cut) expire();
      this.#waiting.add(expire);
      work.then(resolve, reject).finally(() => this.#waiting.delete(expire));
    });
  }

  /** `work` of a case, or a Violation once it has taken too long (ms). */
  timed<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(
          new Violation(
            "",
            "the end of the conversation",
            `none within ${timeoutMs} ms`,
            undefined,
            "no-end",
          ),
        );
      }, timeoutMs);
      this.expiring(work).then(resolve, reject)
        .finally(() => clearTimeout(timer));
    });
  }
}
