import { Inconclusive, Violation } from "../tester/violation.ts";

/** What ends a run, and what ends with it: nothing outlives its deadline. */
export class RunClock {
  /** Why the run is over; undefined while it goes on. */
  over: string | undefined;
  #waiting = new Set<() => void>();

  /** Runs `work` for no longer than so many milliseconds. */
  async during<T>(deadlineMs: number, work: () => Promise<T>): Promise<T> {
    const timer = setTimeout(() => {
      const seconds = Math.round(deadlineMs / 1000);
      this.end(`The run's deadline of ${seconds} s has passed`);
      for (const expire of this.#waiting) expire();
    }, deadlineMs);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
    }
  }

  /** Lets what runs come to its end, and nothing else begin. */
  end(reason: string): void {
    this.over ??= reason;
  }

  /** `work`, or Inconclusive once the deadline has passed. */
  expiring<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const expire = () => reject(new Inconclusive(this.over ?? ""));
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
          ),
        );
      }, timeoutMs);
      this.expiring(work).then(resolve, reject)
        .finally(() => clearTimeout(timer));
    });
  }
}
