import type { JsonCase, JsonReport } from "./json_report.ts";
import type { ReportedTarget } from "./event.ts";
import type { ReportedEntry, ReportedField } from "./reported_entry.ts";

/**
 * The report without what differs between two runs of the same suite with the
 * same seed against the same target, so that they are equal to the byte:
 *
 * - times: `startedAt` and every `durationMs`, and milliseconds in texts;
 * - ports: in the target's address and in texts, and the numbers that a
 *   target gives its connections;
 * - what its process printed meanwhile: it may serve other cases too;
 * - bytes that the target chose, or that depend on them: `bytes` and the
 *   values of byte strings in transcripts, and eight bytes or more in hex in
 *   texts.
 *
 * What is left: which cases, their verdicts and reasons, what was observed,
 * and who said what, by message, field and size.
 */
export function maskReport(report: JsonReport): JsonReport {
  const { target, summary } = report;
  return {
    ...report,
    startedAt: "1970-01-01T00:00:00Z",
    target: "roles" in target
      ? { roles: target.roles.map(maskTarget) }
      : maskTarget(target),
    summary: { ...summary, durationMs: 0 },
    cases: report.cases.map(maskCase),
  };
}

const PRINTED = /^it printed /;

function maskTarget(target: ReportedTarget): ReportedTarget {
  const { address } = target;
  return address === undefined
    ? target
    : { ...target, address: address.replace(/\d+$/, "*") };
}

function maskCase(one: JsonCase): JsonCase {
  const { sent, hint } = one;
  return {
    ...one,
    reason: maskText(one.reason),
    sent: sent && maskText(sent),
    expected: maskText(one.expected),
    observed: maskText(one.observed),
    hint: hint && maskText(hint),
    durationMs: 0,
    transcript: one.transcript.filter(({ text }) => !PRINTED.test(text))
      .map(maskEntry),
  };
}

function maskEntry(entry: ReportedEntry): ReportedEntry {
  return {
    ...entry,
    text: maskText(entry.text),
    bytes: entry.bytes === undefined ? undefined : "",
    fields: entry.fields?.map(maskField),
    plaintexts: entry.plaintexts?.map((plain) => ({
      ...plain,
      bytes: "",
      fields: plain.fields.map(maskField),
    })),
  };
}

function maskField(field: ReportedField): ReportedField {
  const { value } = field;
  return { ...field, value: value.replace(/^(\d+ bytes?): .*$/s, "$1") };
}

function maskText(text: string): string {
  return text
    .replaceAll(/\b(?:[0-9a-f]{2}){8,}\b/g, "*")
    .replaceAll(/\d+(?:\.\d+)? (ms|s)\b/g, "* $1")
    .replaceAll(/(\bport\b"?:? ?)\d+/g, "$1*")
    .replaceAll(/(\bconnection"?:? ?)\d+/g, "$1*")
    .replaceAll(/(\d\.\d+:|\]:|localhost:)\d+\b/g, "$1*");
}
