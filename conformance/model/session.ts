import { createHash } from "node:crypto";
import { concat, fromHex, hex, uint } from "../tester/bytes.ts";
import { frame, frameName, header } from "../tester/frame.ts";
import type { Received } from "../tester/received.ts";
import {
  AlertCode,
  COMPRESSED_BIT,
  COMPRESSION_HEADROOM,
  FrameType,
} from "../tester/registry.ts";
import { Violation } from "../tester/violation.ts";
import { type Agreed, End, type Heard, sealedSize } from "./end.ts";
import { Foretold, OWN_BIT } from "./foretold.ts";
import type { Line } from "./line.ts";
import { mayStep } from "./may_step.ts";
import type { Step } from "./step.ts";

const { Data, Ping, Pong, KeyUpdate, Alert } = FrameType;
type Of<K extends Step["do"]> = Extract<Step, { do: K }>;

/** A longer body of a clear frame is not sent: its header is enough. */
const LONGEST_CLEAR = 64;
/** FIN follows the last word at once; what lingers sends none. */
const END_PATIENCE_MS = 2_500;

/**
 * The tester's end of a conversation, step by step, and the model's word on
 * what the target may answer.
 */
export class Session {
  readonly end: End;
  /** The steps that were taken. */
  readonly taken: Step[] = [];
  readonly #line: Line;
  readonly #foretold: Foretold;
  readonly #joined: boolean;
  /** Whether something was sent that no answer has shown to be accepted. */
  #unproven = false;
  /** What a fault is told by, where the target lets it pass. */
  #requirement = "";
  /** The last frame of each direction. */
  #sent: Uint8Array | undefined;
  #received: Uint8Array | undefined;
  #contents = 0;

  constructor(line: Line, agreed: Agreed, joined: boolean) {
    this.#line = line;
    this.#joined = joined;
    this.end = new End(agreed, line.state);
    this.#foretold = new Foretold(this.end, line.echo);
  }

  /** Whether the step makes sense now. */
  may(step: Step): boolean {
    const { sealer, opener } = this.#peer;
    return mayStep(step, this.end, {
      hasSealed: sealer !== undefined && sealer.sequence > 0n,
      hasKeys: sealer !== undefined && opener !== undefined,
      hasSent: this.#sent !== undefined,
      hasReceived: this.#received !== undefined,
      commands: this.#line.reports,
    });
  }

  /** Takes a step; where it ends the connection, its end is waited for. */
  async take(step: Step): Promise<void> {
    this.taken.push(step);
    await this.#take(step);
  }

  async #take(step: Step): Promise<void> {
    if (this.#joined) this.#peer.wire.hold();
    await this.#do(step);
    const isOver = this.end.state === "ENDED" || this.end.state === "DRAINING";
    if (isOver) await this.#watchEnd();
  }

  /** Waits for what is due, then ends the conversation in order. */
  async finish(): Promise<void> {
    if (this.end.state === "ENDED") return;
    if (!this.end.isEstablished) return this.#take({ do: "fin", cut: 0 });
    await this.#settle();
    if (this.end.ended === undefined) {
      await this.#take({ do: "close", behind: 0 });
    }
  }

