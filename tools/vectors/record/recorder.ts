import { concat, equal, hex } from "../../../conformance/tester/bytes.ts";
import { frameName } from "../../../conformance/tester/frame.ts";
import type { Direction } from "../../../conformance/tester/schedule.ts";
import {
  AlertCode,
  Cipher,
  COMPRESSED_BIT,
  FrameType,
} from "../../../src/mod.ts";
import type { Step, StepFault } from "../sessions/step_format.ts";
import { FrameCutter } from "./frame_cutter.ts";
import { HandshakeWatcher } from "./handshake_watcher.ts";
import { other } from "./own_acts.ts";
import type { RecorderKeys, SessionKeys } from "./session_keys.ts";

/** Why a conversation is not recorded as a whole, in one line. */
export interface Trouble {
  readonly message: string;
  /** Whether what was seen until then can be kept. */
  readonly keeps: boolean;
}

/** One direction of the conversation, as far as it went. */
interface Watched {
  readonly cutter: FrameCutter;
  data: Uint8Array[];
  /** How many frames of it were opened. */
  opened: number;
  closed: boolean;
}

/** Watches a conversation go by, and writes down its steps. */
export class Recorder {
  readonly steps: Step[] = [];
  readonly handshake: HandshakeWatcher;
  trouble: Trouble | undefined;
  /** Whose stream was over first without its `close` or an Alert. */
  truncatedBy: Direction | undefined;
  /** The Alert that ended it, `close` apart, sent or kept back. */
  alert: number | undefined;
  readonly #limit: number;
  readonly #ends: Readonly<Record<Direction, Watched>>;
  #kept = 0;

  /** `limit`: bytes of frames and contents that are kept at most. */
  constructor(keys: RecorderKeys, limit: number) {
    this.handshake = new HandshakeWatcher(keys);
    this.#limit = limit;
    this.#ends = { client: watched(), server: watched() };
  }

