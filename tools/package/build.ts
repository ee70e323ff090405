import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../gate/command.ts";
import { roomFiles, ROOT } from "../gate/project_files.ts";

/** Rooms that hold, beside code, what a program reads where it stands. */
const ROOMS = ["conformance", "spec", "tools", "vectors"];

/**
 * Makes `dist/`: what is published, compiled (tsconfig.build.json), and what
 * it reads beside itself. What stood there before goes.
 *
 * @throws Error in the compiler's words where it refuses.
 */
export async function buildPackage(): Promise<void> {
  rmSync(DIST, { recursive: true, force: true });
  const compiler = "node_modules/typescript/bin/tsc";
  const { ok, output } = await runCommand("node", [
    compiler,
    "-p",
    "tsconfig.build.json",
  ]);
  if (!ok) throw new Error(output.trim());
  const data = ROOMS.flatMap((room) => roomFiles(room))
    .filter((path) => !path.endsWith(".ts"));
  for (const path of ["package.json", ...data]) {
    cpSync(join(ROOT, path), join(DIST, path));
  }
}

const DIST = join(ROOT, "dist");
