import type { Connection } from "../channel/connection.ts";
import type { ConnectionEvent, Ended } from "../channel/events.ts";
import { ByteQueue } from "../frames/byte_queue.ts";
import type { Session } from "../handshake/handshake.ts";
import { ChannelError } from "./channel_error.ts";
import type { Driver } from "./driver.ts";

/** Received bytes nobody has read yet, before reading off the wire stops. */
export const READ_HIGH_WATER = 1_048_576;
/** Written bytes not yet sealed, before `write` asks its caller to wait. */
const WRITE_HIGH_WATER = 1_048_576;

const DONE = Promise.resolve();

/** Somebody who waits, and what for. */
interface Waiter<T> {
  resolve(value: T | PromiseLike<T>): void;
  reject(error: unknown): void;
}

/** A promise to somebody who may not look: how it ended, `ended` tells too. */
function waitIn<T>(waiters: Waiter<T>[]): Promise<T> {
  const promise = new Promise<T>((resolve, reject) => {
    waiters.push({ resolve, reject });
  });
  promise.catch(() => {});
  return promise;
}

/**
 * An established secure channel: a stream of bytes each way (spec/channel.md).
 *
 * ```ts
 * await channel.write(new TextEncoder().encode("hello"));
 * void channel.close();
 * for await (const bytes of channel) console.log(`${bytes.length} bytes back`);
 * console.log(`the end: ${(await channel.ended).how}`);
 * ```
 */
export class SecureChannel implements AsyncIterable<Uint8Array> {
  /** What the two ends agreed on. */
  readonly session: Session;
  /** The peer's address. */
  readonly remote: string;
  /** How the channel ended, as soon as it has. Never rejects. */
  readonly ended: Promise<Ended>;
  readonly #connection: Connection;
  readonly #driver: Driver;
  readonly #resolveEnded: (ended: Ended) => void;
  readonly #received = new ByteQueue();
  #closed = false;
  #hasEnded = false;
  #inputOver = false;
  #hasReader = false;
  #readers: Waiter<Uint8Array | undefined>[] = [];
  #writers: Waiter<void>[] = [];
  #pingers: Waiter<void>[] = [];

  constructor(
    options: {
      session: Session;
      remote: string;
      connection: Connection;
      driver: Driver;
    },
  ) {
    this.session = options.session;
    this.remote = options.remote;
    this.#connection = options.connection;
    this.#driver = options.driver;
    let resolveEnded: (ended: Ended) => void = () => {};
    this.ended = new Promise((resolve) => resolveEnded = resolve);
    this.#resolveEnded = resolveEnded;
  }

