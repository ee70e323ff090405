/**
 * A stand-in for `@std/testing/time` where JSR can't be reached: the same
 * names and the same meaning, for what our tests use of it.
 */

/** Time was faked twice, or restored twice. */
export class TimeError extends Error {
  override readonly name = "TimeError";
}

/**
 * Holds `Date` and the timers still from construction to `restore()`: time
 * moves by `tick` alone. Only one may hold them at a time.
 *
 * @throws TimeError where another one does
 */
export class FakeTime implements Disposable {
  readonly #start: number;
  #now: number;
  #timers: Timer[] = [];
  #nextId = 1;

  constructor(start: number | string | Date | null = null) {
    if (holder !== null) throw new TimeError("Time is already faked");
    this.#start = start === null ? Date.now() : new Date(start).valueOf();
    this.#now = this.#start;
    holder = this;
    const clear = (id: unknown): void => this.#clear(id);
    Object.assign(globalThis, {
      Date: fakeDate(() => this.#now),
      setTimeout: this.#starter(false),
      setInterval: this.#starter(true),
      clearTimeout: clear,
      clearInterval: clear,
    });
  }

  /** Milliseconds since the epoch, as `Date` now tells them. */
  get now(): number {
    return this.#now;
  }

  /** When it was made. */
  get start(): number {
    return this.#start;
  }

  /** Moves time on and runs the timers that come due, in their order. */
  tick(ms: number = 0): void {
    const until = this.#now + ms;
    for (let due = this.#due(until); due !== null; due = this.#due(until)) {
      this.#run(due);
    }
    this.#now = until;
  }

  /** Lets promises settle, then moves time on. */
  async tickAsync(ms: number = 0): Promise<void> {
    await this.runMicrotasks();
    this.tick(ms);
  }

  /** Lets promises that can settle do so. */
  async runMicrotasks(): Promise<void> {
    await new Promise<void>((resolve) => real.setTimeout(resolve, 0));
  }

  /** Gives `Date` and the timers back. */
  restore(): void {
    if (holder !== this) throw new TimeError("Time is already restored");
    holder = null;
    Object.assign(globalThis, real);
  }

  [Symbol.dispose](): void {
    this.restore();
  }

  #starter(repeats: boolean) {
    return (
      callback: (...args: unknown[]) => void,
      ms: number = 0,
      ...args: unknown[]
    ): number => {
      const id = this.#nextId++;
      const due = this.#now + Math.max(0, ms);
      const every = repeats ? Math.max(1, ms) : null;
      this.#timers.push({ id, due, every, run: () => callback(...args) });
      return id;
    };
  }

  #clear(id: unknown): void {
    this.#timers = this.#timers.filter((timer) => timer.id !== id);
  }

  #due(until: number): Timer | null {
    const first = this.#timers.toSorted((a, b) => a.due - b.due || a.id - b.id)
      .at(0);
    return first !== undefined && first.due <= until ? first : null;
  }

  #run(timer: Timer): void {
    this.#now = Math.max(this.#now, timer.due);
    if (timer.every === null) this.#clear(timer.id);
    else timer.due += timer.every;
    timer.run();
  }
}

interface Timer {
  readonly id: number;
  due: number;
  readonly every: number | null;
  readonly run: () => void;
}

const { Date: RealDate, setTimeout, setInterval, clearTimeout, clearInterval } =
  globalThis;
const real = {
  Date: RealDate,
  setTimeout,
  setInterval,
  clearTimeout,
  clearInterval,
};
let holder: FakeTime | null = null;

function fakeDate(now: () => number): DateConstructor {
  return class extends RealDate {
    constructor(...args: unknown[]) {
      // A date of no arguments is now; with some, Date reads them.
      super(...(args.length === 0 ? [now()] : args) as [number]);
    }
    static override now(): number {
      return now();
    }
  } as DateConstructor;
}
