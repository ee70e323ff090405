import type { JsonCase } from "./json_report.ts";
import { durationOf, type ReportedCase, tellingRow } from "./reported_case.ts";

/** What the JSON report says of a case. */
export function jsonCase(reported: ReportedCase, seed: number): JsonCase {
  const { id, role, title, verdict, rows } = reported;
  const row = tellingRow(reported);
  const violated = rows.map(({ requirement }) => requirement)
    .filter((id) => id !== undefined);
  return {
    id,
    role,
    title,
    requirements: [...new Set([...violated, ...reported.requirements])],
    verdict,
    requirement: row?.requirement,
    reason: row?.reason ?? "",
    code: row?.code,
    sent: row?.sent,
    expected: row?.expected ?? "",
    observed: row?.observed ?? "",
    observation: row?.observation,
    hint: row?.hint,
    row: row?.row,
    rows: Object.fromEntries(
      rows.map((one) => [one.row ?? "-", one.verdict]),
    ),
    seed,
    path: row?.path ?? "",
    replay: row?.replay,
    durationMs: durationOf(reported),
    transcript: row?.transcript ?? [],
  };
}
