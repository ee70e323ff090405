import type { CaseResult, RowResult } from "../runner/verdict.ts";
import { telling } from "../runner/verdict.ts";
import { rowName } from "../runner/setup.ts";

/** A case's line in the JSON reports. */
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
  readonly durationMs: number;
  readonly transcript: RowResult["transcript"];
}

/** What the JSON reports say of a case. */
export function jsonCase(result: CaseResult, seed: number): JsonCase {
  const { theCase, rows, verdict } = result;
  const row = telling(result);
  const violated = rows.map(({ requirement }) => requirement)
    .filter((id) => id !== undefined);
  const setup = row?.setup;
  return {
    id: theCase.id,
    role: theCase.role,
    title: theCase.title,
    requirements: [...new Set([...violated, ...theCase.requirements])],
    verdict,
    requirement: row?.requirement,
    reason: row?.reason ?? "",
    sent: row?.sent,
    expected: row?.expected,
    observed: row?.observed,
    hint: row?.hint,
    row: setup && rowName(setup),
    rows: Object.fromEntries(
      rows.map((one) => [one.setup ? rowName(one.setup) : "-", one.verdict]),
    ),
    seed,
    path: theCase.id,
    durationMs: rows.reduce((sum, one) => sum + one.durationMs, 0),
    transcript: verdict === "pass" ? [] : row?.transcript ?? [],
  };
}
