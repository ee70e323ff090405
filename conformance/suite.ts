import { readFileSync } from "node:fs";
import type { Case } from "./runner/case.ts";
import { runCases, type RunOptions } from "./runner/engine.ts";
import { selectCases } from "./runner/selection.ts";
import type { Target } from "./runner/target.ts";
import type { CaseResult } from "./runner/verdict.ts";
import {
  exitStatus,
  type Reporter,
  type ReportEvent,
  summarize,
} from "./reports/event.ts";

/** What a run of the suite needs besides its targets. */
export interface SuiteOptions extends RunOptions {
  readonly filters: readonly string[];
  readonly reporters: readonly Reporter[];
}

/** What a run came to. */
export interface SuiteResult {
  readonly results: readonly CaseResult[];
  /** The exit status (spec/conformance.md). */
  readonly status: number;
}

/**
 * Runs the cases that the filters leave against every target of their role,
 * one target after the other, and tells the reporters.
 */
export async function runSuite(
  targets: readonly Target[],
  cases: readonly Case[],
  options: SuiteOptions,
): Promise<SuiteResult> {
  const start = performance.now();
  const selected = selectCases(cases, options.filters);
  const roles = new Set(targets.map(({ description }) => description.role));
  const count = selected.filter(({ role }) => roles.has(role)).length;
  const tell = (event: ReportEvent) => {
    for (const reporter of options.reporters) reporter.report(event);
  };
  const { seed, runs, jobs, deadlineMs } = options;
  tell({
    type: "start",
    suite: { version: suiteVersion() },
    targets: targets.map(({ description }) => description),
    seed,
    options: { runs, jobs, deadlineMs },
    cases: count,
  });
  const results: CaseResult[] = [];
  for (const target of targets) {
    const ofRole = ({ role }: Case) => role === target.description.role;
    if (!selected.some(ofRole)) continue;
    const left = deadlineMs - (performance.now() - start);
    try {
      results.push(
        ...await runCases(
          target,
          selected.filter(ofRole),
          cases.filter((one) => ofRole(one) && one.gate),
          { ...options, deadlineMs: Math.max(1_000, left) },
          (result) => tell({ type: "case", result }),
        ),
      );
    } finally {
      await target.stop();
    }
  }
  const summary = summarize(results, performance.now() - start);
  const status = exitStatus(summary);
  tell({ type: "end", summary, status });
  return { results, status };
}

function suiteVersion(): string {
  const url = new URL("../package.json", import.meta.url);
  const { version } = JSON.parse(readFileSync(url, "utf8")) as {
    version: string;
  };
  return version;
}
