import type { Connection, Supply } from "../channel/connection.ts";
import type { ConnectionEvent } from "../channel/events.ts";
import type { Need } from "../handshake/handshake.ts";
import {
  CLOSE_TIMEOUT_MS,
  LINGER_BYTES,
  LINGER_TIMEOUT_MS,
} from "../schema/limits.ts";
import type { ByteTransport } from "./byte_transport.ts";

/** What a driver is made of. */
export interface DriverOptions {
  readonly connection: Connection;
  readonly transport: ByteTransport;
  /** From connect or accept to Established. */
  readonly handshakeTimeoutMs: number;
  /** Without a byte in either direction, once established; 0 is never. */
  readonly idleTimeoutMs: number;
  /** Does what the handshake needs; a ProtocolError is the verdict against. */
  readonly fulfil: (need: Need) => Promise<Supply>;
  /** Runs work once the present turn is over. */
  readonly defer: (work: () => void) => void;
  /** Every event but `need`, in order. */
  readonly onEvent: (event: ConnectionEvent) => void;
  /** Room for more output: something queued has been sent. */
  readonly onProgress: () => void;
  /** The transport is closed; the last call. */
  readonly onClosed: () => void;
}

/** Sealed bytes handed to the transport at a time. */
const OUTPUT_BUDGET = 262_144;
/** How long an application may be silent over what came before a `close`. */
const ANSWER_TIMEOUT_MS = 1_000;
/** The idle deadline is watched in parts: as many must be quiet, and one more. */
const IDLE_PARTS = 4;

/**
 * Runs a connection over a transport: carries the bytes, keeps the deadlines,
 * does what the handshake needs, and ends as spec/channel.md says: FIN after the
 * last output, then a lingering read.
 */
export class Driver {
  readonly #options: DriverOptions;
  readonly #connection: Connection;
  readonly #transport: ByteTransport;
  #pumping = false;
  #wantsPump = false;
  #busy = false;
  #readsPaused = false;
  #wantsPause = false;
  #lingered = 0;
  #closed = false;
  #finishing = false;
  #flushing = false;
  /** Before the own `close` is sent: whether it is wanted, or due soon. */
  #leaving: "no" | "answering" | "closing" | "closed" = "no";
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #idle: ReturnType<typeof setInterval> | undefined;
  #quietTicks = 0;

  constructor(options: DriverOptions) {
    this.#options = options;
    this.#connection = options.connection;
    this.#transport = options.transport;
  }

