import type { Buffer } from "node:buffer";
import { type ChildProcess, spawn } from "node:child_process";
import process from "node:process";
import { commandLine } from "./command_line.ts";

/** How a process ended by itself. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
  /** Why it could not even be started. */
  readonly failed?: string;
}

/** Who is told of what a child prints, and of its end, once. */
export interface ChildListener {
  stdout(bytes: Buffer): void;
  stderr(bytes: Buffer): void;
  exited(exit: Exit): void;
}

/** How long (ms) output may still come once the process itself has gone. */
const LAST_WORDS_MS = 200;

/**
 * A command and every process that it starts, as one thing: a signal reaches
 * them all, and none of them outlives the command or holds its pipes open.
 */
export class ChildGroup {
  readonly #child: ChildProcess;
  readonly #listener: ChildListener;
  #over = false;

  constructor(command: string, listener: ChildListener) {
    const { file, args } = commandLine(command);
    this.#listener = listener;
    this.#child = spawn(file, args, {
      stdio: ["pipe", "pipe", "pipe"],
      // A group of its own, so that a shell's children are stopped with it.
      detached: process.platform !== "win32",
    });
    const { stdin, stdout, stderr } = this.#child;
    stdin?.on("error", () => {});
    stdout?.on("data", (bytes: Buffer) => this.#over || listener.stdout(bytes));
    stderr?.on("data", (bytes: Buffer) => this.#over || listener.stderr(bytes));
    this.#child.on("error", (error) => {
      const exit = { code: 127, signal: null };
      this.#end({ ...exit, failed: `no start: ${error.message}` });
    });
    // `close` comes after all its output; a child that keeps the pipes open
    // must not hold it up for long.
    this.#child.on("close", (code, signal) => this.#end({ code, signal }));
    this.#child.on("exit", (code, signal) => {
      setTimeout(() => this.#end({ code, signal }), LAST_WORDS_MS);
    });
  }

  /** Writes to its standard input. */
  write(text: string): void {
    if (this.#child.stdin?.writable) this.#child.stdin.write(text);
  }

  /** Ends its standard input. */
  endInput(): void {
    this.#child.stdin?.end();
  }

  /** Signals the whole group; nothing once it is over. */
  signal(signal: "SIGTERM" | "SIGKILL"): void {
    const { pid } = this.#child;
    if (pid === undefined || this.#over) return;
    try {
      process.kill(process.platform === "win32" ? pid : -pid, signal);
    } catch {
      this.#child.kill(signal);
    }
  }

  #end(exit: Exit): void {
    if (this.#over) return;
    // Whoever is left of the group has nobody to serve.
    this.signal("SIGKILL");
    this.#over = true;
    const { stdin, stdout, stderr } = this.#child;
    for (const pipe of [stdin, stdout, stderr]) pipe?.destroy();
    this.#listener.exited(exit);
  }
}
