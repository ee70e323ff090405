import { equal } from "../tester/bytes.ts";
import { longestBody } from "../tester/frame.ts";
import {
  AEAD_TAG_SIZE,
  AlertCode,
  type AlertName,
  Cipher,
  COMPRESSED_BIT,
  COMPRESSION_HEADROOM,
  FrameType,
  SecuritySetting,
} from "../tester/registry.ts";

const { ClientHello, ServerHello, ServerKey, ServerCertificate } = FrameType;
const { ClientKeyExchange, Protected, Finished } = FrameType;
const { Data, Ping, Pong, KeyUpdate, Alert } = FrameType;

/** The states of spec/handshake.md and spec/channel.md. */
export type State =
  | "WAIT_CLIENT_HELLO"
  | "WAIT_KEY_EXCHANGE"
  | "WAIT_SERVER_HELLO"
  | "WAIT_SERVER_KEY"
  | "WAIT_FINISHED"
  | "ESTABLISHED"
  | "CLOSING"
  | "DRAINING"
  | "ENDED";

/** What decides about the frames of a connection. */
export interface Agreed {
  readonly role: "server" | "client";
  readonly setting: number;
  readonly cipher: number;
  readonly compression: number;
  readonly maxFrame: number;
}

/** What a Protected frame holds that opens. */
export interface Inner {
  /** The inner type, bit 7 included. */
  readonly type: number;
  /** Bytes of content as carried. */
  readonly size: number;
  /** The content, inflated where bit 7 says so. */
  readonly content: Uint8Array;
  /** The codes for a content that is not what it should be: any is right. */
  readonly broken?: readonly AlertName[];
}

/** What reaches an end, as far as it decides what comes of it. */
export type Heard =
  /** With the code of an Alert that has one. */
  | { form: "clear"; type: number; length: number; code?: number }
  /** Without `inner` it does not open. */
  | { form: "protected"; length: number; inner?: Inner }
  | { form: "eof" };

/** What an end has to say. */
export interface Due {
  readonly type: number;
  /** Of an Alert: the codes, any of which is right. */
  readonly content: Uint8Array;
  readonly compressed: boolean;
  /** Whether it may be left out. */
  readonly optional: boolean;
}

/** How a connection ended, as an end reports it; of the codes any is right. */
export type Ending =
  | { how: "clean" | "truncated" }
  | { how: "alert"; codes: readonly number[]; local: boolean };

/** What an application may do. */
export type Deed =
  | { do: "send" | "ping"; content: Uint8Array; compressed: boolean }
  | { do: "keyUpdate"; request: number }
  | { do: "close" | "abort" };

/**
 * One end of a connection as the specification has it: what it accepts in each
 * state (spec/handshake.md, spec/channel.md), in which order it judges a frame
 * (spec/frames.md), what it owes for it, and what it reports. It knows nothing
 * of the reference, of sockets or of time. All of it in one file, to be read
 * beside those pages.
 */
export class End {
  readonly agreed: Agreed;
  state: State;
  /** What it has to say; answers in the order in which they fell due. */
  due: Due[] = [];
  ended: Ending | undefined;
  /** Its own Pings that no Pong has answered yet. */
  readonly pings: Inner[] = [];
  /** The Data that it handed over to its application. */
  readonly delivered: Uint8Array[] = [];
  /** Sequence numbers of the next frame that it opens, and that it seals. */
  opens: number;
  seals: number;
  /** Whether it has sealed its Finished: its Alerts are protected from then on. */
  hasSealed: boolean;
  /** Whether it is Established, or ended after it was. */
  isEstablished: boolean;

  constructor(agreed: Agreed, state: State) {
    this.agreed = agreed;
    this.state = state;
    const isEstablished = state === "ESTABLISHED";
    this.isEstablished = isEstablished;
    const isFirst = isProprietary(agreed) === (agreed.role === "server");
    this.opens = isEstablished ? 1 : 0;
    this.hasSealed = isEstablished || (isFirst && state === "WAIT_FINISHED");
    this.seals = this.hasSealed ? 1 : 0;
  }

  /** Something arrives: it is accepted, or ends the connection. */
  hears(heard: Heard): void {
    // Behind its peer's `close`, and its own end, nothing is looked at.
    if (this.state === "DRAINING" || this.state === "ENDED") return;
    if (heard.form === "eof") return this.#end({ how: "truncated" });
    const codes = this.faultsOf(heard);
    if (codes.length > 0) return this.#fail(codes);
    if (heard.form === "protected") return this.#opened(heard.inner!);
    if (heard.type === Alert) return this.#hearsAlert(heard.code!, "clear");
    this.#shakesHands(heard.type);
  }

