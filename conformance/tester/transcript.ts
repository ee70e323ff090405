/** One line of a conversation. */
export interface TranscriptEntry {
  /** `>` by the tester, `<` by the target, `.` a remark. */
  readonly way: ">" | "<" | ".";
  readonly text: string;
  /** The bytes on the wire; of many, the first. */
  readonly bytes?: Uint8Array;
  /** How many there were. */
  readonly size?: number;
}

const LONGEST = 200;
const BYTES_KEPT = 4_096;

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
    const kept = bytes?.slice(0, BYTES_KEPT);
    this.entries.push({
      way,
      text,
      ...(bytes && { bytes: kept, size: bytes.length }),
    });
  }

  /** What the tester said last. */
  get lastSent(): string | undefined {
    return this.entries.findLast((entry) => entry.way === ">")?.text;
  }
}
