import { rowName } from "../runner/setup.ts";
import type { CaseResult, RowResult, Verdict } from "../runner/verdict.ts";
import { reportEntries } from "./report_entries.ts";
import { inRowOrder } from "./row_order.ts";
import type { ReportedCase, ReportedRow } from "./reported_case.ts";

/** What reports are told beside what cases come to. */
export interface ReportCaseOptions {
  /** Whether passing rows come with their transcript too. */
  readonly transcripts?: boolean;
}

/**
 * A case's result as data. A row that didn't pass has its transcript, the
 * first one of each verdict: rows that fail alike say the same.
 */
export function reportCase(
  result: CaseResult,
  order: number,
  { transcripts = false }: ReportCaseOptions = {},
): ReportedCase {
  const { theCase, rows, verdict } = result;
  const shown = new Set<Verdict>(["not-applicable"]);
  if (!transcripts) shown.add("pass");
  const ordered = inRowOrder(
    rows.map((result) => ({
      result,
      row: result.setup && rowName(result.setup),
    })),
  );
  return {
    order,
    id: theCase.id,
    role: theCase.role,
    title: theCase.title,
    requirements: theCase.requirements,
    ...(theCase.gate === true ? { gate: true } : {}),
    verdict,
    rows: ordered.map(({ result }) => {
      const first = !shown.has(result.verdict);
      shown.add(result.verdict);
      return reportRow(result, first);
    }),
  };
}

function reportRow(row: RowResult, withTranscript: boolean): ReportedRow {
  const { setup, verdict, reason, code, durationMs } = row;
  const {
    requirement,
    sent,
    expected,
    observed,
    observation,
    hint,
    path,
    replay,
    vector,
  } = row;
  return withoutUndefined({
    row: setup && rowName(setup),
    verdict,
    reason,
    code,
    requirement,
    sent,
    expected,
    observed,
    observation,
    hint,
    path,
    replay,
    vector,
    durationMs: Math.round(durationMs),
    transcript: withTranscript ? reportEntries(row.transcript) : undefined,
  });
}

/** JSON has no undefined: what is left out is not there. */
function withoutUndefined<T extends object>(record: T): T {
  const kept = Object.entries(record).filter(([, value]) =>
    value !== undefined
  );
  return Object.fromEntries(kept) as T;
}
