import { Buffer } from "node:buffer";
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { createInterface } from "node:readline";
import { COMPILED_BIN, isCompiled } from "./gate/compile.ts";
import { ROOT } from "./gate/project_files.ts";
import { scriptEnvironment, startArguments } from "./gate/run_script.ts";

/** How a run of `fesa` ended, and what it printed. */
export interface FesaResult {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Starts `fesa` as a program of its own, on this platform; for tests. */
export function spawnFesa(
  ...args: readonly string[]
): ChildProcessWithoutNullStreams {
  return spawn(
    process.execPath,
    [...programArguments(), ...args],
    { env: scriptEnvironment() },
  );
}

/** What starts `fesa` on this platform, compiled where the project is. */
export function programArguments(): readonly string[] {
  return isCompiled()
    ? [COMPILED_BIN]
    : [...startArguments(), `${ROOT}tools/bin.ts`];
}

/** Runs `fesa` on an input; none leaves its standard input open. */
export async function runFesa(
  args: readonly string[],
  input: string | undefined = "",
): Promise<FesaResult> {
  const child = spawnFesa(...args);
  if (input !== undefined) child.stdin.end(input);
  return await resultOf(child);
}

/** What a program that was started prints from now on, and how it ends. */
export async function resultOf(
  child: ChildProcessWithoutNullStreams,
): Promise<FesaResult> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk) => stdout.push(chunk));
  child.stderr.on("data", (chunk) => stderr.push(chunk));
  const [status] = await once(child, "close");
  return {
    status,
    stdout: Buffer.concat(stdout),
    stderr: Buffer.concat(stderr).toString(),
  };
}

/** A `fesa serve` that listens, and the events it prints. */
export interface RunningServe {
  readonly child: ChildProcessWithoutNullStreams;
  /** The next line of its standard output, parsed. */
  next(): Promise<Record<string, unknown>>;
  /** Asks it to end with SIGTERM; how it did. */
  end(): Promise<Omit<FesaResult, "stdout">>;
}

/** Starts `fesa serve`; it is ended with the test at the latest. */
export async function withServe(
  args: readonly string[],
  use: (serve: RunningServe) => Promise<void>,
): Promise<void> {
  const child = spawnFesa("serve", ...args);
  const lines = createInterface({ input: child.stdout })[
    Symbol.asyncIterator
  ]();
  const stderr: Buffer[] = [];
  child.stderr.on("data", (chunk) => stderr.push(chunk));
  const exited = once(child, "close");
  const next = async (): Promise<Record<string, unknown>> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`It has ended: ${Buffer.concat(stderr)}`);
    return JSON.parse(value);
  };
  const end = async (): ReturnType<RunningServe["end"]> => {
    // Deno reports a child of its own kill() as killed, however it ended.
    process.kill(child.pid!, "SIGTERM");
    const [status] = await exited;
    return { status, stderr: Buffer.concat(stderr).toString() };
  };
  try {
    await use({ child, next, end });
  } finally {
    if (child.exitCode === null) child.kill("SIGKILL");
    await exited;
  }
}
