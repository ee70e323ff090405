import { spawnSync } from "node:child_process";
import { ROOT } from "./project_files.ts";

/**
 * The import map Deno needs to find `@std/testing`: none (null) where JSR or
 * Deno's cache has the package, else the one that leads to the stand-ins.
 */
export function denoImportMap(deno: string): string | null {
  const { status } = spawnSync(deno, [
    "cache",
    "--no-config",
    "jsr:@std/testing@^1.0.0/mock",
  ], { cwd: ROOT, stdio: "ignore", timeout: 15_000 });
  return status === 0 ? null : "deno.offline.json";
}
