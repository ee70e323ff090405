import { type ChildProcess, spawn } from "node:child_process";
import process from "node:process";
import { StringDecoder } from "node:string_decoder";
import type { Buffer } from "node:buffer";
import { type Command, type Configuration, Event } from "../contract/mod.ts";
import { commandLine } from "./command_line.ts";

/** How a process ended by itself. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

const LONGEST_LINE = 2 ** 20;
const MOST_EVENTS = 20_000;
const STDERR_KEPT = 2_048;
const running = new Set<ControlledProcess>();

/**
 * An implementation under test under the control contract. All its pipes are
 * drained at all times, and what they hold is bounded.
 */
export class ControlledProcess {
  readonly events: Event[] = [];
  /** Lines that claim to be events of the contract and are not. */
  readonly malformed: string[] = [];
  /** Whether it takes one configuration after another. */
  serial = false;
  exit: Exit | undefined;
  stderr = "";
  stopping = false;
  /** Called once if it ends without having been stopped. */
  onExit?: () => void;
  readonly #child: ChildProcess;
  #dropped = 0;
  #line = "";
  #waiting = new Set<() => void>();

  constructor(command: string) {
    const { file, args } = commandLine(command);
    this.#child = spawn(file, args, {
      stdio: ["pipe", "pipe", "pipe"],
      // A group of its own, so that a shell's children are stopped with it.
      detached: process.platform !== "win32",
    });
    running.add(this);
    const out = new StringDecoder("utf8");
    const err = new StringDecoder("utf8");
    this.#child.stdout?.on("data", (bytes: Buffer) => {
      this.#read(out.write(bytes));
    });
    this.#child.stderr?.on("data", (bytes: Buffer) => {
      this.stderr = (this.stderr + err.write(bytes)).slice(-STDERR_KEPT);
    });
    this.#child.stdin?.on("error", () => {});
    this.#child.on("error", () => this.#exited({ code: 127, signal: null }));
    // `close` comes after all its output; a child that keeps the pipes open
    // must not hold it up for long.
    this.#child.on("close", (code, signal) => this.#exited({ code, signal }));
    this.#child.on("exit", (code, signal) => {
      setTimeout(() => this.#exited({ code, signal }), 200).unref();
    });
  }

  /** Writes a configuration or a command. */
  tell(line: Configuration | Command): void {
    if (this.#child.stdin?.writable) {
      this.#child.stdin.write(`${JSON.stringify(line)}\n`);
    }
  }

  /** No more commands come. */
  endInput(): void {
    this.#child.stdin?.end();
  }

  /** How many events were printed so far; a place to wait from. */
  get mark(): number {
    return this.#dropped + this.events.length;
  }

  /**
   * The first event since `from` that `match` accepts; undefined once the
   * process has ended or the patience (ms) has.
   */
  async wait<E extends Event>(
    match: (event: Event) => event is E,
    patience: number,
    from = 0,
  ): Promise<E | undefined> {
    const deadline = performance.now() + patience;
    while (true) {
      const found = this.events
        .slice(Math.max(0, from - this.#dropped)).find(match);
      if (found !== undefined) return found;
      const left = deadline - performance.now();
      if (this.exit !== undefined || left <= 0) return undefined;
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          this.#waiting.delete(done);
          resolve();
        };
        const timer = setTimeout(done, left);
        this.#waiting.add(done);
      });
    }
  }

  /** `status 1`, `signal SIGSEGV`; for a report. */
  get exitText(): string {
    const { code = null, signal = null } = this.exit ?? {};
    const how = signal === null ? `status ${code}` : `signal ${signal}`;
    const said = this.stderr.trim().split("\n").at(-1) ?? "";
    return said === "" ? how : `${how}, saying "${said.slice(0, 200)}"`;
  }

  /** SIGTERM, then SIGKILL; resolves when it is gone. */
  async stop(patience = 500): Promise<void> {
    this.stopping = true;
    if (this.exit !== undefined) return;
    this.endInput();
    this.#kill("SIGTERM");
    const never = (_: Event): _ is never => false;
    await this.wait(never, patience);
    if (this.exit !== undefined) return;
    this.#kill("SIGKILL");
    await this.wait(never, 1_000);
  }

  /** Kills at once, without waiting. */
  kill(): void {
    this.stopping = true;
    this.#kill("SIGKILL");
  }

  #kill(signal: "SIGTERM" | "SIGKILL"): void {
    const { pid } = this.#child;
    if (pid === undefined || this.exit !== undefined) return;
    try {
      process.kill(process.platform === "win32" ? pid : -pid, signal);
    } catch {
      this.#child.kill(signal);
    }
  }

  #exited(exit: Exit): void {
    if (this.exit !== undefined) return;
    this.exit = exit;
    running.delete(this);
    this.#wake();
    if (!this.stopping) this.onExit?.();
  }

  #read(text: string): void {
    const lines = (this.#line + text).split("\n");
    this.#line = (lines.pop() ?? "").slice(0, LONGEST_LINE);
    for (const line of lines) this.#take(line);
    if (lines.length > 0) this.#wake();
  }

  #take(line: string): void {
    const value = parseJson(line);
    if (typeof value !== "object" || value === null) return;
    const parsed = Event.safeParse(value);
    if (!parsed.success) {
      const known = ["established", "data", "pong", "ended", "listening"];
      const named = "event" in value && known.includes(String(value.event));
      if (named && this.malformed.length < 10) {
        this.malformed.push(line.slice(0, 300));
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
