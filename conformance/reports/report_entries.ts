import { hex } from "../tester/bytes.ts";
import type { TranscriptEntry } from "../tester/transcript.ts";
import type { ReportedEntry } from "./reported_entry.ts";

const BYTES_SHOWN = 512;

/** A transcript as data. */
export function reportEntries(
  entries: readonly TranscriptEntry[],
): ReportedEntry[] {
  return entries.map(({ way, text, bytes, size }) =>
    bytes === undefined ? { way, text } : {
      way,
      text,
      size: size ?? bytes.length,
      bytes: hex(bytes.subarray(0, BYTES_SHOWN)),
    }
  );
}
