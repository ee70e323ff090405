import process from "node:process";
import { CASES, runSuite } from "../../conformance/mod.ts";
import type { ReportedCase } from "../../conformance/reports/reported_case.ts";
import { transcriptLines } from "../../conformance/reports/transcript_lines.ts";
import type { Case } from "../../conformance/runner/case.ts";
import { killAll } from "../../conformance/runner/controlled_process.ts";
import { ExecClientTarget } from "../../conformance/runner/exec_client.ts";
import { ExecServerTarget } from "../../conformance/runner/exec_server.ts";
import { selfCommandLine } from "./self_command.ts";

/** Runs a case against the reference: what was said in its first row. */
export async function showCase(theCase: Case): Promise<string[]> {
  const make = theCase.role === "server" ? ExecServerTarget : ExecClientTarget;
  const told: ReportedCase[] = [];
  try {
    await runSuite([new make(selfCommandLine(), {})], CASES, {
      filters: [theCase.id],
      seed: 1,
      runs: 1,
      jobs: 1,
      deadlineMs: 120_000,
      caseTimeoutMs: 60_000,
      patienceMs: 5_000,
      failFast: false,
      transcripts: true,
      reporters: [{
        report: (event) => {
          if (event.type === "case") told.push(event.case);
        },
      }],
    });
  } finally {
    killAll();
  }
  const shown = told.find(({ id }) => id === theCase.id);
  const row = shown?.rows.find(({ transcript }) => transcript !== undefined);
  if (shown === undefined || row === undefined) {
    return ["The reference has nothing to show of it"];
  }
  const columns = process.stdout.columns ?? 120;
  return [
    `Against the reference, in ${row.row}: ${shown.verdict}`,
    ...transcriptLines(row.transcript ?? [], { all: true })
      .map((line) => line.slice(0, Math.max(columns, 80))),
  ];
}
