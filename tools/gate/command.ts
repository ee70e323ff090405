import { spawn } from "node:child_process";
import process from "node:process";
import { ROOT } from "./project_files.ts";

/** How a command ended, and all it printed, both streams as they came. */
export interface CommandResult {
  readonly ok: boolean;
  readonly output: string;
}

/** Runs a command in the checkout, without input and without colour. */
export function runCommand(
  command: string,
  args: readonly string[],
): Promise<CommandResult> {
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text) => output += text);
  child.stderr.setEncoding("utf8").on("data", (text) => output += text);
  return new Promise((resolve) => {
    child.on(
      "error",
      (error) => resolve({ ok: false, output: `${command}: ${error.message}` }),
    );
    child.on("close", (status) => resolve({ ok: status === 0, output }));
  });
}

/** Runs a script of this project on Node, whatever this process runs on. */
export function runOnNode(
  script: string,
  ...args: readonly string[]
): Promise<CommandResult> {
  return runCommand("node", ["--import", "tsx", script, ...args]);
}

/** Runs the Deno that `npm ci` installed. */
export function runDeno(...args: readonly string[]): Promise<CommandResult> {
  return runCommand(denoPath(), args);
}

/** Runs a script of this project on the platform this process runs on. */
export function runHere(
  script: string,
  ...args: readonly string[]
): Promise<CommandResult> {
  return process.versions.deno === undefined
    ? runOnNode(script, ...args)
    : runDeno("run", "--allow-all", script, ...args);
}

/** Where `npm ci` put Deno; the one that runs this process, if one does. */
export function denoPath(): string {
  if (process.versions.deno !== undefined) return process.execPath;
  return `${ROOT}node_modules/.bin/deno`;
}
