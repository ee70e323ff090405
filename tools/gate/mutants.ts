import process from "node:process";
import { type CommandResult, runOnNode } from "./command.ts";
import type { StepResult } from "./steps.ts";

/** As many as there are processors, as far as one knows of CI's machines. */
const SHARDS = 2;
const SAMPLE = [
  "tools/bin.ts",
  ...["conform", "mutants", "--quiet"],
  // Each against its requirement's cases until it is killed, and one more.
  ...["--sample", "1"],
  // Most wait for a silence, most of the time.
  ...["--jobs", "24"],
] as const;

/**
 * Runs each faulty peer against the cases of the requirement that it breaks,
 * and the reference against those that killed one. On Node alone: what is tried
 * here is the suite, which Deno runs as it is.
 */
export async function mutantsKilled(): Promise<StepResult> {
  if (process.versions.deno !== undefined) {
    return { ok: true, output: "", note: "on Node alone" };
  }
  const shards = Array.from(
    { length: SHARDS },
    (_, i) => runOnNode(...SAMPLE, "--shard", `${i + 1}/${SHARDS}`),
  );
  const results = await Promise.all(shards);
  return {
    ok: results.every(({ ok }) => ok),
    output: results.map(({ output }) => output).join(""),
    note: summary(results),
  };
}

/** The shards' last lines, as one. */
function summary(results: readonly CommandResult[]): string {
  const counts = results.map(({ output }) =>
    /^(\d+) of (\d+) mutants killed/m.exec(output)?.slice(1).map(Number) ??
      [0, 0]
  );
  const total = (at: 0 | 1) =>
    counts.reduce((sum, count) => sum + count[at], 0);
  return `${total(0)} of ${total(1)} mutants killed`;
}