  /** Its application does something; before Established it can only give up. */
  does(deed: Deed): void {
    switch (deed.do) {
      case "send":
        return this.#owe(Data, deed.content, deed.compressed);
      case "ping":
        return this.#owe(Ping, deed.content, deed.compressed);
      case "keyUpdate":
        // It may come later, or not at all: a fresh key needs none. If it
        // comes first, it is the answer to what was requested meanwhile.
        this.due = this.due.map((due) =>
          due.type === KeyUpdate ? { ...due, optional: true } : due
        );
        this.due.push({
          type: KeyUpdate,
          content: Uint8Array.of(deed.request),
          compressed: false,
          optional: true,
        });
        return;
      case "close":
        return this.#owe(Alert, CLOSE);
      case "abort":
        return this.#fail(["aborted"]);
    }
  }

  /** It sends a frame: what that does to its keys, its Pings and its state. */
  says({ type, content, compressed }: Omit<Due, "optional">): void {
    if (type === Finished) this.hasSealed = true;
    if (this.state === "ENDED" || isClear(type)) return;
    this.seals = type === KeyUpdate ? 0 : this.seals + 1;
    if (type === Ping) {
      const bit = compressed ? COMPRESSED_BIT : 0;
      this.pings.push({ type: Ping | bit, size: content.length, content });
    }
    if (type !== Alert) return;
    if (this.state === "DRAINING") return this.#end({ how: "clean" });
    // Behind its own `close` it sends nothing, whatever it owed.
    this.state = "CLOSING";
    this.due = [];
  }

  /** The codes a frame is refused with, the first fault's; none: accepted. */
  faultsOf(heard: Exclude<Heard, { form: "eof" }>): readonly AlertName[] {
    return heard.form === "clear"
      ? this.#clearFaults(heard.type, heard.length)
      : this.#sealedFaults(heard.length, heard.inner);
  }

  /** FRM-3: the type for the state, then the length, then the body. */
  #clearFaults(type: number, length: number): readonly AlertName[] {
    const isAlert = type === Alert && !this.#isOpen;
    if (!isAlert && !this.#accepts(type)) return ["unexpected_frame"];
    if (length > (longestBody(type, 0) ?? 0)) return ["frame_too_large"];
    return isAlert && length === 0 ? ["malformed"] : [];
  }

