import { hex, toBigInt } from "./bytes.ts";
import { FrameWalk } from "./frame_walk.ts";

/** What a Protected frame holds: an inner type and its content. */
export interface Plaintext {
  /** Where its frame begins in the entry's bytes. */
  readonly start: number;
  /** The plaintext; of a long one, the first bytes. */
  readonly bytes: Uint8Array;
  readonly size: number;
}

/** One line of a conversation. */
export interface TranscriptEntry {
  /** `>` by the tester, `<` by the target, `.` a remark. */
  readonly way: ">" | "<" | ".";
  readonly text: string;
  /** The bytes on the wire; of many, the first. */
  readonly bytes?: Uint8Array;
  /** How many there were. */
  readonly size?: number;
  /** How many of them belong to a frame that an earlier entry begins. */
  readonly continued?: number;
  readonly plaintexts?: readonly Plaintext[];
}

/** The first and the last entries are kept, of a conversation that is long. */
const FIRST = 16;
const LAST = 64;
const BYTES_KEPT = 4_096;
/** So much of a sealed frame tells it from all others. */
const FINGERPRINT = 40;
const HEADER = 4;
const SEALED_KEPT = 256;

/** What was said on a case's connections, bounded. */
export class Transcript {
  readonly #first: TranscriptEntry[] = [];
  #last: TranscriptEntry[] = [];
  #left = 0;
  #connections = 0;
  #sent = new FrameWalk();
  /** Plaintexts of frames that the tester has sealed, by their first bytes. */
  readonly #sealed = new Map<string, Omit<Plaintext, "start">>();

  /** Begins the next connection. */
  connect(): void {
    this.#connections++;
    this.#sent = new FrameWalk();
    if (this.#connections > 1) this.add(".", `connection ${this.#connections}`);
  }

  /** Forgets what was said: what comes is another conversation. */
  restart(): void {
    this.#first.length = 0;
    this.#last = [];
    this.#left = 0;
    this.#connections = 0;
    this.#sealed.clear();
  }

  /** Notes a message or a remark. */
  add(
    way: TranscriptEntry["way"],
    text: string,
    bytes?: Uint8Array,
    plain?: Uint8Array,
  ): void {
    if (bytes === undefined) return this.#push({ way, text });
    const { continued, starts } = way === ">"
      ? this.#sent.take(bytes)
      : { continued: 0, starts: [0] };
    const plaintexts = plain === undefined
      ? starts.flatMap((start) => this.#sealedAt(bytes, start))
      : [{ start: 0, ...kept(plain) }];
    this.#push({
      way,
      text,
      ...kept(bytes),
      continued,
      ...(plaintexts.length > 0 ? { plaintexts } : {}),
    });
  }

  /** Remembers what a frame holds that the tester sealed and may send. */
  sealed(frame: Uint8Array, plain: Uint8Array): void {
    this.#sealed.set(fingerprint(frame, 0), kept(plain));
    if (this.#sealed.size <= SEALED_KEPT) return;
    const [oldest] = this.#sealed.keys();
    this.#sealed.delete(oldest);
  }

  /** What was said; of a long conversation, its beginning and its end. */
  get entries(): readonly TranscriptEntry[] {
    const left = { way: ".", text: `${this.#left} messages left out` } as const;
    return [
      ...this.#first,
      ...(this.#left > 0 ? [left] : []),
      ...this.#last,
    ];
  }

  /** What the tester said last. */
  get lastSent(): string | undefined {
    return this.entries.findLast((entry) => entry.way === ">")?.text;
  }

  #push(entry: TranscriptEntry): void {
    if (this.#first.length < FIRST) {
      this.#first.push(entry);
      return;
    }
    this.#last.push(entry);
    if (this.#last.length <= LAST) return;
    this.#left++;
    this.#last.shift();
  }

  #sealedAt(bytes: Uint8Array, start: number): Plaintext[] {
    const plain = this.#sealed.get(fingerprint(bytes, start));
    return plain === undefined ? [] : [{ start, ...plain }];
  }
}

function kept(
  bytes: Uint8Array,
): { readonly bytes: Uint8Array; readonly size: number } {
  return { bytes: bytes.slice(0, BYTES_KEPT), size: bytes.length };
}

/** Of the frame at `start` alone, whatever follows it. */
function fingerprint(bytes: Uint8Array, start: number): string {
  const length = toBigInt(bytes.subarray(start + 1, start + HEADER));
  const size = Math.min(HEADER + Number(length), FINGERPRINT);
  return hex(bytes.subarray(start, start + size));
}
