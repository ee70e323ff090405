import { readFileSync } from "node:fs";
import type { Case } from "./runner/case.ts";
import { runCases, type RunOptions } from "./runner/engine.ts";
import { selectCases } from "./runner/selection.ts";
import type { Target } from "./runner/target.ts";
import type { CaseResult } from "./runner/verdict.ts";
import {
  EVENTS_SCHEMA,
  type Reporter,
  type ReportEvent,
} from "./reports/event.ts";
import { reportCase, type ReportCaseOptions } from "./reports/report_case.ts";
import { exitStatus, summarize } from "./reports/summary.ts";

/** What a run of the suite needs besides its targets. */
export interface SuiteOptions extends RunOptions, ReportCaseOptions {
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
 * and tells the reporters.
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
  tell({
    type: "start",
    schema: EVENTS_SCHEMA,
    suite: { version: suiteVersion() },
    targets: targets.map(({ description }) => description),
    seed: options.seed,
    options: {
      runs: options.runs,
      jobs: options.jobs,
      deadlineMs: options.deadlineMs,
      filters: options.filters,
    },
    cases: count,
  });
  // The targets are processes of their own: they run beside each other.
  const runs = targets.map(async (target) => {
    const ofRole = ({ role }: Case) => role === target.description.role;
    if (!selected.some(ofRole)) return [];
    try {
      return await runCases(
        target,
        selected.filter(ofRole),
        cases.filter((one) => ofRole(one) && one.gate),
        options,
        (result) => {
          const order = cases.indexOf(result.theCase);
          tell({ type: "case", case: reportCase(result, order, options) });
        },
      );
    } finally {
      await target.stop();
    }
  });
  const results = (await Promise.all(runs)).flat();
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
