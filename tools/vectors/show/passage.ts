import { annotateFrames } from "../../../conformance/reports/annotate.ts";
import type { ReportedField } from "../../../conformance/reports/reported_entry.ts";
import { concat, hex } from "../../../conformance/tester/bytes.ts";
import { frame } from "../../../conformance/tester/frame.ts";

/** Bytes of a vector, and what each range of them is. */
export interface Passage {
  readonly title: string;
  readonly rows: readonly ReportedField[];
}

/** A whole frame in clear, or the beginning of one. */
export function framePassage(title: string, bytes: Uint8Array): Passage {
  return { title, rows: annotateFrames(bytes).filter(isThere(bytes.length)) };
}

/** What a header alone promises is not there yet. */
export function isThere(length: number): (row: ReportedField) => boolean {
  return ({ start, value }) => start < length || value.startsWith("0 bytes");
}

/** The body of a frame alone: the ranges begin at its own first byte. */
export function bodyPassage(
  title: string,
  type: number,
  body: Uint8Array,
): Passage {
  const rows = annotateFrames(frame(type, body))
    .filter(({ start }) => start >= 4)
    .map((row) => ({ ...row, start: row.start - 4, end: row.end - 4 }));
  return { title, rows };
}

/** Ranges one after the other, each of so many bytes. */
export function rowsOf(
  bytes: Uint8Array,
  parts: readonly (readonly [
    path: string,
    size: number,
    requirement?: string,
    value?: string,
  ])[],
  from = 0,
): ReportedField[] {
  let at = from;
  return parts.flatMap(([path, size, requirement, value]) => {
    const start = at;
    at = Math.min(at + size, bytes.length);
    return at === start && size > 0 ? [] : [{
      path,
      start,
      end: at,
      value: value ?? shortHex(bytes.subarray(start, at)),
      ...(requirement !== undefined && { requirement }),
    }];
  });
}

/** Bytes in hex, the first of them where they are many. */
export function shortHex(bytes: Uint8Array): string {
  const size = `${bytes.length} byte${bytes.length === 1 ? "" : "s"}`;
  if (bytes.length === 0) return size;
  const most = hex(bytes.subarray(0, 32));
  return `${size}: ${most}${bytes.length > 32 ? "…" : ""}`;
}

/** The lines of a passage: range, field, value, requirement. */
export function passageLines({ title, rows }: Passage): string[] {
  const width = Math.max(0, ...rows.map(({ path }) => path.length));
  const lines = rows.map(({ start, end, path, value, requirement, fault }) => {
    const range = end - start < 2 ? `${start}` : `${start}–${end - 1}`;
    return `${range.padStart(11)}  ${path.padEnd(width)}  ` +
      `${(requirement ?? "").padEnd(7)} ${value}${
        fault === undefined ? "" : `  ← ${fault}`
      }`;
  });
  return [`${title}`, ...lines, ""];
}

/** A type and what it stands before. */
export function behind(type: number, content: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(type), content);
}
