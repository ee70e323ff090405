import { concat, equal, uint } from "./bytes.ts";
import { Compressor } from "./compression.ts";
import { InnerReader } from "./inner_reader.ts";
import {
  alertOf,
  describe,
  type InnerFrame,
  innerName,
  type Received,
  shown,
} from "./received.ts";
import { alertName, frame, frameName } from "./frame.ts";
import type { KeyLog } from "./key_log.ts";
import { observationOf } from "./observation.ts";
import type { Opener, Sealer, SealOverrides } from "./protection.ts";
import {
  AlertCode,
  type AlertName,
  COMPRESSED_BIT,
  FrameType,
  MAX_BLOCKS_PER_KEY,
  MAX_FRAMES_PER_KEY,
} from "./registry.ts";
import type { Transcript } from "./transcript.ts";
import { Busy, Silence, Violation } from "./violation.ts";
import type { Wire } from "./wire.ts";

/** How long to wait, and who supplies randomness. */
export interface PeerOptions {
  /** Milliseconds a step may take before it counts as silence. */
  readonly patience: number;
  readonly random: (size: number) => Uint8Array;
  readonly transcript: Transcript;
  /** Takes the secrets of the connection. */
  readonly keyLog?: KeyLog;
}

/** What `send` may do otherwise than right. */
export interface SendOverrides extends SealOverrides {
  /** Sets bit 7 and runs the encoder. */
  readonly compress?: boolean;
}

const FLOOD_BYTES = 64 * 2 ** 20;
/** Once so much was sent meanwhile, a reset may come before the Alert. */
const RESET_EXCUSED_BYTES = 2 ** 20;

/**
 * One end of a conversation with the target, either role. The handshake's
 * steps are in `TesterClient` and `TesterServer`; this is what both need once
 * frames are sealed, and what may be expected of a target at any time.
 */
export class Peer {
  readonly wire: Wire;
  readonly transcript: Transcript;
  readonly patience: number;
  readonly random: (size: number) => Uint8Array;
  sealer: Sealer | undefined;
  opener: Opener | undefined;
  /** Whether the target has sealed its Finished, so that its alerts are too. */
  targetSealed = false;
  established = false;
  /** The content limit agreed in the hellos. */
  maxFrame = 0;
  /** 1 where DEFLATE was agreed. */
  compression = 0;
  /** All Data received since the last `takeData`, bounded. */
  received: Uint8Array[] = [];
  receivedCount = 0;
  /** Pings of the target's and KeyUpdates are answered unless unset. */
  polite = true;
  /** Made when it is first used: most connections compress nothing. */
  #compressor: Compressor | undefined;
  readonly #reader = new InnerReader();
  /** Whether the target has sent an Alert, its last frame. */
  #hasEnded = false;

  constructor(wire: Wire, options: PeerOptions) {
    this.wire = wire;
    this.patience = options.patience;
    this.random = options.random;
    this.transcript = options.transcript;
    this.transcript.connect();
  }

  /** Sends raw bytes; `text` says in the transcript what they are. */
  sendBytes(bytes: Uint8Array, text: string): void {
    this.transcript.add(">", text, bytes);
    this.wire.write(bytes);
  }

  /** Sends a frame in clear. */
  sendFrame(type: number, body: Uint8Array, text?: string): void {
    const about = text ?? `${frameName(type)}, ${body.length} bytes`;
    this.sendBytes(frame(type, body), about);
  }

  /** Seals an inner frame without sending it. */
  seal(
    innerType: number,
    content: Uint8Array,
    overrides: SealOverrides = {},
  ): Uint8Array {
    return this.sealPlain(concat(uint(innerType, 1), content), overrides);
  }

  /** Seals any plaintext, an empty one too, without sending it. */
  sealPlain(plain: Uint8Array, overrides: SealOverrides = {}): Uint8Array {
    if (this.sealer === undefined) throw new TypeError("No keys to seal with");
    const sealed = this.sealer.seal(plain, overrides);
    this.transcript.sealed(sealed, plain);
    return sealed;
  }

  /** Compressed content, the encoder's context kept. */
  compress(content: Uint8Array): Uint8Array {
    this.#compressor ??= new Compressor();
    return this.#compressor.compress(content);
  }

  /** Seals and sends an inner frame. */
  send(
    innerType: number,
    content: Uint8Array,
    overrides: SendOverrides = {},
  ): void {
    const { compress = false } = overrides;
    const type = compress ? innerType | COMPRESSED_BIT : innerType;
    const bytes = compress ? this.compress(content) : content;
    this.sendBytes(
      this.seal(type, bytes, overrides),
      `{${innerName(type)}, ${content.length} bytes}`,
    );
  }

  /** Sends a KeyUpdate and moves to the next generation. */
  sendKeyUpdate(request: number): void {
    this.send(FrameType.KeyUpdate, uint(request, 1));
    this.sealer?.update();
  }

  /** Sends a sealed Alert. */
  sendAlert(name: AlertName): void {
    this.send(FrameType.Alert, uint(AlertCode[name], 1));
  }

