import { ProtocolError } from "../errors.ts";
import { decodeBody } from "../handshake/decode_body.ts";
import type {
  Handshake,
  HandshakeInput,
  Session,
} from "../handshake/handshake.ts";
import { joinChunks, lengthOf } from "../protection/chunk_list.ts";
import { alert } from "../schema/codecs.ts";
import { MAX_FRAMES_PER_KEY } from "../schema/limits.ts";
import { AlertCode, type AlertName, FrameType } from "../schema/registries.ts";
import type { ConnectionOptions } from "./connection_options.ts";
import { Conversation } from "./conversation.ts";
import type { ConnectionEvent, Ended } from "./events.ts";
import { Handshaking } from "./handshaking.ts";
import type { Reading } from "./judge.ts";
import { type Received, Receiver } from "./receiver.ts";
import { Sender } from "./sender.ts";

/** An answer to a need. */
export type Supply = Extract<
  HandshakeInput,
  { type: "identity" | "encrypted" | "decrypted" }
>;

/**
 * One end of a secure channel without a socket: it takes bytes and gives bytes
 * and events (spec/handshake.md, spec/channel.md). After each call, its driver
 * takes the events and the output.
 *
 * A fault of the peer is never thrown: it is answered with its alert, and
 * `ended` says so.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #handshake: Handshake;
  readonly #handshaking: Handshaking;
  readonly #receiver = new Receiver();
  readonly #sender: Sender;
  #conversation: Conversation | undefined;
  #events: ConnectionEvent[] = [];
  /** Bytes of Data in this batch. */
  #batched = 0;
  #reachedEnd = false;
  #afterKeyUpdate = false;
  #closeWanted = false;
  #closeSent = false;
  #peerClosed = false;
  #ended: Ended | undefined;

  /** @throws RangeError for a level or a number of frames out of range. */
  constructor(options: ConnectionOptions) {
    const { compressionLevel = 1, keyUpdateAfterFrames = MAX_FRAMES_PER_KEY } =
      options;
    this.#options = options;
    this.#handshake = options.handshake;
    this.#sender = new Sender({ compressionLevel, keyUpdateAfterFrames });
    this.#handshaking = new Handshaking(options, {
      sender: this.#sender,
      receiver: this.#receiver,
      emit: (event) => this.#emit(event),
      onEstablished: (session) => this.#establish(session),
    });
    this.#handshaking.step({ type: "start" });
  }

  /** Takes bytes off the transport. */
  receive(chunk: Uint8Array): void {
    if (!this.#reads) return;
    this.#receiver.push(chunk);
    this.#guard(() => this.#advance());
  }

  /** The pipeline: each frame goes all the way before the next is looked at. */
  #advance(): void {
    while (this.#reads && !this.#handshaking.waits && !this.#isBatchFull) {
      const reading = this.#reading;
      const frame = this.#handshaking.heldFrame ??
        this.#receiver.deframe(reading);
      if (!frame) return this.#reachedEnd ? this.#endOfInput() : undefined;
      if (this.#handshaking.hold(frame)) continue;
      const opened = this.#receiver.open(frame);
      const inner = this.#receiver.judge(reading, opened);
      this.#afterKeyUpdate = inner.type === FrameType.KeyUpdate;
      const content = this.#receiver.inflate(reading, inner, opened.content);
      this.#step({ ...opened, ...inner, content });
    }
  }

  /** Goes on behind a full batch of Data. False: there was none. */
  resume(): boolean {
    if (!this.#isBatchFull) return false;
    this.#batched = 0;
    this.#guard(() => this.#advance());
    return true;
  }

  /** The transport's input is over, after all that was received. */
  receiveEnd(): void {
    this.#reachedEnd = true;
    this.#guard(() => this.#advance());
  }

  /** The transport is gone: nothing can be received or sent any more. */
  transportLost(): void {
    this.#endOfInput();
  }

  /** Answers a need. What comes too late is erased. */
  supply(answer: Supply): void {
    if (this.#ended) {
      if (answer.type === "decrypted") answer.preMaster.fill(0);
      return;
    }
    this.#guard(() => {
      this.#handshaking.step(answer);
      this.#advance();
    });
  }

  /** Ends the connection with an alert of this end's own. */
  fail(code: AlertName, message: string): void {
    this.failWith(new ProtocolError(code, message));
  }

  /** Ends it with an error's own alert; `internal_error` if it has none. */
  failWith(error: unknown): void {
    if (this.#ended) return;
    const { code, message } = error instanceof ProtocolError
      ? error
      : new ProtocolError("internal_error", `Cannot go on: ${error}`);
    if (!this.#closeSent) this.#lastWord(AlertCode[code]);
    this.#end({
      how: "alert",
      code: AlertCode[code],
      local: true,
      authenticated: false,
      message,
    });
  }

  /** The close deadline has passed: the peer's `close` did not come. */
  closeExpired(): void {
    this.#endOfInput();
  }

  /**
   * Queues bytes of the stream; they must not change until they are sent.
   *
   * @throws TypeError before the connection is established, or after `close`.
   */
  send(bytes: Uint8Array, options: { compress?: boolean } = {}): void {
    this.#requireOpen("send").send(bytes, options);
  }

  /**
   * Sends a Ping.
   *
   * @throws RangeError with 16 unanswered, or for content over maxFrame;
   * TypeError as `send`.
   */
  ping(content: Uint8Array, options: { compress?: boolean } = {}): void {
    const conversation = this.#requireOpen("ping");
    conversation.requirePlaceForPing(content);
    this.#guard(() => conversation.ping(content, options));
  }

  /**
   * Moves this end's sending to a new key, and asks the peer to do the same if
   * `request`. Returns false where the present key has sealed nothing yet.
   *
   * @throws TypeError as `send`.
   */
  updateKeys(request: boolean): boolean {
    this.#requireOpen("updateKeys");
    let sent = false;
    this.#guard(() => {
      sent = this.#sender.keyUpdate(request);
    });
    return sent;
  }

  /** Closes once all that was queued is sent. Before Established it aborts. */
  close(): void {
    if (this.#ended) return;
    if (this.#conversation) this.#closeWanted = true;
    else this.fail("aborted", "Closed before the connection was established");
  }

  /** Takes the events since the last call. */
  takeEvents(): ConnectionEvent[] {
    const events = this.#events;
    this.#events = [];
    if (!this.#isBatchFull) this.#batched = 0;
    return events;
  }

  /**
   * Takes the bytes to send, queued Data up to about `budget` bytes of it
   * sealed. Call it when the transport can take more.
   */
  takeOutput(budget = Infinity): Uint8Array[] {
    if (!this.#ended) this.#guard(() => this.#fill(budget));
    return this.#sender.take();
  }

  /** Whether there is output to take. */
  get hasOutput(): boolean {
    return !this.#sender.isEmpty || (this.#closeWanted && !this.#closeSent);
  }

  /** Bytes written by the application that are in no frame yet. */
  get queued(): number {
    return this.#sender.queued;
  }

  /** Whether the own `close` is asked for, or sent. */
  get isClosing(): boolean {
    return this.#closeWanted;
  }

  /** Whether it can go on with more input; if not, reading had better stop. */
  get wantsInput(): boolean {
    return !this.#handshaking.waits;
  }

  /** What was agreed on, once established. */
  get session(): Session | undefined {
    return this.#conversation?.session;
  }

  /** How it ended; then the output that is left is the last. */
  get ended(): Ended | undefined {
    return this.#ended;
  }

  /** Whether the peer's input still matters. */
  get #reads(): boolean {
    return !this.#ended && !this.#peerClosed;
  }

  get #reading(): Reading {
    const { session } = this;
    return {
      state: session ? "ESTABLISHED" : this.#handshake.state,
      accepts: session ? [FrameType.Protected] : this.#handshake.accepts,
      clearAlert: !this.#receiver.hasOpened,
      cipher: this.#handshake.cipher,
      opener: this.#receiver.opener,
      session,
      afterKeyUpdate: this.#afterKeyUpdate,
      awaitedPong: this.#conversation?.awaitedPong,
    };
  }

  get #isBatchFull(): boolean {
    return this.#batched >= (this.#options.batchSize ?? Infinity);
  }

  #step(message: Received): void {
    switch (message.type) {
      case FrameType.Finished:
        return this.#handshaking.step({
          type: "finished",
          content: joinChunks(message.content),
        });
      case FrameType.Data:
        this.#batched += lengthOf(message.content);
        return this.#emit({ type: "data", chunks: message.content });
      case FrameType.Ping:
        // Behind the own `close` nothing is sent.
        return this.#closeSent ? undefined : this.#open.answerPing(message);
      case FrameType.Pong:
        return this.#emit({
          type: "pong",
          content: this.#open.matchPong(message),
        });
      case FrameType.KeyUpdate:
        return this.#open.followKeyUpdate(message, !this.#closeSent);
      case FrameType.Alert:
        return this.#obeyAlert(message);
      default:
        return this.#handshaking.step({
          type: "frame",
          frameType: message.type,
          body: joinChunks(message.content),
        });
    }
  }

  #establish(session: Session): void {
    this.#conversation = new Conversation(session, {
      sender: this.#sender,
      receiver: this.#receiver,
    });
    this.#emit({ type: "established", session });
  }

  #obeyAlert(message: Received): void {
    const { code } = decodeBody(alert, joinChunks(message.content));
    const authenticated = message.isProtected;
    if (code !== AlertCode.close || !authenticated) {
      return this.#end({ how: "alert", code, local: false, authenticated });
    }
    this.#peerClosed = true;
    this.#receiver.end();
    this.#emit({ type: "peerClosed" });
    if (this.#closeSent) this.#end({ how: "clean" });
    else if (!this.#options.answersLate) this.#closeWanted = true;
  }

  /** Seals what is queued, and at its end the `close` that was asked for. */
  #fill(budget: number): void {
    this.#sender.fill(budget);
    if (!this.#closeWanted || this.#closeSent || this.#sender.queued > 0) {
      return;
    }
    this.#sender.alert(AlertCode.close);
    this.#closeSent = true;
    if (this.#peerClosed) this.#end({ how: "clean" });
    else this.#emit({ type: "closeSent" });
  }

  /** Without the peer's `close`, the end of its input is truncation. */
  #endOfInput(): void {
    this.#end(this.#peerClosed ? { how: "clean" } : { how: "truncated" });
  }

  get #open(): Conversation {
    if (!this.#conversation) throw new TypeError("Not established yet");
    return this.#conversation;
  }

  #requireOpen(what: string): Conversation {
    if (!this.#conversation) {
      throw new TypeError(`Cannot ${what}: not established yet`);
    }
    if (this.#closeWanted || this.#ended) {
      throw new TypeError(`Cannot ${what}: the channel is closed`);
    }
    return this.#conversation;
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.failWith(error);
    }
  }

  /** The alert of a fault, or nothing where it can't be sealed any more. */
  #lastWord(code: number): void {
    try {
      this.#sender.alert(code);
    } catch {
      // The first cause stands, and is reported.
    }
  }

  #end(ended: Ended): void {
    if (this.#ended) return;
    this.#ended = ended;
    this.#receiver.end();
    this.#sender.end();
    this.#handshaking.end();
    this.#emit({ type: "ended", ended });
  }

  #emit(event: ConnectionEvent): void {
    this.#events.push(event);
  }
}