  /** Takes what one end sent, in pieces of any size. */
  take(from: Direction, bytes: Uint8Array): void {
    if (this.#hasGivenUp) return;
    for (const { bytes: frame, bad } of this.#ends[from].cutter.cut(bytes)) {
      if (this.#hasGivenUp || this.#isOver(from)) return;
      if (!this.#keep(frame.length)) return;
      if (bad) this.#garbage(from, frame);
      else if (frame[0] === FrameType.Protected) this.#protected(from, frame);
      else this.#clear(from, frame);
    }
  }

  /** The end of what one end sends. */
  end(from: Direction): void {
    if (this.trouble || this.#isOver(from) || this.truncatedBy) return;
    this.truncatedBy = from;
    const { rest } = this.#ends[from].cutter;
    if (rest.length === 0) return;
    this.#add({
      from,
      name: rest.length < 4 ? "header" : frameName(rest[0]),
      frame: hex(rest),
      cut: true,
    });
  }

  get isClean(): boolean {
    return this.#ends.client.closed && this.#ends.server.closed;
  }

  dataOf(from: Direction): Uint8Array {
    return concat(...this.#ends[from].data);
  }

  /** Where what was clear is kept, what is clear goes on to be. */
  get #hasGivenUp(): boolean {
    return this.trouble !== undefined && !this.trouble.keeps;
  }

  /** Nothing matters behind an end's last word. */
  #isOver(from: Direction): boolean {
    return this.alert !== undefined || this.#ends[from].closed;
  }

  #garbage(from: Direction, header: Uint8Array): void {
    if (this.steps.length === 0) {
      this.trouble = {
        message: `the first bytes of the ${from} are no frame: ${hex(header)}`,
        keeps: false,
      };
      return;
    }
    this.#add(
      { from, name: frameName(header[0]), frame: hex(header) },
      "garbage",
      "No frame begins so, or none so long",
    );
  }

  #clear(from: Direction, frame: Uint8Array): void {
    const type = frame[0];
    const step = { from, name: frameName(type), frame: hex(frame) };
    const fault = this.handshake.take(type, frame);
    const isLate = this.#ends[from].opened > 0;
    if (isLate) this.#add(step, "clear", "It is in clear");
    else {this.#add(
        step,
        fault === undefined ? undefined : "undecryptable",
        fault,
      );}
    if (type === FrameType.Alert && !isLate) this.alert = frame[4];
  }

  #protected(from: Direction, frame: Uint8Array): void {
    const { keys, isRejected } = this.handshake;
    if (this.trouble) return;
    if (isRejected) {
      return this.#add({ from, name: "Protected", frame: hex(frame) });
    }
    if (!keys) return this.#unopened();
    const opener = keys.openers[from];
    const { generation, sequence } = opener;
    const plain = opener.open(frame.subarray(4));
    if (!plain) {
      const isFirst = this.#opened === 0;
      return isFirst && this.handshake.isProprietary
        ? this.#unopened()
        : this.#add(
          { from, name: "Protected", frame: hex(frame) },
          "unopened",
          `It does not open as frame ${sequence} of generation ${generation}`,
        );
    }
    this.#ends[from].opened++;
    this.#inner(from, frame, plain, keys, {
      generation,
      sequence: Number(sequence),
    });
  }

  #inner(
    from: Direction,
    frame: Uint8Array,
    plain: Uint8Array,
    keys: SessionKeys,
    place: { readonly generation: number; readonly sequence: number },
  ): void {
    const type = plain[0] & ~COMPRESSED_BIT;
    const compressed = (plain[0] & COMPRESSED_BIT) !== 0;
    const content = plain.subarray(1);
    const isAgreed = this.handshake.serverHello?.compression !== 0;
    const inflated = compressed && isAgreed
      ? keys.decompressors[from].decompress(content)
      : undefined;
    if (!this.#keep(plain.length + (inflated?.length ?? 0))) return;
    const isTripleDes = this.handshake.serverHello?.cipher ===
      Cipher["3DES-EDE-CBC-HMAC-SHA-256"];
    const isWrong = type === FrameType.Finished &&
      !equal(content, this.#verifyOf(from, keys));
    this.#add(
      {
        from,
        name: plain.length === 0
          ? "Protected"
          : `${compressed ? "compressed " : ""}${frameName(type)}`,
        frame: hex(frame),
        sealed: {
          ...place,
          ...(isTripleDes && { iv8: hex(frame.subarray(4, 12)) }),
          plain: hex(plain),
          ...(inflated?.length && { inflated: hex(inflated) }),
        },
      },
      isWrong ? "verify" : undefined,
      "It holds another verify",
    );
    this.#follow(from, type, inflated ?? content, keys);
  }

  #follow(
    from: Direction,
    type: number,
    content: Uint8Array,
    keys: SessionKeys,
  ): void {
    const end = this.#ends[from];
    switch (type) {
      case FrameType.Data:
        end.data.push(content.slice());
        break;
      case FrameType.KeyUpdate:
        keys.openers[from].update();
        break;
      case FrameType.Alert:
        if (content[0] === AlertCode.close) end.closed = true;
        else this.alert ??= content[0];
    }
  }

  /** A wrong key shows at the first Protected frame: what was clear is kept. */
  #unopened(): void {
    const { keyless, isProprietary } = this.handshake;
    const why = keyless ??
      (isProprietary
        ? "the deployment key given is not theirs"
        : "there was no key exchange");
    this.trouble = {
      message: `the Finished does not open: ${why}; ` +
        "kept what was in clear",
      keeps: true,
    };
  }

  #verifyOf(from: Direction, { schedule, first }: SessionKeys): Uint8Array {
    return from === first ? schedule.verifyFirst : schedule.verifySecond;
  }

  get #opened(): number {
    return this.#ends.client.opened + this.#ends.server.opened;
  }

  #add(step: Step, kind?: StepFault["kind"], about?: string): void {
    // A conversation has one fault; what comes of it is no other.
    const isFirst = this.steps.every(({ fault }) => !fault);
    this.steps.push({
      ...step,
      ...(kind && isFirst && { fault: { kind, about: about ?? kind } }),
    });
    // Behind its own close an end reports the Alert, and does not send it.
    const isKeptBack = isFirst && this.#ends[other(step.from)].closed;
    if (isKeptBack && kind) this.alert ??= KEPT_BACK[kind];
  }

  /** Counts what is kept; past the limit nothing of it is. */
  #keep(bytes: number): boolean {
    this.#kept += bytes;
    if (this.#kept <= this.#limit) return true;
    this.steps.length = 0;
    this.#ends.client.data = [];
    this.#ends.server.data = [];
    this.trouble = {
      message: `it is over ${this.#limit / 2 ** 20} MiB: ` +
        "nothing is kept; raise --most MIB",
      keeps: false,
    };
    return false;
  }
}

/** What a fault is answered with that shows from the frame alone. */
const KEPT_BACK: Partial<Record<StepFault["kind"], number>> = {
  unopened: AlertCode.bad_frame_protection,
  clear: AlertCode.unexpected_frame,
};

function watched(): Watched {
  return {
    cutter: new FrameCutter(),
    data: [],
    opened: 0,
    closed: false,
  };
}