  /** The next thing observed, opened where it is sealed. */
  async next(patience: number = this.patience): Promise<Received> {
    const seen = await this.wire.next(patience);
    if (seen.kind !== "frame") {
      this.transcript.add("<", describe(seen));
      return seen;
    }
    if (seen.type !== FrameType.Protected || this.opener === undefined) {
      this.transcript.add("<", describe(seen), seen.raw);
      return seen;
    }
    return this.#opened(seen.body, seen.raw);
  }

  /**
   * The next thing that answers the tester: what a conforming target may
   * send of itself (Ping, KeyUpdate, Data) is dealt with on the way.
   */
  async answer(patience: number = this.patience): Promise<Received> {
    const deadline = performance.now() + patience;
    const start = this.wire.received;
    while (true) {
      const seen = await this.next(Math.max(1, deadline - performance.now()));
      if (!this.established || seen.kind !== "inner") return seen;
      // Behind its Alert, a close too, a target sends nothing at all.
      if (this.#hasEnded || !this.#dealtWith(seen)) {
        this.#hasEnded ||= alertOf(seen) !== undefined;
        return seen;
      }
      if (this.wire.received - start > FLOOD_BYTES) {
        throw new Violation(
          "DAT-3",
          "an answer",
          `more than ${FLOOD_BYTES} bytes of other frames`,
        );
      }
    }
  }

  /**
   * Demands the end that a fault must have: one Alert of the named codes, in
   * clear or protected as the sender's rule says, then the end of the
   * connection. A reset after the Alert is no fault.
   */
  async expectAlert(
    names: AlertName | readonly AlertName[],
    requirement: string,
  ): Promise<"fin" | "reset"> {
    const codes = (typeof names === "string" ? [names] : names)
      .map((name) => AlertCode[name]);
    const form = this.targetSealed ? "protected" : "clear";
    const expected = `a ${form} Alert ${codes.map(alertName).join(" or ")}`;
    const seen = await this.answer();
    const alert = alertOf(seen);
    // What was sent and not read may have reset the Alert away.
    const isExcused = seen.kind === "reset" &&
      this.wire.unanswered > RESET_EXCUSED_BYTES;
    if (isExcused) return "reset";
    if (alert === undefined) throw this.#noAlert(seen, requirement, expected);
    if (alert.form !== form) {
      throw this.unexpected(seen, "END-7", expected);
    }
    if (!codes.some((code) => code === alert.code)) {
      throw this.unexpected(seen, requirement, expected);
    }
    return await this.expectEnd(`the end of the connection after its Alert`);
  }

  /** Demands FIN (or a reset) and nothing before it; which it was. */
  async expectEnd(
    expected: string,
    requirement = "FRM-9",
  ): Promise<"fin" | "reset"> {
    // FIN follows at once; the lingering read of a second comes after it.
    const seen = await this.answer(Math.min(this.patience, 2_500));
    if (seen.kind === "fin" || seen.kind === "reset") return seen.kind;
    if (seen.kind === "silence") {
      throw this.unexpected(seen, requirement, expected);
    }
    throw new Violation(
      requirement,
      expected,
      describe(seen),
      undefined,
      "further-data",
    );
  }

  /** Proves that the target is alive and its keys are right: Ping, Pong. */
  async ping(
    content: Uint8Array = this.random(8),
    options: { compress?: boolean; requirement?: string } = {},
  ): Promise<void> {
    this.send(FrameType.Ping, content, { compress: options.compress });
    await this.expectPong(content, options);
  }

  /** Demands the Pong of a Ping sent before. */
  async expectPong(
    content: Uint8Array,
    options: { compress?: boolean; requirement?: string } = {},
  ): Promise<void> {
    const { compress = false, requirement = "PNG-1" } = options;
    const expected = `a ${compress ? "compressed " : ""}Pong of ${
      shown(content)
    }`;
    const seen = await this.answer();
    if (seen.kind !== "inner" || seen.type !== FrameType.Pong) {
      const violation = this.unexpected(seen, requirement, expected);
      throw options.requirement ? violation : violation.ofPlainStep();
    }
    if (!equal(seen.content, content)) {
      throw new Violation(
        "PNG-1",
        expected,
        `a Pong of ${shown(seen.content)}`,
      );
    }
    if (seen.compressed !== compress) {
      throw new Violation("CMP-11", expected, describe(seen));
    }
  }

