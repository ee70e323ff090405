import { durationOf, type ReportedCase, tellingRow } from "./reported_case.ts";
import type { ReportedEntry } from "./reported_entry.ts";

/** A case in the JSON report. */
export interface JsonCase {
  readonly id: string;
  readonly role: string;
  readonly title: string;
  readonly requirements: readonly string[];
  readonly verdict: string;
  readonly requirement?: string;
  readonly reason: string;
  readonly sent?: string;
  readonly expected?: string;
  readonly observed?: string;
  readonly hint?: string;
  readonly row?: string;
  readonly rows: Readonly<Record<string, string>>;
  readonly seed: number;
  readonly path: string;
  readonly replay?: string;
  readonly durationMs: number;
  readonly transcript: readonly ReportedEntry[];
}

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
    sent: row?.sent,
    expected: row?.expected,
    observed: row?.observed,
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
