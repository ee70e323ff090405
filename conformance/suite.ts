import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  EVENTS_SCHEMA,
  type Reporter,
  type ReportEvent,
} from "./reports/event.ts";
import { reportCase, type ReportCaseOptions } from "./reports/report_case.ts";
import { exitStatus, summarize } from "./reports/summary.ts";
import { type Baseline, staleEntries } from "./runner/baseline.ts";
import type { Case } from "./runner/case.ts";
import { type Choice, chooseCases } from "./runner/choose_cases.ts";
import { runCases, type RunOptions } from "./runner/engine.ts";
import { KnownFailures } from "./runner/known_failures.ts";
import { RunClock } from "./runner/run_clock.ts";
import { shardName } from "./runner/shard.ts";
import { Slots } from "./runner/slots.ts";
import type { Target } from "./runner/target.ts";
import type { CaseResult } from "./runner/verdict.ts";

/** What a run of the suite needs besides its targets. */
export interface SuiteOptions
  extends Omit<RunOptions, "known">, Choice, ReportCaseOptions {
  readonly reporters: readonly Reporter[];
  /** Case id to the reason why it is known to fail. */
  readonly deviations?: Readonly<Record<string, string>>;
  readonly baseline?: Baseline;
  /** Whether what fails becomes the baseline. */
  readonly updateBaseline?: boolean;
  /** What runs the same again, for the reports. */
  readonly commandLine?: string;
  /** Interrupts the run: what has not ended is inconclusive. */
  readonly signal?: AbortSignal;
}

/** What a run came to. */
export interface SuiteResult {
  readonly results: readonly CaseResult[];
  /** The exit status (spec/conformance.md); 130 where it was interrupted. */
  readonly status: number;
  /** What else a person should know, a line each. */
  readonly notes: readonly string[];
}

/**
 * Runs the chosen cases against every target of their role, and tells the
 * reporters. What ends it early leaves whole reports behind.
 */
export async function runSuite(
  targets: readonly Target[],
  cases: readonly Case[],
  options: SuiteOptions,
): Promise<SuiteResult> {
  const start = performance.now();
  const { shard, signal, baseline, commandLine } = options;
  const roles = new Set(targets.map(({ description }) => description.role));
  const chosen = chooseCases(cases, roles, options);
  const tell = (event: ReportEvent) => {
    for (const reporter of options.reporters) reporter.report(event);
  };
  tell({
    type: "start",
    schema: EVENTS_SCHEMA,
    suite: { version: suiteVersion(), cases: digestOf(cases) },
    targets: targets.map(({ description }) => description),
    startedAt: new Date().toISOString(),
    seed: options.seed,
    options: {
      runs: options.runs,
      jobs: options.jobs,
      deadlineMs: options.deadlineMs,
      filters: options.filters,
      ...(shard === undefined ? {} : { shard: shardName(shard) }),
    },
    ...(commandLine === undefined ? {} : { commandLine }),
    cases: chosen.cases.length,
  });
  const clock = new RunClock();
  const interrupt = () => clock.cut("interrupted", "The run was interrupted");
  if (signal?.aborted) interrupt();
  signal?.addEventListener("abort", interrupt);
  const shared: RunOptions = {
    ...options,
    clock,
    slots: new Slots(options.jobs),
    known: new KnownFailures(cases, {
      deviations: options.deviations,
      baseline,
      update: options.updateBaseline,
    }),
  };
  const run = async (target: Target): Promise<CaseResult[]> => {
    const ofRole = ({ role }: Case) => role === target.description.role;
    const selected = chosen.cases.filter(ofRole);
    if (selected.length === 0) return [];
    try {
      const gates = cases.filter((one) => ofRole(one) && one.gate);
      return await runCases(target, selected, gates, shared, (result) => {
        const order = cases.indexOf(result.theCase);
        tell({ type: "case", case: reportCase(result, order, options) });
      });
    } finally {
      await target.stop();
    }
  };
  // The targets are processes of their own: they run beside each other.
  const results = (await clock.during(
    options.deadlineMs,
    () => Promise.all(targets.map(run)),
  )).flat();
  signal?.removeEventListener("abort", interrupt);
  await options.partner?.stop();
  const stale = baseline === undefined ? [] : staleEntries(baseline, cases);
  const notes = [
    ...(chosen.nothing === undefined ? [] : [chosen.nothing]),
    ...(options.updateBaseline
      ? []
      : stale.map((entry) => `The baseline is stale: ${entry}`)),
  ];
  const summary = summarize(results, performance.now() - start);
  const status = clock.over?.code === "interrupted"
    ? 130
    : chosen.nothing === undefined && stale.length > 0 &&
        !options.updateBaseline
    ? 1
    : exitStatus(summary);
  tell({ type: "end", summary, status, ...(notes.length > 0 && { notes }) });
  return { results, status, notes };
}

/** Tells suites apart that have the same version and not the same cases. */
function digestOf(cases: readonly Case[]): string {
  const names = cases.map(({ role, id }) => `${role} ${id}\n`).join("");
  return createHash("sha256").update(names).digest("hex").slice(0, 16);
}

function suiteVersion(): string {
  const url = new URL("../package.json", import.meta.url);
  const { version } = JSON.parse(readFileSync(url, "utf8")) as {
    version: string;
  };
  return version;
}
