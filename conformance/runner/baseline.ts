import { writeFileSync } from "node:fs";
import { z } from "zod";
import type { Case } from "./case.ts";
import { caseNamed } from "./case_names.ts";
import { readJsonFile } from "./json_file.ts";
import { rowName } from "./setup.ts";
import type { CaseResult } from "./verdict.ts";

/** The name of the baseline file's shape. */
export const BASELINE_SCHEMA = "fesa-conformance-baseline/1";

/** One known failure: it binds what was observed, not that something was. */
export const BaselineEntry = z.strictObject({
  case: z.string().min(1).describe("The case's id, or an alias of it"),
  role: z.enum(["server", "client"]),
  row: z.string().min(1).describe("The row of the matrix, as `open/aes`"),
  observed: z.string().min(1)
    .describe("The class of the observation, as `alert clear malformed`"),
  why: z.string().describe("A comment, kept when the file is rewritten"),
});
/** One known failure: it binds what was observed, not that something was. */
export type BaselineEntry = z.infer<typeof BaselineEntry>;

/** The failures that an implementation is known to have. */
export const Baseline = z.strictObject({
  schema: z.literal(BASELINE_SCHEMA),
  entries: z.array(BaselineEntry).readonly(),
}).superRefine(({ entries }, context) => {
  const seen = new Map<string, number>();
  for (const [index, entry] of entries.entries()) {
    const first = seen.get(keyOf(entry));
    seen.set(keyOf(entry), first ?? index);
    if (first === undefined) continue;
    context.addIssue({
      code: "custom",
      path: ["entries", index],
      message: `the same case, role and row as /entries/${first}`,
    });
  }
});
/** The failures that an implementation is known to have. */
export type Baseline = z.infer<typeof Baseline>;

/** No known failures. */
export const EMPTY_BASELINE: Baseline = {
  schema: BASELINE_SCHEMA,
  entries: [],
};

/** Reads a baseline; throws RangeError with file and JSON pointer. */
export function readBaseline(path: string): Baseline {
  return readJsonFile(path, "baseline", Baseline);
}

/** Writes a baseline, sorted, an entry's keys in their order. */
export function writeBaseline(path: string, { entries }: Baseline): void {
  const sorted = entries.toSorted((a, b) => keyOf(a) < keyOf(b) ? -1 : 1);
  const baseline = { schema: BASELINE_SCHEMA, entries: sorted };
  try {
    writeFileSync(path, `${JSON.stringify(baseline, null, 2)}\n`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RangeError(`Cannot write baseline ${path}: ${why}`);
  }
}

/**
 * Entries that speak of no case, or of one of another role, each in a line
 * with its JSON pointer.
 */
export function staleEntries(
  { entries }: Baseline,
  cases: readonly Case[],
): string[] {
  return entries.flatMap((entry, index) => {
    const theCase = caseNamed(cases, entry.case);
    if (theCase?.role === entry.role) return [];
    const what = theCase === undefined
      ? `there is no case ${entry.case}`
      : `${entry.case} is a case for a ${theCase.role}`;
    return [`/entries/${index}: ${what}`];
  });
}

/**
 * What a whole run has seen fail, as a baseline. Comments are kept, and so
 * are the entries of a role that was not tested.
 */
export function updatedBaseline(
  old: Baseline,
  cases: readonly Case[],
  results: readonly CaseResult[],
): Baseline {
  const tested = new Set(results.map(({ theCase }) => theCase.role));
  const whys = new Map<string, string>();
  const kept: BaselineEntry[] = [];
  for (const entry of old.entries) {
    const theCase = caseNamed(cases, entry.case);
    if (theCase?.role !== entry.role) continue;
    const current = { ...entry, case: theCase.id };
    whys.set(keyOf(current), entry.why);
    if (!tested.has(entry.role)) kept.push(current);
  }
  const seen = results.flatMap(({ theCase, rows }) =>
    rows.filter(({ listed }) => listed === true).map((row) => {
      const entry = {
        case: theCase.id,
        role: theCase.role,
        row: row.setup ? rowName(row.setup) : "-",
        observed: row.observation ?? "-",
      };
      return { ...entry, why: whys.get(keyOf(entry)) ?? "" };
    })
  );
  return { schema: BASELINE_SCHEMA, entries: [...kept, ...seen] };
}

function keyOf(
  { case: id, role, row }: Pick<BaselineEntry, "case" | "role" | "row">,
): string {
  return `${id} ${role} ${row}`;
}
