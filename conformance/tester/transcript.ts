import { hex } from "./bytes.ts";

/** One line of a conversation, as a report shows it. */
export interface TranscriptEntry {
  /** `>` by the tester, `<` by the target, `.` a remark. */
  readonly way: ">" | "<" | ".";
  readonly text: string;
  /** The bytes on the wire, shortened. */
  readonly bytes?: string;
}

const LONGEST = 200;
const BYTES_SHOWN = 48;

/** What was said on a case's connections, bounded. */
export class Transcript {
  readonly entries: TranscriptEntry[] = [];
  #dropped = 0;

  /** Notes a message or a remark. */
  add(way: TranscriptEntry["way"], text: string, bytes?: Uint8Array): void {
    if (this.entries.length >= LONGEST) {
      this.#dropped++;
      this.entries[LONGEST - 1] = {
        way: ".",
        text: `${this.#dropped} more messages`,
      };
      return;
    }
    this.entries.push({
      way,
      text,
      ...(bytes === undefined ? {} : { bytes: shorten(bytes) }),
    });
  }

  /** What the tester said last. */
  get lastSent(): string | undefined {
    return this.entries.findLast((entry) => entry.way === ">")?.text;
  }
}

function shorten(bytes: Uint8Array): string {
  return bytes.length <= BYTES_SHOWN
    ? hex(bytes)
    : `${hex(bytes.subarray(0, BYTES_SHOWN))}… (${bytes.length} bytes)`;
}
