import { hex } from "../tester/bytes.ts";
import type { Plaintext, TranscriptEntry } from "../tester/transcript.ts";
import { annotateFrames, annotatePlaintext } from "./annotate.ts";
import type { ReportedEntry, ReportedPlaintext } from "./reported_entry.ts";

const BYTES_SHOWN = 512;

/** A transcript as data, each entry with what its bytes say by the schema. */
export function reportEntries(
  entries: readonly TranscriptEntry[],
): ReportedEntry[] {
  return entries.map(reportEntry);
}

function reportEntry(entry: TranscriptEntry): ReportedEntry {
  const { way, text, bytes, size = 0, continued, plaintexts = [] } = entry;
  if (bytes === undefined) return { way, text };
  return {
    way,
    text,
    size,
    bytes: hex(bytes.subarray(0, BYTES_SHOWN)),
    fields: annotateFrames(bytes, continued),
    ...(plaintexts.length === 0
      ? {}
      : { plaintexts: plaintexts.map(reportPlaintext) }),
  };
}

function reportPlaintext({ start, bytes, size }: Plaintext): ReportedPlaintext {
  return {
    start,
    size,
    bytes: hex(bytes.subarray(0, BYTES_SHOWN)),
    fields: annotatePlaintext(bytes, size),
  };
}
