import { z } from "zod";
import { ReportedEntry } from "./reported_entry.ts";

/** The verdicts on a case (spec/conformance.md). */
export const ReportedVerdict = z.enum([
  "pass",
  "fail",
  "expected-fail",
  "unexpected-pass",
  "inconclusive",
  "not-applicable",
]);

const Milliseconds = z.int().min(0);

/** What a case came to in one row of the matrix. */
export const ReportedRow = z.strictObject({
  row: z.string().optional()
    .describe("`open/aes`; left out where the case ran in none"),
  verdict: ReportedVerdict,
  reason: z.string().describe("One line to act on; empty for a pass"),
  code: z.string().optional()
    .describe("Why it is inconclusive, for a program to tell apart"),
  requirement: z.string().optional()
    .describe("The requirement that a failure goes against"),
  sent: z.string().optional(),
  expected: z.string().optional(),
  observed: z.string().optional(),
  observation: z.string().optional()
    .describe("The class of what was observed, the same from run to run"),
  hint: z.string().optional(),
  path: z.string().optional()
    .describe("Of a property: the path to its smallest counterexample"),
  replay: z.string().optional()
    .describe("Of a property: the file that --replay takes"),
  vector: z.string().optional()
    .describe("Of a property: the file with the conversation as a test vector"),
  durationMs: Milliseconds,
  transcript: z.array(ReportedEntry).readonly().optional()
    .describe("What was said; the first row of its verdict alone has it"),
}).readonly();
/** What a case came to in one row of the matrix. */
export type ReportedRow = z.infer<typeof ReportedRow>;

/** A case and what it came to, all of it data. */
export const ReportedCase = z.strictObject({
  order: z.int().min(0).describe("Its place in the suite"),
  id: z.string(),
  role: z.enum(["server", "client"]),
  title: z.string(),
  requirements: z.array(z.string()).readonly(),
  gate: z.boolean().optional()
    .describe("The basic handshake, on which all others of its row depend"),
  verdict: ReportedVerdict.describe("The gravest of its rows'"),
  rows: z.array(ReportedRow).readonly(),
}).readonly();
/** A case and what it came to, all of it data. */
export type ReportedCase = z.infer<typeof ReportedCase>;

/** The row that speaks for the case: the first with its verdict. */
export function tellingRow(reported: ReportedCase): ReportedRow | undefined {
  return reported.rows.find(({ verdict }) => verdict === reported.verdict);
}

/** One name for a case of either role. */
export function caseKey({ role, id }: Pick<ReportedCase, "role" | "id">) {
  return `${role} ${id}`;
}

/** How long all rows of a case took. */
export function durationOf({ rows }: ReportedCase): number {
  return rows.reduce((sum, { durationMs }) => sum + durationMs, 0);
}
