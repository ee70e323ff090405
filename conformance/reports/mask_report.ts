import type { JsonCase, JsonReport } from "./json_report.ts";
import type { ReportedTarget } from "./event.ts";

/**
 * The report without what differs between two runs of the same suite with the
 * same seed against the same target, so that they are equal to the byte:
 *
 * - times: `startedAt` and every `durationMs`, and milliseconds in texts;
 * - ports: in the target's address and in texts, and the numbers that a
 *   target gives its connections;
 * - bytes that the target chose: in texts, eight bytes or more in hex, and
 *   what a ClientHello offers and its size, since it may hold GREASE;
 * - transcripts, and what was sent last, which hold those bytes and what
 *   depends on them, in the order in which the network brought them.
 *
 * What is left: which cases, the verdict in each row, the reasons, and what
 * was expected and observed.
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

function maskTarget(target: ReportedTarget): ReportedTarget {
  const { address } = target;
  return address === undefined
    ? target
    : { ...target, address: address.replace(/\d+$/, "*") };
}

function maskCase(one: JsonCase): JsonCase {
  const { hint } = one;
  return {
    ...one,
    reason: maskText(one.reason),
    sent: undefined,
    expected: maskText(one.expected),
    observed: maskText(one.observed),
    hint: hint && maskText(hint),
    durationMs: 0,
    transcript: [],
  };
}

function maskText(text: string): string {
  return text
    .replaceAll(/\b(?:[0-9a-f]{2}){8,}\b/g, "*")
    .replaceAll(/\bClientHello of \d+ bytes/g, "ClientHello of * bytes")
    .replaceAll(/(\b(?:settings|ciphers|compressions)) \[[^\]]*\]/g, "$1 [*]")
    .replaceAll(/\d+(?:\.\d+)? (ms|s)\b/g, "* $1")
    .replaceAll(/(\bport\b"?:? ?)\d+/g, "$1*")
    .replaceAll(/(\bconnection"?:? ?)\d+/g, "$1*")
    .replaceAll(/(\d\.\d+:|\]:|localhost:)\d+\b/g, "$1*");
}