  /** FRM-12, steps 1 to 5: the state, the header, the tag. */
  #sealedFaults(
    length: number,
    inner: Inner | undefined,
  ): readonly AlertName[] {
    if (!this.#accepts(Protected)) return ["unexpected_frame"];
    const { cipher, maxFrame } = this.agreed;
    const most = sealedSize(cipher, 1 + (this.#isOpen ? maxFrame : 32));
    if (length > most) return ["frame_too_large"];
    if (!this.#isOpen && length < most) return ["bad_frame_protection"];
    if (inner === undefined) return ["bad_frame_protection"];
    return this.#isOpen ? this.#innerFaults(inner) : finishedFaults(inner);
  }

  /** Steps 7 to 9, once Established: inner type, size, content. */
  #innerFaults(inner: Inner): readonly AlertName[] {
    const type = inner.type & ~COMPRESSED_BIT;
    const compressed = type !== inner.type;
    const hasContent = CONTENTS.includes(type);
    if (!hasContent && type !== KeyUpdate && type !== Alert) return UNEXPECTED;
    if (compressed && !(hasContent && this.agreed.compression === 1)) {
      return UNEXPECTED;
    }
    // The frame at sequence number 0 follows a KeyUpdate.
    if (type === KeyUpdate && this.opens === 0) return UNEXPECTED;
    const further = hasContent
      ? this.#contentFaults(type, compressed, inner)
      : oneByteFaults(type, inner);
    if (type !== Pong) return further;
    const [oldest] = this.pings;
    // One that no Ping awaits may be judged before its content, or after.
    if (oldest?.type !== (inner.type ^ Pong ^ Ping)) {
      return [...UNEXPECTED, ...further];
    }
    if (further.length > 0) return further;
    return equal(inner.content, oldest.content) ? [] : UNEXPECTED;
  }

  #contentFaults(
    type: number,
    compressed: boolean,
    { size, content, broken = [] }: Inner,
  ): readonly AlertName[] {
    const { maxFrame } = this.agreed;
    if (size === 0 && (type === Data || compressed)) return ["malformed"];
    if (size > maxFrame) return ["frame_too_large"];
    if (broken.length > 0) return broken;
    const most = compressed ? maxFrame - COMPRESSION_HEADROOM : maxFrame;
    return content.length > most ? ["frame_too_large"] : [];
  }

  /** An accepted message: the table of spec/channel.md. */
  #opened({ type, content }: Inner): void {
    this.opens++;
    switch (type & ~COMPRESSED_BIT) {
      case Finished:
        return this.#hearsFinished();
      case Data:
        return void this.delivered.push(content);
      case Ping:
        if (this.state !== "ESTABLISHED") return;
        return this.#owe(Pong, content, (type & COMPRESSED_BIT) !== 0);
      case Pong:
        return void this.pings.shift();
      case KeyUpdate:
        return this.#hearsKeyUpdate(content[0]);
      default:
        return this.#hearsAlert(content[0], "protected");
    }
  }

  #hearsKeyUpdate(request: number): void {
    this.opens = 0;
    if (request === 0 || this.state !== "ESTABLISHED") return;
    // Under a key that has sealed nothing there is nothing to update.
    if (this.seals === 0 && this.due.length === 0) return;
    // What it still has to say may come before, and be a KeyUpdate itself.
    const optional = this.seals === 0 ||
      this.due.some(({ type }) => type === KeyUpdate);
    const content = Uint8Array.of(0);
    this.due.push({ type: KeyUpdate, content, compressed: false, optional });
  }

  #hearsAlert(code: number, form: "clear" | "protected"): void {
    if (code !== AlertCode.close || form === "clear") {
      return this.#end({ how: "alert", codes: [code], local: false });
    }
    if (this.state === "CLOSING") return this.#end({ how: "clean" });
    this.state = "DRAINING";
    // Pongs may be dropped, and what its application says now comes too late.
    this.#excuse();
    this.#owe(Alert, CLOSE);
  }

  /** A frame of the handshake that is accepted. */
  #shakesHands(type: number): void {
    const proprietary = isProprietary(this.agreed);
    switch (type) {
      case ClientHello:
        this.#owe(ServerHello);
        if (proprietary) return this.#oweFinished();
        this.state = "WAIT_KEY_EXCHANGE";
        return this.#owe(keyOf(this.agreed));
      case ServerHello:
        this.state = proprietary ? "WAIT_FINISHED" : "WAIT_SERVER_KEY";
        return;
      case ClientKeyExchange:
        this.state = "WAIT_FINISHED";
        return;
      default:
        this.#owe(ClientKeyExchange);
        return this.#oweFinished();
    }
  }

  #oweFinished(): void {
    this.state = "WAIT_FINISHED";
    this.#owe(Finished);
  }

  /** The first of the two Finished is answered by the second. */
  #hearsFinished(): void {
    if (this.seals === 0) this.#owe(Finished);
    this.state = "ESTABLISHED";
    this.isEstablished = true;
  }

  #fail(names: readonly AlertName[]): void {
    const codes = names.map((name) => AlertCode[name]);
    const speaks = this.state !== "CLOSING";
    this.#end({ how: "alert", codes, local: true });
    if (speaks) this.#owe(Alert, Uint8Array.from(codes));
  }

  #end(ending: Ending): void {
    this.state = "ENDED";
    this.ended = ending;
    this.#excuse();
  }

  /** What is sealed already goes out; the rest may be dropped. */
  #excuse(): void {
    this.due = this.due.filter(({ type }) => type !== Alert)
      .map((due) => ({ ...due, optional: true }));
  }

  #owe(type: number, content = NOTHING, compressed = false): void {
    this.due.push({ type, content, compressed, optional: false });
  }

  get #isOpen(): boolean {
    return this.state === "ESTABLISHED" || this.state === "CLOSING";
  }

  #accepts(type: number): boolean {
    switch (this.state) {
      case "WAIT_CLIENT_HELLO":
        return type === ClientHello;
      case "WAIT_KEY_EXCHANGE":
        return type === ClientKeyExchange;
      case "WAIT_SERVER_HELLO":
        return type === ServerHello;
      case "WAIT_SERVER_KEY":
        return type === keyOf(this.agreed);
      default:
        return type === Protected;
    }
  }
}

/** Bytes of a Protected body around a plaintext of `size` (spec/frames.md). */
export function sealedSize(cipher: number, size: number): number {
  return cipher === Cipher["3DES-EDE-CBC-HMAC-SHA-256"]
    ? 8 + 8 * (Math.floor(size / 8) + 1) + 32
    : size + AEAD_TAG_SIZE;
}

const NOTHING: Uint8Array = new Uint8Array();
const CLOSE: Uint8Array = Uint8Array.of(AlertCode.close);
const UNEXPECTED: readonly AlertName[] = ["unexpected_frame"];
const CONTENTS: readonly number[] = [Data, Ping, Pong];

function finishedFaults({ type, size, broken = [] }: Inner) {
  if (type !== Finished) return UNEXPECTED;
  return size === 32 ? broken : ["malformed"] as const;
}

function oneByteFaults(
  type: number,
  { size, content }: Inner,
): readonly AlertName[] {
  const isWrong = size !== 1 || (type === KeyUpdate && content[0] > 1);
  return isWrong ? ["malformed"] : [];
}

function isProprietary({ setting }: Agreed): boolean {
  return setting === SecuritySetting.proprietary;
}

/** What a server shows its key in. */
function keyOf({ setting }: Agreed): number {
  return setting === SecuritySetting.open ? ServerKey : ServerCertificate;
}

/** Handshake frames other than Finished are never sealed. */
function isClear(type: number): boolean {
  return type < Finished;
}
