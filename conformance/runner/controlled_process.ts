import type { Buffer } from "node:buffer";
import { StringDecoder } from "node:string_decoder";
import { type Command, type Configuration, Event } from "../contract/mod.ts";
import { printable } from "../tester/printable.ts";
import { ChildGroup, type ChildListener, type Exit } from "./child_group.ts";
import { PrintedLines } from "./printed_lines.ts";
import { ProgramChild, type TargetCommand } from "./program.ts";

const MOST_EVENTS = 20_000;
/** More than any conversation calls for, since the last configuration. */
const MOST_LINES = 50_000;
const MOST_BYTES = 64 * 2 ** 20;
const STDERR_READ = 4_096;
const running = new Set<ControlledProcess>();

/**
 * An implementation under test under the control contract. All its pipes are
 * drained at all times, and what they hold is bounded: one that floods them
 * is killed.
 */
export class ControlledProcess {
  readonly events: Event[] = [];
  /** Lines that claim to be events of the contract and are not. */
  readonly malformed: string[] = [];
  /** Whether it takes one configuration after another. */
  serial = false;
  exit: Exit | undefined;
  stopping = false;
  /** Called once if it ends without having been stopped. */
  onExit?: () => void;
  readonly #child: ChildGroup | ProgramChild;
  readonly #stdout = new PrintedLines();
  readonly #stderr = new PrintedLines();
  /** Why the suite has killed it. */
  #flood: string | undefined;
  #dropped = 0;
  #lines = 0;
  #bytes = 0;
  #waiting = new Set<() => void>();

  constructor(command: TargetCommand) {
    const out = new StringDecoder("utf8");
    const err = new StringDecoder("utf8");
    const listener: ChildListener = {
      stdout: (bytes: Buffer) => this.#read(out.write(bytes), bytes.length),
      // Of a flood the end is enough.
      stderr: (bytes: Buffer) =>
        void this.#stderr.take(err.write(bytes.subarray(-STDERR_READ))),
      exited: (exit) => this.#exited(exit),
    };
    this.#child = typeof command === "string"
      ? new ChildGroup(command, listener)
      : new ProgramChild(command, listener);
    running.add(this);
  }

  /** Writes a configuration or a command. */
  tell(line: Configuration | Command): void {
    this.#lines = 0;
    this.#bytes = 0;
    this.#child.write(`${JSON.stringify(line)}\n`);
  }

  /** No more commands come. */
  endInput(): void {
    this.#child.endInput();
  }

  /** How many events were printed so far; a place to wait from. */
  get mark(): number {
    return this.#dropped + this.events.length;
  }

  /**
   * The first event since `from` that `match` accepts; undefined once the
   * process has ended, the patience (ms) has, or nobody waits any more.
   */
  async wait<E extends Event>(
    match: (event: Event) => event is E,
    patience: number,
    from = 0,
    over?: AbortSignal,
  ): Promise<E | undefined> {
    const deadline = performance.now() + patience;
    let next = from;
    while (true) {
      const found = this.since(next).find(match);
      if (found !== undefined) return found;
      next = this.mark;
      const left = deadline - performance.now();
      const isOver = this.exit !== undefined || over?.aborted === true;
      if (isOver || left <= 0) return undefined;
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          this.#waiting.delete(done);
          over?.removeEventListener("abort", done);
          resolve();
        };
        const timer = setTimeout(done, left);
        this.#waiting.add(done);
        over?.addEventListener("abort", done);
      });
    }
  }

  /** The last event since `from` that `match` accepts, if any. */
  last<E extends Event>(
    match: (event: Event) => event is E,
    from = 0,
  ): E | undefined {
    return this.since(from).findLast(match);
  }

  /** What it printed since then. */
  since(from: number): readonly Event[] {
    return this.events.slice(Math.max(0, from - this.#dropped));
  }

  /** Resolves with whether it has ended, within the patience (ms). */
  async ended(patience: number): Promise<boolean> {
    await this.wait((_): _ is never => false, patience);
    return this.exit !== undefined;
  }

  /** `status 1, saying "…"`, `signal SIGSEGV`; for a report. */
  get exitText(): string {
    if (this.#flood !== undefined) return this.#flood;
    const { code = null, signal = null, failed } = this.exit ?? {};
    if (failed !== undefined) return printable(failed);
    const how = signal === null ? `status ${code}` : `signal ${signal}`;
    const said = this.#stderr.last.at(-1) ?? this.#stdout.last.at(-1);
    return said === undefined
      ? how
      : `${how}, saying "${printable(said, 200)}"`;
  }

  /** What it printed last, a line each, safe to read. */
  get printed(): string[] {
    return [
      ...this.#stdout.last.map((line) => `stdout  ${line}`),
      ...this.#stderr.last.map((line) => `stderr  ${line}`),
    ];
  }

  /** SIGTERM, then SIGKILL; resolves when it is gone. */
  async stop(patience = 500): Promise<void> {
    this.stopping = true;
    if (this.exit !== undefined) return;
    this.endInput();
    this.#child.signal("SIGTERM");
    if (await this.ended(patience)) return;
    this.#child.signal("SIGKILL");
    await this.ended(1_000);
  }

  /** Kills at once, without waiting. */
  kill(): void {
    this.stopping = true;
    this.#child.signal("SIGKILL");
  }

  #exited(exit: Exit): void {
    this.exit = exit;
    running.delete(this);
    this.#wake();
    if (!this.stopping) this.onExit?.();
  }

  #read(text: string, size: number): void {
    if (this.#flood !== undefined) return;
    const lines = this.#stdout.take(text);
    this.#bytes += size;
    this.#lines += lines.length;
    if (this.#stdout.overlong) return this.#flooded("a line of over 1 MiB");
    if (this.#bytes > MOST_BYTES) return this.#flooded("more than 64 MiB");
    if (this.#lines > MOST_LINES) {
      return this.#flooded(`more than ${MOST_LINES} lines`);
    }
    for (const line of lines) this.#take(line);
    if (lines.length > 0) this.#wake();
  }

  #flooded(what: string): void {
    this.#flood = `SIGKILL by the suite: it printed ${what} on stdout`;
    this.#child.signal("SIGKILL");
  }

  #take(line: string): void {
    const value = parseJson(line);
    if (typeof value !== "object" || value === null) return;
    const parsed = Event.safeParse(value);
    if (!parsed.success) {
      const known = ["established", "data", "pong", "ended", "listening"];
      const named = "event" in value && known.includes(String(value.event));
      if (named && this.malformed.length < 10) {
        this.malformed.push(printable(line));
      }
      return;
    }
    if (parsed.data.event === "ready") this.serial = parsed.data.serial;
    this.events.push(parsed.data);
    if (this.events.length > MOST_EVENTS) {
      this.#dropped += this.events.splice(0, MOST_EVENTS / 2).length;
    }
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}

/** Kills whatever still runs; for the way out of the program. */
export function killAll(): void {
  for (const child of running) child.kill();
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
