import { LAYERS } from "../runner/case.ts";
import { type Coverage, coverageOf } from "./coverage.ts";
import type { EndEvent, StartEvent } from "./event.ts";
import { printable } from "./printable.ts";
import {
  durationOf,
  type ReportedCase,
  type ReportedRow,
} from "./reported_case.ts";
import type { ReportedEntry } from "./reported_entry.ts";
import { rerunCommand } from "./rerun_command.ts";
import { requirements } from "./requirements.ts";
import { ROW_NAMES } from "./row_order.ts";
import type { RunRecord } from "./run_record.ts";

/** What the HTML report knows of a run. */
export interface PageData {
  readonly start: StartEvent;
  readonly end: EndEvent;
  readonly layers: readonly string[];
  /** The rows of the matrix that anything ran in. */
  readonly rows: readonly string[];
  readonly coverage: Coverage;
  /** The requirements that anything on the page names. */
  readonly requirements: Readonly<
    Record<string, { readonly text: string; readonly section: string }>
  >;
  readonly cases: readonly PageCase[];
}

/** A case on the page. */
export interface PageCase extends ReportedCase {
  readonly durationMs: number;
  readonly again: string;
}

/** The page stays small, however much there is to tell: bytes of JSON. */
const TRANSCRIPTS_LIMIT = 1_800_000;

/** A run as the page's data; of too many transcripts the later are cut. */
export function pageData({ start, cases, end }: RunRecord): PageData {
  const budget = { left: TRANSCRIPTS_LIMIT };
  const shown = cases.map((one): PageCase => ({
    ...one,
    rows: one.rows.map((row) => withinBudget(row, budget)),
    durationMs: durationOf(one),
    again: printable(rerunCommand(start, one)),
  }));
  return {
    start,
    end,
    layers: LAYERS,
    rows: ROW_NAMES.filter((name) =>
      cases.some(({ rows }) => rows.some(({ row }) => row === name))
    ),
    coverage: coverageOf(cases),
    requirements: named(shown),
    cases: shown,
  };
}

function withinBudget(
  row: ReportedRow,
  budget: { left: number },
): ReportedRow {
  const { transcript } = row;
  if (transcript === undefined) return row;
  const size = JSON.stringify(transcript).length;
  if (size <= budget.left) {
    budget.left -= size;
    return row;
  }
  const bare = transcript.map(({ way, text, size }): ReportedEntry => ({
    way,
    text,
    ...(size === undefined ? {} : { size }),
  }));
  const why = { way: ".", text: "the bytes are in the JSON report" } as const;
  return { ...row, transcript: [...bare.slice(-8), why] };
}

function named(cases: readonly PageCase[]): PageData["requirements"] {
  const ids = new Set(cases.flatMap((one) => [
    ...one.requirements,
    ...one.rows.flatMap(({ requirement, transcript = [] }) => [
      requirement,
      ...transcript.flatMap(({ fields = [], plaintexts = [] }) =>
        [fields, ...plaintexts.map((plain) => plain.fields)].flat()
          .map((field) => field.requirement)
      ),
    ]),
  ]));
  const known = [...ids].flatMap((id) => requirements().get(id ?? "") ?? [])
    .sort((a, b) => a.id < b.id ? -1 : 1);
  return Object.fromEntries(
    known.map(({ id, text, section }) => [id, { text, section }]),
  );
}
