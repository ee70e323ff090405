import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type CommandResult, runCommand } from "../gate/command.ts";
import { roomFiles, ROOT } from "../gate/project_files.ts";

/** Rooms that hold, beside code, what a program reads where it stands. */
const ROOMS = ["conformance", "spec", "tools", "vectors"];

/**
 * Makes a folder of the checkout (`dist`) of what is published: compiled
 * (tsconfig.build.json), and what it reads beside itself. What stood there
 * before goes. Where the compiler finds faults, its words are the output; what
 * can be written is.
 */
export async function buildPackage(folder: string): Promise<CommandResult> {
  const to = join(ROOT, folder);
  rmSync(to, { recursive: true, force: true });
  const result = await runCommand("node", [
    "node_modules/typescript/bin/tsc",
    "-p",
    "tsconfig.build.json",
    "--outDir",
    to,
  ]);
  copyData(to);
  return result;
}

/** Copies what compiled code reads beside itself to where it was compiled to. */
export function copyData(to: string): void {
  const data = ROOMS.flatMap((room) => roomFiles(room))
    .filter((path) => !path.endsWith(".ts"));
  for (const path of ["package.json", ...data]) {
    cpSync(join(ROOT, path), join(to, path));
  }
}