  /** What the target reports must be what the model says. */
  async judgeReport(): Promise<void> {
    const { ended } = this.end;
    if (!this.#line.reports || ended === undefined) return;
    const event = await this.#line.ended();
    const { how, code, local } = event;
    const isRight = ended.how === "alert"
      ? how === "alert" && ended.codes.includes(code ?? -1) &&
        (local ?? false) === ended.local
      : how === ended.how;
    if (!isRight) {
      throw new Violation(
        ended.how === "truncated" ? "END-6" : "END-14",
        `an "ended" event with ${JSON.stringify(ended)}`,
        `"how" ${how}, "code" ${code}, "local" ${local}`,
      );
    }
    if (!this.end.isEstablished) return;
    const data = concat(...this.end.delivered);
    const last = await this.#line.delivered();
    const sha256 = createHash("sha256").update(data).digest("hex");
    const agrees = last === undefined
      ? data.length === 0
      : last.count === data.length && last.sha256 === sha256;
    if (agrees) return;
    throw new Violation(
      "END-20",
      `"data" events up to ${data.length} bytes, as sent`,
      last === undefined
        ? "none"
        : last.count === data.length
        ? "as many, of other bytes"
        : `${last.count} bytes`,
    );
  }

  async #do(step: Step): Promise<void> {
    switch (step.do) {
      case "data":
      case "ping":
        return this.#speak(step);
      case "keyUpdate":
        this.#seal(KeyUpdate, uint(step.request, 1));
        return this.#peer.sealer!.update();
      case "settle":
        return await this.#settle();
      case "close":
        this.#requirement = "END-2";
        this.#seal(Alert, uint(AlertCode.close, 1));
        if (step.behind === 0) return;
        return this.#peer.sendBytes(
          new Uint8Array(step.behind).fill(0x55),
          `${step.behind} bytes behind the close`,
        );
      case "alert":
        return this.#alert(step);
      case "fin":
        return this.#finish(step.cut);
      case "inner":
        return this.#inner(step);
      case "deflate":
        return this.#deflate(step);
      case "sealed":
        return this.#unopenable(step);
      case "header":
        this.#fault({ form: "protected", length: step.length }, "FRM-12");
        return this.#peer.sendBytes(
          header(FrameType.Protected, step.length),
          `the header of a Protected of ${step.length} bytes`,
        );
      case "clear":
        return this.#clear(step);
      case "command":
        return await this.#command(step);
    }
  }

  #speak({ do: what, size, compress }: Of<"data" | "ping">): void {
    const content = this.#content(size);
    this.#seal(what === "data" ? Data : Ping, content, compress);
    if (what === "data" && this.end.state === "ESTABLISHED") {
      this.#foretold.toEcho.push(...content);
    }
  }

  /** Seals a message as it should be, and tells the model. */
  #seal(type: number, content: Uint8Array, compress = false): void {
    const carried = compress ? this.#peer.compress(content) : content;
    const bit = compress ? COMPRESSED_BIT : 0;
    this.#sendSealed(type | bit, carried);
    this.#hear(type | bit, carried.length, content);
    // What is answered anyway needs no Ping to show that it was accepted.
    const isAnswered = type === Ping || (type === Data && this.#line.echo);
    this.#unproven = !isAnswered;
  }

  #hear(type: number, size: number, content: Uint8Array): void {
    const length = sealedSize(this.end.agreed.cipher, 1 + size);
    this.end.hears({
      form: "protected",
      length,
      inner: { type, size, content },
    });
  }

  #sendSealed(type: number, carried: Uint8Array): void {
    const bytes = this.#peer.seal(type, carried);
    this.#sent = bytes;
    this.#peer.sendBytes(
      bytes,
      `{${frameName(type & ~COMPRESSED_BIT)}, ${carried.length} bytes}`,
    );
  }

  #alert({ form, code }: Of<"alert">): void {
    if (form === "protected") {
      this.#requirement = "END-10";
      return this.#seal(Alert, uint(code, 1));
    }
    this.#fault({ form: "clear", type: Alert, length: 1, code }, "END-8");
    this.#peer.sendFrame(Alert, uint(code, 1));
  }

  #finish(cut: number): void {
    if (cut > 0) {
      // Before Established a header of another length is a fault by itself.
      const whole = this.end.isEstablished
        ? this.#peer.seal(Data, this.#content(cut))
        : this.#peer.seal(FrameType.Finished, this.#content(32));
      const part = whole.subarray(0, Math.min(cut, whole.length - 1));
      this.#peer.sendBytes(part, `${part.length} bytes of a frame`);
    }
    this.#requirement = "END-10";
    this.end.hears({ form: "eof" });
    this.#peer.wire.finish();
  }

  #inner({ type, size, byte }: Of<"inner">): void {
    const content = new Uint8Array(size).fill(byte & ~OWN_BIT);
    if (type === KeyUpdate && size === 1) content[0] = byte;
    const length = sealedSize(this.end.agreed.cipher, 1 + size);
    const broken = this.end.isEstablished ? [] : ["bad_finished" as const];
    const inner = { type, size, content, broken };
    this.#fault({ form: "protected", length, inner }, "FRM-12");
    this.#sendSealed(type, content);
    const isData = type === Data && this.end.state === "ESTABLISHED";
    if (isData) this.#foretold.toEcho.push(...content);
    this.#unproven = true;
  }

  #deflate({ type, fault }: Of<"deflate">): void {
    const { maxFrame, cipher } = this.end.agreed;
    const carried = fault === "bomb"
      ? this.#peer.compress(new Uint8Array(maxFrame - COMPRESSION_HEADROOM + 1))
      : BROKEN[fault];
    const inner = {
      type: type | COMPRESSED_BIT,
      size: carried.length,
      content: new Uint8Array(),
      broken: [
        fault === "bomb"
          ? "frame_too_large" as const
          : "decompression_failed" as const,
      ],
    };
    const length = sealedSize(cipher, 1 + carried.length);
    const requirement = fault === "bomb" ? "CMP-7" : "CMP-8";
    this.#fault({ form: "protected", length, inner }, requirement);
    this.#sendSealed(type | COMPRESSED_BIT, carried);
  }

  #unopenable({ how, at }: Of<"sealed">): void {
    const bytes = this.#unopenableBytes(how, at);
    this.#fault({ form: "protected", length: bytes.length - 4 }, "PRO-9");
    this.#peer.sendBytes(bytes, `a Protected frame, ${how}`);
  }

  #unopenableBytes(how: Of<"sealed">["how"], at: number): Uint8Array {
    switch (how) {
      case "again":
        return this.#sent!;
      case "reflected":
        return this.#received!;
      case "skipped": {
        const sequence = this.#peer.sealer!.sequence + 1n;
        return this.#peer.seal(Data, this.#content(1), { sequence });
      }
      case "flipped":
        return this.#peer.seal(Data, this.#content(20), {
          edit: (body) =>
            body.map((byte, i) => i === at % body.length ? byte ^ 1 : byte),
        });
    }
  }

  #clear({ type, length }: Of<"clear">): void {
    this.#fault({ form: "clear", type, length }, "FRM-4");
    const bytes = length > LONGEST_CLEAR
      ? header(type, length)
      : frame(type, new Uint8Array(length));
    const part = length > LONGEST_CLEAR ? "the header of a" : "a";
    this.#peer.sendBytes(bytes, `${part} clear ${frameName(type)}`);
  }

  async #command(step: Of<"command">): Promise<void> {
    const content = this.#content(step.size).map((byte) => byte | OWN_BIT);
    const { deed, flag } = step;
    // What it still had to read when it gave up, nobody knows.
    if (deed === "abort") await this.#settle();
    switch (deed) {
      case "send":
        this.#foretold.own.push(...content);
        break;
      case "keyUpdate":
        this.end.does({ do: deed, request: flag ? 1 : 0 });
        break;
      case "ping":
        this.end.does({
          do: deed,
          content,
          compressed: this.#wouldCompress(step),
        });
        break;
      default:
        this.end.does({ do: deed });
    }
    this.#peer.wire.release();
    const bytes = hex(content);
    await this.#line.command(
      deed === "send" || deed === "ping"
        ? { do: deed, bytes, compress: flag }
        : deed === "keyUpdate"
        ? { do: deed, request: flag }
        : { do: deed },
    );
    if (!step.races) await this.#settle();
  }

  #wouldCompress({ flag, size }: Of<"command">): boolean {
    const { compression, maxFrame } = this.end.agreed;
    return flag && compression === 1 && size > 0 &&
      size <= maxFrame - COMPRESSION_HEADROOM;
  }

  /** Waits for all that is due, and shows that the rest was accepted. */
  async #settle(): Promise<void> {
    while (this.end.state === "ESTABLISHED" || this.end.state === "CLOSING") {
      const { awaited, hasSaidAll } = this.#foretold;
      if (awaited.length === 0 && hasSaidAll) {
        const isHeard = this.#unproven && this.end.state === "ESTABLISHED";
        if (!isHeard) return;
        this.#seal(Ping, this.#content(8));
        this.#unproven = false;
        continue;
      }
      // What was sent before the last Ping is answered with it.
      await this.#see(this.#peer.patience);
    }
    await this.#watchEnd();
  }

  /** Watches the last words, and the end of the connection. */
  async #watchEnd(): Promise<void> {
    let isOver = false;
    while (!isOver) {
      const isSaid = this.#foretold.awaited.length === 0 &&
        this.end.state === "ENDED";
      const { patience } = this.#peer;
      isOver = await this.#see(
        isSaid ? Math.min(patience, END_PATIENCE_MS) : patience,
      );
    }
  }

  /** Sees the next thing; whether the connection is over. */
  async #see(patience: number): Promise<boolean> {
    this.#peer.wire.release();
    const seen = await this.#peer.next(patience);
    if (seen.kind === "inner" && seen.type === KeyUpdate) {
      this.#peer.opener!.update();
    }
    const difference = this.#foretold.take(seen);
    if (difference !== undefined) {
      const { requirement, expected } = difference;
      throw this.#peer.unexpected(
        seen,
        this.#requirement || requirement,
        expected,
      );
    }
    if (seen.kind === "inner") {
      this.#received = seen.raw;
      this.#answer(seen);
    }
    if (this.#joined) this.#peer.wire.hold();
    return seen.kind === "fin" || seen.kind === "reset";
  }

  /** What the tester owes for a message of the target's. */
  #answer(seen: Extract<Received, { kind: "inner" }>): void {
    const { state } = this.end;
    if (state !== "ESTABLISHED" && state !== "CLOSING") return;
    if (seen.type === Ping) this.#seal(Pong, seen.content, seen.compressed);
    const isAsked = seen.type === KeyUpdate && seen.content[0] === 1;
    if (isAsked && this.#peer.sealer!.sequence > 0n) {
      this.#seal(KeyUpdate, uint(0, 1));
      this.#peer.sealer!.update();
    }
  }

  /** Tells the model of something that may be a fault. */
  #fault(heard: Heard, requirement: string): void {
    this.end.hears(heard);
    if (this.end.state === "ENDED") this.#requirement = requirement;
  }

  /**
   * Bytes of even sizes are one text behind a number of their own, so that
   * DEFLATE refers to those before; of odd sizes they are random.
   */
  #content(size: number): Uint8Array {
    const n = ++this.#contents;
    let state = n * 0x9e3779b1;
    return Uint8Array.from({ length: size }, (_, i) => {
      if (size % 2 === 0) return (i < 2 ? n >> (7 * i) : i >> 3) & 0x7f;
      state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + i;
      return (state >>> 8) & 0x7f;
    });
  }

  get #peer(): Line["peer"] {
    return this.#line.peer;
  }
}

/** Contents that no inflater takes, or that come to nothing. */
const BROKEN = {
  final: fromHex("0300"),
  reserved: fromHex("06"),
  nothing: fromHex("00"),
} as const;
