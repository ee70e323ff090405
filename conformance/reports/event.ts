import { z } from "zod";
import { ReportedCase } from "./reported_case.ts";

/** The name of the event stream's shape. */
export const EVENTS_SCHEMA = "fesa-conformance-events/1";

const Count = z.int().min(0);

/** How many cases came to each verdict, each case counted once. */
export const Summary = z.strictObject({
  pass: Count,
  fail: Count,
  expectedFail: Count,
  unexpectedPass: Count,
  inconclusive: Count,
  notApplicable: Count,
  durationMs: Count,
}).readonly();
/** How many cases came to each verdict, each case counted once. */
export type Summary = z.infer<typeof Summary>;

/** What a report says of an implementation under test. */
export const ReportedTarget = z.strictObject({
  role: z.enum(["server", "client"]),
  implementation: z.string().optional()
    .describe("What its profile says it is"),
  address: z.string().optional(),
  command: z.string().optional(),
}).readonly();
/** What a report says of an implementation under test. */
export type ReportedTarget = z.infer<typeof ReportedTarget>;

/** A run begins: what is tested, and how. The first line of a stream. */
export const StartEvent = z.strictObject({
  type: z.literal("start"),
  schema: z.literal(EVENTS_SCHEMA),
  suite: z.strictObject({
    version: z.string(),
    cases: z.string().optional()
      .describe("A digest of its cases: another suite has another"),
  }).readonly(),
  targets: z.array(ReportedTarget).readonly(),
  startedAt: z.iso.datetime(),
  seed: Count,
  options: z.strictObject({
    runs: Count,
    jobs: Count,
    deadlineMs: Count,
    filters: z.array(z.string()).readonly().optional(),
    shard: z.string().regex(/^[0-9]+\/[0-9]+$/).optional()
      .describe("i/n where this is a part of a run"),
  }).readonly(),
  commandLine: z.string().optional()
    .describe("What runs the same again, the choice of cases and seed apart"),
  cases: Count.describe("How many were chosen; as many are to come"),
}).readonly();
/** A run begins: what is tested, and how. The first line of a stream. */
export type StartEvent = z.infer<typeof StartEvent>;

/** A case was judged. One that comes again is amended: the last counts. */
export const CaseEvent = z.strictObject({
  type: z.literal("case"),
  case: ReportedCase,
}).readonly();
/** A case was judged. One that comes again is amended: the last counts. */
export type CaseEvent = z.infer<typeof CaseEvent>;

/** A run is over. The last line of a stream. */
export const EndEvent = z.strictObject({
  type: z.literal("end"),
  summary: Summary,
  status: Count.describe("The exit status"),
  notes: z.array(z.string()).readonly().optional()
    .describe("What else a person should know, as stale baseline entries"),
}).readonly();
/** A run is over. The last line of a stream. */
export type EndEvent = z.infer<typeof EndEvent>;

/**
 * What every report is made of: one stream, a JSON line each, which says all
 * that any report does. The case events come as cases end; `order` in each is
 * its place in the suite.
 */
export const ReportEvent = z.discriminatedUnion("type", [
  StartEvent,
  CaseEvent,
  EndEvent,
]);
/** What every report is made of. */
export type ReportEvent = z.infer<typeof ReportEvent>;

/** Something that is told a run's events, and writes what it makes of them. */
export interface Reporter {
  report(event: ReportEvent): void;
}