  /** Starts the handshake. */
  start(): void {
    const { handshakeTimeoutMs } = this.#options;
    this.#setDeadline(handshakeTimeoutMs, () => {
      this.#connection.fail("timeout", "The handshake took too long");
    });
    this.#transport.start({
      onData: (chunk) => this.#receive(chunk),
      onDrain: () => {
        this.#busy = false;
        this.pump();
      },
      onEnd: () => {
        this.#connection.receiveEnd();
        this.pump();
      },
      onClose: () => this.#close(),
    });
    this.pump();
  }

  /**
   * Hands over events and output, as far as the transport takes them. A listener
   * that pumps is served behind the events that are under way.
   */
  pump(): void {
    this.#wantsPump = true;
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.#wantsPump && !this.#closed) this.#pumpOnce();
    } finally {
      this.#pumping = false;
    }
  }

  #pumpOnce(): void {
    this.#wantsPump = false;
    this.#dispatch();
    this.#flush();
    this.#dispatch();
    this.#regulateReading();
    if (this.#connection.ended) this.#finish();
  }

  /** Pumps soon, so that several writes of one turn share a frame. */
  pumpSoon(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    this.#options.defer(() => {
      this.#flushing = false;
      this.pump();
    });
  }

  /** Sends `close` once all that was written is sent. */
  close(): void {
    if (this.#leaving === "no" || this.#leaving === "answering") {
      this.#leaving = "closing";
      this.#stillClosing();
    }
    this.#connection.close();
    this.pump();
  }

  /** Puts off the own close: the application still answers what came before. */
  stillAnswering(): void {
    if (this.#leaving !== "answering") return;
    this.#setDeadline(ANSWER_TIMEOUT_MS, () => this.close());
  }

  /** Puts off giving up a close: the peer still takes what is before it. */
  #stillClosing(): void {
    if (this.#leaving !== "closing") return;
    this.#setDeadline(CLOSE_TIMEOUT_MS, () => {
      this.#connection.fail("timeout", "Cannot close: the peer reads nothing");
    });
  }

  /** Stops or resumes reading, as the application's backlog wants it. */
  set readsPaused(paused: boolean) {
    const resumes = this.#wantsPause && !paused;
    this.#wantsPause = paused;
    this.#regulateReading();
    if (resumes) this.pumpSoon();
  }

  #receive(chunk: Uint8Array): void {
    if (this.#connection.ended) {
      this.#lingered += chunk.length;
      if (this.#lingered > LINGER_BYTES) this.#transport.destroy();
      return;
    }
    this.#touch();
    this.#connection.receive(chunk);
    this.pump();
  }

  #dispatch(): void {
    for (;;) {
      const events = this.#connection.takeEvents();
      for (const event of events) this.#handle(event);
      if (events.length > 0) continue;
      if (this.#wantsPause || !this.#connection.resume()) return;
    }
  }

  #handle(event: ConnectionEvent): void {
    switch (event.type) {
      case "need":
        return void this.#fulfil(event.need);
      case "established":
        clearTimeout(this.#deadline);
        this.#watchIdleness();
        break;
      case "peerClosed":
        if (this.#leaving === "no") this.#leaving = "answering";
        this.stillAnswering();
        break;
      case "closeSent":
        this.#leaving = "closed";
        this.#setDeadline(CLOSE_TIMEOUT_MS, () => {
          this.#connection.closeExpired();
        });
        break;
      case "ended":
        this.#leaving = "closed";
        break;
    }
    this.#options.onEvent(event);
  }

  async #fulfil(need: Need): Promise<void> {
    try {
      this.#connection.supply(await this.#options.fulfil(need));
    } catch (error) {
      this.#connection.failWith(error);
    }
    this.pump();
  }

  #flush(): void {
    let sent = false;
    while (!this.#busy || this.#connection.ended) {
      const chunks = this.#connection.takeOutput(OUTPUT_BUDGET);
      if (chunks.length === 0) break;
      this.#busy = !this.#transport.write(chunks);
      sent = true;
    }
    if (!sent) return;
    this.#touch();
    this.stillAnswering();
    this.#stillClosing();
    this.#options.onProgress();
  }

  /** Reads only what the connection can go on with and the backlog allows. */
  #regulateReading(): void {
    const pause = !this.#connection.ended &&
      (this.#wantsPause || !this.#connection.wantsInput);
    if (pause === this.#readsPaused) return;
    this.#readsPaused = pause;
    if (pause) this.#transport.pause();
    else this.#transport.resume();
  }

  /** FIN, then read and discard until EOF, a second or a mebibyte. */
  #finish(): void {
    if (this.#finishing) return;
    this.#finishing = true;
    clearInterval(this.#idle);
    this.#setDeadline(CLOSE_TIMEOUT_MS, () => this.#transport.destroy());
    this.#transport.finish(() => {
      if (this.#closed) return;
      this.#setDeadline(LINGER_TIMEOUT_MS, () => this.#transport.destroy());
    });
  }

  #close(): void {
    if (this.#closed) return;
    this.#connection.transportLost();
    this.#dispatch();
    this.#closed = true;
    clearTimeout(this.#deadline);
    clearInterval(this.#idle);
    this.#options.onClosed();
  }

  /** Notes traffic. */
  #touch(): void {
    this.#quietTicks = 0;
  }

  #watchIdleness(): void {
    const { idleTimeoutMs } = this.#options;
    if (idleTimeoutMs === 0) return;
    this.#idle = setInterval(() => {
      if (++this.#quietTicks <= IDLE_PARTS) return;
      this.#connection.fail("timeout", "Nothing was sent for too long");
      this.pump();
    }, Math.max(1, idleTimeoutMs / IDLE_PARTS));
  }

  #setDeadline(milliseconds: number, expire: () => void): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => {
      expire();
      this.pump();
    }, milliseconds);
  }
}
