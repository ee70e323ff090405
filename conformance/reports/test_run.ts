import { EVENTS_SCHEMA, type ReportEvent } from "./event.ts";
import type { ReportedCase } from "./reported_case.ts";
import { exitStatus, summarize } from "./summary.ts";

/** The events of a small run, cases given in the order they ended in. */
export function runOf(cases: readonly ReportedCase[]): ReportEvent[] {
  const summary = summarize(cases, 1_234);
  return [
    {
      type: "start",
      schema: EVENTS_SCHEMA,
      suite: { version: "0.1.0" },
      targets: [{ role: "server", command: "./my-server --peer" }],
      startedAt: "2026-01-02T03:04:05.678Z",
      seed: 7,
      options: { runs: 20, jobs: 4, deadlineMs: 300_000 },
      cases: cases.length,
    },
    ...cases.map((one) => ({ type: "case", case: one }) as const),
    { type: "end", summary, status: exitStatus(summary) },
  ];
}

/** A case that passed in one row, but for what is given. */
export function caseOf(fields: Partial<ReportedCase> = {}): ReportedCase {
  return {
    order: 0,
    id: "frames/quiet",
    role: "server",
    title: "A server that says nothing",
    requirements: ["FRM-1"],
    verdict: "pass",
    rows: [{ row: "open/aes", verdict: "pass", reason: "", durationMs: 12 }],
    ...fields,
  };
}

/** A case that failed with a transcript, but for what is given. */
export function failedCase(
  fields: Partial<ReportedCase["rows"][number]> = {},
): ReportedCase {
  return caseOf({
    order: 3,
    id: "frames/loud",
    title: "A frame of a type that doesn't exist",
    requirements: ["FRM-2"],
    verdict: "fail",
    rows: [{
      row: "open/aes",
      verdict: "fail",
      reason: "Expected a clear Alert malformed (0x02), observed silence",
      requirement: "FRM-2",
      sent: "type 0x7f, 1 byte",
      expected: "a clear Alert malformed (0x02)",
      observed: "silence",
      durationMs: 5_020,
      transcript: [
        { way: ">", text: "type 0x7f", size: 5, bytes: "7f00000100" },
        { way: "<", text: "silence" },
      ],
      ...fields,
    }],
  });
}
