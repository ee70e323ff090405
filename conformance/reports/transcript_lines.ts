import { oneLine } from "./printable.ts";
import type { ReportedEntry, ReportedField } from "./reported_entry.ts";

const MOST_ENTRIES = 24;
const MOST_FIELDS = 40;

/** How much of a transcript is told. */
export interface TranscriptLinesOptions {
  /** Every message field by field. */
  readonly all?: boolean;
}

/**
 * A transcript as text: who said what, and under it byte range, field and
 * value. Of a long one the end, where the failure is; fields only where they
 * are told with what is refused, and of the last message of each side.
 */
export function transcriptLines(
  entries: readonly ReportedEntry[],
  { all = false }: TranscriptLinesOptions = {},
): string[] {
  const shown = entries.slice(-MOST_ENTRIES);
  const last = new Set([
    shown.findLast(({ way }) => way === ">"),
    shown.findLast(({ way, size }) => way === "<" && size !== undefined),
  ]);
  const left = entries.length - shown.length;
  return [
    ...(left > 0 ? [`. ${left} messages before these`] : []),
    ...shown.flatMap((entry) => [
      entryLine(entry),
      ...fieldLines(entry, all || last.has(entry)),
    ]),
  ];
}

function entryLine({ way, text, size }: ReportedEntry): string {
  const sized = size === undefined || /\bbytes?\b/.test(text)
    ? ""
    : `, ${size} byte${size === 1 ? "" : "s"}`;
  return `${way} ${oneLine(text, 200)}${sized}`;
}

function fieldLines(entry: ReportedEntry, all: boolean): string[] {
  const plain = (entry.plaintexts ?? []).flatMap(({ fields }) =>
    fields.map((field) => fieldLine(field, "{}"))
  );
  const fields = (entry.fields ?? [])
    .filter(({ path, fault }) =>
      fault !== undefined || !all || !/^Protected\.body|\(length\)$/.test(path)
    )
    .filter(({ fault }) => all || fault !== undefined)
    .map((field) => fieldLine(field, "  "));
  return [...fields, ...(all ? plain : [])].slice(0, MOST_FIELDS);
}

function fieldLine(
  { path, start, end, value, fault }: ReportedField,
  [open, close]: string,
): string {
  const place = `${open}${start}–${end - 1}${close}`.trim();
  const told = oneLine(value, 80);
  const refused = fault === undefined ? "" : `  ← ${oneLine(fault)}`;
  const range = end > start ? place : `${open}${start}${close}`.trim();
  return `    ${range.padStart(9)}  ${path.padEnd(28)} ${told}${refused}`;
}