  /**
   * The next bytes of the peer's stream, or undefined after its clean end. What
   * is written in the turn that takes the end is still sent; then this end
   * closes too.
   *
   * @throws ChannelError when the stream ended any other way.
   */
  read(): Promise<Uint8Array | undefined> {
    this.#hasReader = true;
    const chunk = this.#received.takePiece();
    if (chunk) {
      this.#regulate();
      this.#driver.stillAnswering();
      return Promise.resolve(chunk);
    }
    if (this.#inputOver) return this.#takeEnd();
    if (this.#hasEnded) return this.#refuse();
    return waitIn(this.#readers);
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    for (;;) {
      const chunk = await this.read();
      if (!chunk) return;
      yield chunk;
    }
  }

  /**
   * Queues bytes; they must not change until they are sent. Resolves when more
   * can be written without piling up, so await it between writes.
   * `compress: false` keeps bytes out of the compression: secrets must not
   * share it with text that somebody else chooses (spec/security.md).
   *
   * @throws ChannelError when the channel ended, TypeError after `close`.
   */
  write(
    bytes: Uint8Array,
    options: { compress?: boolean } = {},
  ): Promise<void> {
    if (this.#isOver) return this.#refuse();
    try {
      this.#connection.send(bytes, options);
    } catch (error) {
      return Promise.reject(error);
    }
    this.#driver.stillAnswering();
    const { queued } = this.#connection;
    if (queued >= this.session.maxFrame) this.#driver.pump();
    else this.#driver.pumpSoon();
    if (this.#connection.queued < WRITE_HIGH_WATER) return DONE;
    return waitIn(this.#writers);
  }

  /**
   * Asks the peer whether it still answers; resolves with its Pong. At most 16
   * may be unanswered.
   *
   * @throws ChannelError when the channel ends first; RangeError.
   */
  ping(
    content: Uint8Array = new Uint8Array(0),
    options: { compress?: boolean } = {},
  ): Promise<void> {
    if (this.#isOver) return this.#refuse();
    try {
      this.#connection.ping(content, options);
    } catch (error) {
      return Promise.reject(error);
    }
    const answered = waitIn(this.#pingers);
    this.#driver.pump();
    return answered;
  }

  /**
   * Moves to a new key for sending, and asks the peer to do the same unless
   * `request` is false. Returns false where the key is fresh anyway, or the
   * channel has ended.
   *
   * @throws TypeError after `close`.
   */
  updateKeys(options: { request?: boolean } = {}): boolean {
    if (this.#isOver) return false;
    const sent = this.#connection.updateKeys(options.request ?? true);
    this.#driver.pump();
    return sent;
  }

  /**
   * Ends the own stream once all that was written is sent, and waits for the
   * peer to end its own. Data it still sends can be read meanwhile.
   */
  close(): Promise<Ended> {
    this.#closed = true;
    this.#driver.close();
    return this.ended;
  }

  /** Gives the connection up at once, with the alert `aborted`. */
  abort(): Promise<Ended> {
    this.#connection.fail("aborted", "The application gave the channel up");
    this.#driver.pump();
    return this.ended;
  }

  /** For the driver's events. @internal */
  handle(event: ConnectionEvent): void {
    switch (event.type) {
      case "data":
        for (const chunk of event.chunks) this.#deliver(plain(chunk));
        return;
      case "pong":
        return this.#pingers.shift()?.resolve();
      case "peerClosed":
        return this.#endInput();
      case "ended":
        return this.#endAll(event.ended);
    }
  }

  /** Lets waiting writers go on. @internal */
  progress(): void {
    if (this.#connection.queued >= WRITE_HIGH_WATER) return;
    for (const writer of this.#writers.splice(0)) writer.resolve();
  }

  #deliver(chunk: Uint8Array): void {
    const reader = this.#readers.shift();
    if (reader) return reader.resolve(chunk);
    this.#received.push(chunk);
    this.#regulate();
  }

  #regulate(): void {
    this.#driver.readsPaused = this.#received.size >= READ_HIGH_WATER;
  }

  /** Whether it ended, or closes, without its application's doing. */
  get #isOver(): boolean {
    const { ended, isClosing } = this.#connection;
    return ended !== undefined || (isClosing && !this.#closed);
  }

  /** Refuses with how it ended, or will have in a moment. */
  #refuse(): Promise<never> {
    const refused = this.ended.then((ended) => {
      throw new ChannelError(ended);
    });
    refused.catch(() => {});
    return refused;
  }

  #endInput(): void {
    this.#inputOver = true;
    // Where nobody ever read, and nothing is there to read, nobody will.
    if (!this.#hasReader && this.#received.size === 0) void this.#takeEnd();
    for (const reader of this.#readers.splice(0)) {
      reader.resolve(this.#takeEnd());
    }
  }

  /** The application has all there is, and this turn for its last words. */
  #takeEnd(): Promise<undefined> {
    setImmediate(() => this.#driver.close());
    return Promise.resolve(undefined);
  }

  #endAll(ended: Ended): void {
    this.#hasEnded = true;
    if (ended.how === "clean") this.#endInput();
    const error = new ChannelError(ended);
    const waiters = [...this.#readers, ...this.#writers, ...this.#pingers];
    this.#readers = [];
    this.#writers = [];
    this.#pingers = [];
    for (const waiter of waiters) waiter.reject(error);
    this.#resolveEnded(ended);
  }
}

/** A view of the platform's own kind has other methods than it should. */
function plain(bytes: Uint8Array): Uint8Array {
  const { buffer, byteOffset, length } = bytes;
  return new Uint8Array(buffer, byteOffset, length);
}
