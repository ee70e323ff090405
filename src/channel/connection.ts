import { ProtocolError } from "../errors.ts";
import type { Frame } from "../frames/frame.ts";
import { decodeBody } from "../handshake/decode_body.ts";
import type {
  Handshake,
  HandshakeEffect,
  HandshakeInput,
  Session,
} from "../handshake/handshake.ts";
import type { CryptoProvider, RandomSource } from "../keys/provider.ts";
import { joinChunks, lengthOf } from "../protection/chunk_list.ts";
import { createOpener } from "../protection/opener.ts";
import type { PrivateTransforms } from "../protection/private_transform.ts";
import { createSealer } from "../protection/sealer.ts";
import { alert, keyUpdate } from "../schema/codecs.ts";
import { MAX_FRAMES_PER_KEY, MAX_OUTSTANDING_PINGS } from "../schema/limits.ts";
import {
  AlertCode,
  type AlertName,
  Compression,
  FrameType,
  KeyUpdateRequest,
} from "../schema/registries.ts";
import type { ConnectionEvent, Ended } from "./events.ts";
import type { Reading } from "./judge.ts";
import { Pings } from "./pings.ts";
import { type Received, Receiver } from "./receiver.ts";
import { Sender } from "./sender.ts";

/** What a connection is made of. */
export interface ConnectionOptions {
  readonly handshake: Handshake;
  readonly provider: CryptoProvider;
  readonly random: RandomSource;
  readonly transforms?: PrivateTransforms;
  /** DEFLATE level, 1 to 9; 1 if absent. */
  readonly compressionLevel?: number;
  /** Frames under one key before a KeyUpdate; the cipher's limit if absent. */
  readonly keyUpdateAfterFrames?: number;
  /**
   * Whether the own `close` waits for `close()` after the peer's, so that an
   * application can still answer what it had not looked at when that came.
   * Without it, only what was handed over before is sent.
   */
  readonly answersLate?: boolean;
  /**
   * Bytes of Data to give out at a time; what is behind them waits, unopened,
   * for `resume()`. Without it, all that came is given out at once, and a few
   * bytes of DEFLATE can be very much.
   */
  readonly batchSize?: number;
}

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
  readonly #receiver = new Receiver();
  readonly #sender: Sender;
  readonly #pings = new Pings();
  #events: ConnectionEvent[] = [];
  #session: Session | undefined;
  /** A Protected frame that waits for its keys. */
  #heldFrame: Frame | undefined;
  #waitsForSupply = false;
  /** Bytes of Data in this batch. */
  #batched = 0;
  #reachedEnd = false;
  #afterKeyUpdate = false;
  #closeWanted = false;
  #closeSent = false;
  #peerClosed = false;
  #ended: Ended | undefined;

  constructor(options: ConnectionOptions) {
    const { compressionLevel = 1, keyUpdateAfterFrames = MAX_FRAMES_PER_KEY } =
      options;
    this.#options = options;
    this.#handshake = options.handshake;
    this.#sender = new Sender({ compressionLevel, keyUpdateAfterFrames });
    this.#carryOut(this.#handshake.step({ type: "start" }));
  }

  /** Takes bytes off the transport. */
  receive(chunk: Uint8Array): void {
    if (!this.#reads) return;
    this.#receiver.push(chunk);
    this.#guard(() => this.#advance());
  }

  /** The pipeline: each frame goes all the way before the next is looked at. */
  #advance(): void {
    while (this.#reads && !this.#waitsForSupply && !this.#isBatchFull) {
      const reading = this.#reading;
      const frame = this.#heldFrame ?? this.#receiver.deframe(reading);
      if (!frame) return this.#reachedEnd ? this.#endOfInput() : undefined;
      if (this.#mustWaitForKeys(frame)) continue;
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

  /** Answers a need. */
  supply(answer: Supply): void {
    if (this.#ended) return;
    this.#waitsForSupply = false;
    this.#guard(() => {
      this.#carryOut(this.#handshake.step(answer));
      this.#advance();
    });
  }

  /** Ends the connection with an alert of this end's own. */
  fail(code: AlertName, message: string): void {
    this.#failWith(new ProtocolError(code, message));
  }

  /**
   * The close deadline has passed: after the own `close` the peer's did not
   * come, or after the peer's it did not take what was still to be sent.
   */
  closeExpired(): void {
    this.#endOfInput();
  }

  /**
   * Queues bytes of the stream; they must not change until they are sent.
   *
   * @throws TypeError before the connection is established, or after `close`.
   */
  send(bytes: Uint8Array, options: { compress?: boolean } = {}): void {
    this.#requireOpen("send");
    const compress = options.compress ?? this.#mayCompress;
    this.#sender.write(bytes, compress && this.#mayCompress);
  }

  /**
   * Sends a Ping.
   *
   * @throws RangeError with 16 unanswered, or for content over maxFrame;
   * TypeError as `send`.
   */
  ping(content: Uint8Array, options: { compress?: boolean } = {}): void {
    const session = this.#requireOpen("ping");
    if (content.length > session.maxFrame) {
      throw new RangeError(`A Ping holds at most ${session.maxFrame} bytes`);
    }
    const compress = options.compress === true && this.#mayCompress &&
      content.length >= 1 && content.length <= this.#sender.mostCompressible;
    this.#pings.add(content, compress);
    this.#sender.probe(FrameType.Ping, content, compress);
  }

  /**
   * Moves this end's sending to a new key, and asks the peer to do the same if
   * `request`. Returns false where the present key has sealed nothing yet.
   *
   * @throws TypeError as `send`.
   */
  updateKeys(request: boolean): boolean {
    this.#requireOpen("updateKeys");
    return this.#sender.keyUpdate(request);
  }

  /** Closes once all that was queued is sent. Before Established it aborts. */
  close(): void {
    if (this.#ended) return;
    if (this.#session) this.#closeWanted = true;
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

  /** Whether it can go on with more input; if not, reading had better stop. */
  get wantsInput(): boolean {
    return !this.#waitsForSupply;
  }

  get session(): Session | undefined {
    return this.#session;
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
    const established = this.#session !== undefined;
    return {
      state: established ? "ESTABLISHED" : this.#handshake.state,
      accepts: established ? [FrameType.Protected] : this.#handshake.accepts,
      clearAlert: !this.#receiver.hasOpened,
      cipher: this.#handshake.cipher,
      opener: this.#receiver.opener,
      session: this.#session,
      afterKeyUpdate: this.#afterKeyUpdate,
      awaitedPong: this.#pings.oldest,
    };
  }

  get #isBatchFull(): boolean {
    return this.#batched >= (this.#options.batchSize ?? Infinity);
  }

  get #mayCompress(): boolean {
    return this.#session?.compression === Compression.deflate;
  }

  /** The first Protected frame makes a server do its RSA operation. */
  #mustWaitForKeys(frame: Frame): boolean {
    const waits = frame.type === FrameType.Protected && !this.#receiver.opener;
    this.#heldFrame = waits ? frame : undefined;
    if (waits) this.#carryOut(this.#handshake.step({ type: "sealed" }));
    return waits;
  }

  #step(message: Received): void {
    switch (message.type) {
      case FrameType.Finished:
        return this.#carryOut(this.#handshake.step({
          type: "finished",
          content: joinChunks(message.content),
        }));
      case FrameType.Data:
        this.#batched += lengthOf(message.content);
        return this.#emit({ type: "data", chunks: message.content });
      case FrameType.Ping:
        return this.#answerPing(message);
      case FrameType.Pong:
        return this.#emit({
          type: "pong",
          content: this.#pings.answer(message.content),
        });
      case FrameType.KeyUpdate:
        return this.#followKeyUpdate(message);
      case FrameType.Alert:
        return this.#obeyAlert(message);
      default:
        return this.#carryOut(this.#handshake.step({
          type: "frame",
          frameType: message.type,
          body: joinChunks(message.content),
        }));
    }
  }

  #answerPing(message: Received): void {
    if (this.#closeSent) return;
    const content = joinChunks(message.content);
    this.#sender.probe(FrameType.Pong, content, message.compressed);
    if (this.#sender.pongsWaiting > MAX_OUTSTANDING_PINGS) {
      throw new ProtocolError(
        "flood",
        `More than ${MAX_OUTSTANDING_PINGS} Pongs wait to be sent`,
      );
    }
  }

  #followKeyUpdate(message: Received): void {
    const { request } = decodeBody(keyUpdate, joinChunks(message.content));
    this.#receiver.rekey();
    if (request === KeyUpdateRequest.requested && !this.#closeSent) {
      this.#sender.keyUpdate(false);
    }
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
    this.#sender.close();
    this.#closeSent = true;
    if (this.#peerClosed) this.#end({ how: "clean" });
    else this.#emit({ type: "closeSent" });
  }

  #carryOut(effects: readonly HandshakeEffect[]): void {
    for (const effect of effects) {
      switch (effect.type) {
        case "send":
          this.#sender.clear(effect.frame);
          break;
        case "need":
          this.#waitsForSupply = true;
          this.#emit(effect);
          break;
        case "install":
          this.#install(effect);
          break;
        case "sealFinished":
          this.#sender.finished(effect.verify);
          break;
        case "established":
          this.#session = effect.session;
          this.#sender.establish(effect.session.maxFrame);
          this.#emit(effect);
          break;
      }
    }
  }

  #install(effect: HandshakeEffect & { type: "install" }): void {
    const { provider, random, transforms } = this.#options;
    const shared = { provider, random, transforms, cipher: effect.cipher };
    this.#sender.install(createSealer({ ...shared, secret: effect.sending }));
    this.#receiver.install(
      createOpener({ ...shared, secret: effect.receiving }),
    );
  }

  /** Without the peer's `close`, the end of its input is truncation. */
  #endOfInput(): void {
    this.#end(this.#peerClosed ? { how: "clean" } : { how: "truncated" });
  }

  #requireOpen(what: string): Session {
    if (!this.#session) {
      throw new TypeError(`Cannot ${what}: not established yet`);
    }
    if (this.#closeWanted || this.#ended) {
      throw new TypeError(`Cannot ${what}: the channel is closed`);
    }
    return this.#session;
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#failWith(error);
    }
  }

  #failWith(error: unknown): void {
    if (this.#ended) return;
    const { code, message } = error instanceof ProtocolError
      ? error
      : new ProtocolError("internal_error", `Cannot go on: ${error}`);
    if (this.#peerClosed && this.#closeWanted) {
      return this.#end({ how: "clean" });
    }
    if (!this.#closeSent) this.#sender.alert(AlertCode[code]);
    this.#end({
      how: "alert",
      code: AlertCode[code],
      local: true,
      authenticated: false,
      message,
    });
  }

  #end(ended: Ended): void {
    if (this.#ended) return;
    this.#ended = ended;
    this.#heldFrame = undefined;
    this.#receiver.end();
    this.#sender.end();
    this.#handshake.erase();
    this.#emit({ type: "ended", ended });
  }

  #emit(event: ConnectionEvent): void {
    this.#events.push(event);
  }
}
