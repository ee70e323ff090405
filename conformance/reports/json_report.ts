import { z } from "zod";
import { ReportedTarget, StartEvent, Summary } from "./event.ts";
import { ReportedVerdict } from "./reported_case.ts";
import { ReportedEntry } from "./reported_entry.ts";

/** The name of the JSON report's shape. */
export const REPORT_SCHEMA = "fesa-conformance-report/1";

const Count = z.int().min(0);

/** A case in the JSON report. */
export const JsonCase = z.strictObject({
  id: z.string(),
  role: z.enum(["server", "client"]),
  title: z.string(),
  requirements: z.array(z.string()).readonly()
    .describe("What it judges; first what it was seen to go against"),
  verdict: ReportedVerdict,
  requirement: z.string().optional()
    .describe("The requirement that a failure goes against"),
  reason: z.string().describe("One line to act on; empty for a pass"),
  code: z.string().optional()
    .describe("Why it is inconclusive, for a program to tell apart"),
  sent: z.string().optional().describe("What the tester said last"),
  expected: z.string().describe("Empty unless something else was observed"),
  observed: z.string().describe("What was observed instead"),
  observation: z.string().optional()
    .describe("Its class, the same from run to run"),
  hint: z.string().optional(),
  row: z.string().optional().describe("The row that the above is of"),
  rows: z.record(z.string(), ReportedVerdict)
    .describe("The verdict in each row of the matrix"),
  seed: Count,
  path: z.string()
    .describe("Of a property: the path to its smallest counterexample"),
  replay: z.string().optional()
    .describe("Of a property: the file that --replay takes"),
  durationMs: Count,
  transcript: z.array(ReportedEntry).readonly(),
}).readonly();
/** A case in the JSON report. */
export type JsonCase = z.infer<typeof JsonCase>;

/** A whole run: what `--report json` writes (spec/conformance.md). */
export const JsonReport = z.strictObject({
  schema: z.literal(REPORT_SCHEMA),
  suite: StartEvent.unwrap().shape.suite,
  target: z.union([
    ReportedTarget,
    z.strictObject({ roles: z.array(ReportedTarget).readonly() }).readonly(),
  ]).describe("With `roles` where more than one was tested"),
  startedAt: z.iso.datetime(),
  seed: Count,
  summary: Summary,
  status: Count.describe("The exit status"),
  notes: z.array(z.string()).readonly().optional(),
  requirements: z.record(z.string(), Count)
    .describe("By level, how many there are and how many some case judged"),
  cases: z.array(JsonCase).readonly().describe("In the suite's order"),
}).readonly();
/** A whole run: what `--report json` writes. */
export type JsonReport = z.infer<typeof JsonReport>;
