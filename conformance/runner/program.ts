import { Buffer } from "node:buffer";
import { PassThrough } from "node:stream";
import type { ChildListener } from "./child_group.ts";

/**
 * An implementation of the control contract inside this process, in place of a
 * command that starts one: a suite of many targets would spend its time on
 * starting them.
 */
export interface Program {
  readonly name: string;
  /** Reads lines, prints lines, and gives the exit status. */
  readonly run: (
    input: NodeJS.ReadableStream,
    print: (line: Readonly<Record<string, unknown>>) => void,
    signal: AbortSignal,
  ) => Promise<number>;
}

/** How a target is started: a command line, or a program of this process. */
export type TargetCommand = string | Program;

/** How a report names it. */
export function commandText(command: TargetCommand): string {
  return typeof command === "string" ? command : command.name;
}

/** A program that runs, as if it were a process. */
export class ProgramChild {
  readonly #input = new PassThrough();
  readonly #stop = new AbortController();
  readonly #listener: ChildListener;
  #over = false;

  constructor(program: Program, listener: ChildListener) {
    this.#listener = listener;
    const print = (line: Readonly<Record<string, unknown>>) => {
      if (!this.#over) listener.stdout(bytesOf(JSON.stringify(line)));
    };
    const run = Promise.resolve().then(() =>
      program.run(this.#input, print, this.#stop.signal)
    );
    run.then((code) => this.#end(code, null), (error: unknown) => {
      const text = error instanceof Error ? error.message : String(error);
      if (!this.#over) listener.stderr(bytesOf(text));
      this.#end(2, null);
    });
  }

  /** Writes to its standard input. */
  write(text: string): void {
    this.#input.write(text);
  }

  /** Ends its standard input. */
  endInput(): void {
    this.#input.end();
  }

  /** SIGTERM asks it to end; SIGKILL is not waited for. */
  signal(signal: "SIGTERM" | "SIGKILL"): void {
    this.#stop.abort();
    if (signal === "SIGKILL") this.#end(null, signal);
  }

  #end(code: number | null, signal: string | null): void {
    if (this.#over) return;
    this.#over = true;
    this.#listener.exited({ code, signal });
  }
}

function bytesOf(line: string): Buffer {
  return Buffer.from(`${line}\n`);
}