  /** Demands exactly these bytes of Data, in whatever frames they come. */
  async expectData(bytes: Uint8Array, requirement = "DAT-1"): Promise<void> {
    const expected = `${bytes.length} bytes of Data`;
    const deadline = performance.now() + this.patience;
    while (this.receivedCount < bytes.length) {
      const left = Math.max(1, deadline - performance.now());
      const seen = await this.next(left);
      if (seen.kind === "inner" && this.#dealtWith(seen)) continue;
      throw this.unexpected(
        seen,
        requirement,
        `${expected}, of which ${this.receivedCount} came`,
      );
    }
    const data = this.takeData();
    if (equal(data, bytes)) return;
    const at = data.findIndex((byte, i) => byte !== bytes[i]);
    throw new Violation(
      requirement,
      `${expected} as sent`,
      at < bytes.length
        ? `another byte at offset ${at}`
        : `${data.length - bytes.length} bytes more`,
    );
  }

  /** What Data has come since the last call. */
  takeData(): Uint8Array {
    const data = concat(...this.received);
    this.received = [];
    this.receivedCount = 0;
    return data;
  }

  /**
   * Ends in order: sends `close`, demands the target's, and its FIN. Data
   * that comes before the target's `close` is kept.
   */
  async close(): Promise<void> {
    this.sendAlert("close");
    await this.expectClose();
    await this.expectEnd("FIN after both closes", "END-1");
  }

  /** Demands the target's protected `close`. */
  async expectClose(requirement = "END-1"): Promise<void> {
    const seen = await this.answer();
    const alert = alertOf(seen);
    if (alert?.form !== "protected" || alert.code !== AlertCode.close) {
      throw this.unexpected(seen, requirement, "a protected close");
    }
  }

  /** The violation that says: this came, that was expected. */
  unexpected(
    seen: Received,
    requirement: string,
    expected: string,
    hint?: string,
  ): Violation {
    const alert = alertOf(seen);
    const observed = describe(seen);
    if (alert?.code === AlertCode.busy) {
      const busy = observationOf(seen);
      return new Busy(requirement, expected, observed, undefined, busy);
    }
    if (seen.kind === "silence") {
      return new Silence(requirement, expected, observed, hint);
    }
    const observation = observationOf(seen);
    return new Violation(requirement, expected, observed, hint, observation);
  }

  /** What came where an Alert was due. */
  #noAlert(seen: Received, requirement: string, expected: string): Violation {
    if (seen.kind === "fin") {
      return new Violation(
        "FRM-9",
        expected,
        `${describe(seen)}, and no Alert`,
        undefined,
        observationOf(seen),
      );
    }
    if (seen.kind === "reset") {
      return new Violation(
        "FRM-10",
        expected,
        "a TCP reset before any Alert",
        "Shut down the write side after the Alert and read on until EOF: " +
          "closing with unread input resets the connection and loses the Alert",
        observationOf(seen),
      );
    }
    return this.unexpected(seen, requirement, expected);
  }

  #opened(body: Uint8Array, raw: Uint8Array): Received {
    const plain = this.opener?.open(body);
    if (plain === undefined) {
      this.transcript.add(
        "<",
        `Protected, ${body.length} bytes, unopened`,
        raw,
      );
      throw new Violation(
        "PRO-2",
        "a Protected frame that opens with the keys and sequence agreed",
        `${body.length} bytes that do not open as frame ${this.opener?.sequence}`,
      ).ofPlainStep();
    }
    const text = plain.length === 0 ? "no inner type" : innerName(plain[0]);
    const about = `{${text}, ${plain.length - 1} bytes}`;
    this.transcript.add("<", about, raw, plain);
    const inner = this.#reader.read(plain, this);
    this.#judgeLimit(inner.type);
    return { ...inner, raw };
  }

  /** The last place of a key is for a KeyUpdate or an Alert. */
  #judgeLimit(innerType: number): void {
    const isLast = innerType === FrameType.KeyUpdate ||
      innerType === FrameType.Alert;
    const frames = Number(this.opener?.sequence ?? 0);
    const mostFrames = isLast ? MAX_FRAMES_PER_KEY : MAX_FRAMES_PER_KEY - 1;
    if (frames > mostFrames) {
      throw new Violation(
        "KUP-6",
        `at most ${mostFrames} frames under one key up to ${
          innerName(innerType)
        }`,
        `${frames} frames`,
      );
    }
    const most = isLast ? MAX_BLOCKS_PER_KEY : MAX_BLOCKS_PER_KEY - 1;
    const blocks = this.opener?.blocks ?? 0;
    if (blocks <= most) return;
    throw new Violation(
      "KUP-7",
      `at most ${most} blocks under one 3DES key up to ${innerName(innerType)}`,
      `${blocks} blocks`,
    );
  }

  #dealtWith(inner: InnerFrame): boolean {
    switch (inner.type) {
      case FrameType.Data:
        this.receivedCount += inner.content.length;
        this.received.push(inner.content);
        return true;
      case FrameType.Ping:
        if (this.polite) {
          this.send(FrameType.Pong, inner.content, {
            compress: inner.compressed,
          });
        }
        return true;
      case FrameType.KeyUpdate:
        this.#follow(inner.content[0]);
        return this.polite;
      default:
        return false;
    }
  }

  #follow(request: number): void {
    if (request > 1) {
      throw new Violation("KUP-1", "request 0 or 1", `request ${request}`);
    }
    this.opener?.update();
    if (request === 1 && this.polite && this.sealer?.sequence !== 0n) {
      this.sendKeyUpdate(0);
    }
  }
}
