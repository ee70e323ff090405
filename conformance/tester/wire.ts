import { connect as dial, type Socket } from "node:net";
import { Buffer } from "node:buffer";
import { concat, toBigInt } from "./bytes.ts";
import { longestBody } from "./frame.ts";
import { MAX_MAX_FRAME } from "./registry.ts";

/**
 * What can be observed next on a connection. A reset right behind data may
 * come as `fin`: the platform tells both as the end of what can be read.
 */
export type Observation =
  | {
    readonly kind: "frame";
    readonly type: number;
    readonly body: Uint8Array;
    readonly raw: Uint8Array;
  }
  /** A header of no known type, or of an illegal length. */
  | { readonly kind: "garbage"; readonly header: Uint8Array }
  | { readonly kind: "fin"; readonly partial: number }
  | { readonly kind: "reset"; readonly partial: number }
  | { readonly kind: "silence"; readonly partial: number };

/** Watches what passes on a wire: `>` from the tester, `<` from the target. */
export interface Tap {
  bytes(way: ">" | "<", bytes: Uint8Array): void;
  /** A side's stream is over. */
  end(way: ">" | "<"): void;
}

/** The largest body of a Protected frame anywhere: 3DES at the top maxFrame. */
const LARGEST_SEALED = MAX_MAX_FRAME + 64;
const HIGH_WATER = 4 * 2 ** 20;
/** What a piece that goes out by itself may take. */
const PIECE_MS = 3;

/**
 * One TCP connection to the target. Reading is bounded: past 4 MiB unread,
 * the socket is paused. Writing never fails: what the target thinks of it is
 * seen by reading.
 */
export class Wire {
  /** Called at the first header of a known type and legal length. */
  onSpoken?: () => void;
  /** Bytes received in all. */
  received = 0;
  /** Bytes sent since something was last received. */
  unanswered = 0;
  /** Whether the connection was reset, be it after its end. */
  wasReset = false;
  readonly #socket: Socket;
  #tap: Tap | undefined;
  #chunks: Buffer[] = [];
  #size = 0;
  #end: "fin" | "reset" | undefined;
  #left = false;
  #wake: (() => void) | undefined;
  #cut: ((bytes: Uint8Array) => readonly Uint8Array[]) | undefined;
  #held: Uint8Array[] | undefined;
  /** Pieces that were cut and are not sent yet. */
  readonly #pieces: Uint8Array[] = [];
  #isCutting = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.#take(chunk));
    socket.on("end", () => this.#ended("fin"));
    socket.on("error", () => {
      this.wasReset = true;
      this.#ended("reset");
    });
    socket.on("close", () => this.#ended("reset"));
  }

  /** Dials the target; rejects with the system's error. */
  static connect(host: string, port: number, patience: number): Promise<Wire> {
    return new Promise((resolve, reject) => {
      const socket = dial({ host, port, allowHalfOpen: true });
      const timer = setTimeout(() => {
        socket.destroy();
        reject(new Error(`No TCP connection within ${patience} ms`));
      }, patience);
      socket.once("error", (error) => {
        clearTimeout(timer);
        // A connection reset right after it was made was one all the same.
        const reset = "code" in error && error.code === "ECONNRESET";
        if (!reset) return reject(error);
        const wire = new Wire(socket);
        wire.#ended("reset");
        resolve(wire);
      });
      socket.once("connect", () => {
        clearTimeout(timer);
        socket.removeAllListeners("error");
        resolve(new Wire(socket));
      });
    });
  }

  /** Watches what passes from here on, and what came unread. */
  set tap(tap: Tap | undefined) {
    this.#tap = tap;
    for (const chunk of this.#chunks) tap?.bytes("<", chunk);
  }

  /** Sends bytes, in one write unless they are cut. */
  write(bytes: Uint8Array): void {
    if (this.#held !== undefined) return void this.#held.push(bytes);
    if (this.#cut === undefined) return this.#send(bytes);
    this.#pieces.push(...this.#cut(bytes));
    if (!this.#isCutting) void this.#sendPieces();
  }

  /** Has whatever is written from now on go out in pieces, one by one. */
  cutInto(pieces: (bytes: Uint8Array) => readonly Uint8Array[]): void {
    this.#cut = pieces;
  }

  /** Keeps what is written from now on, until it goes out as one. */
  hold(): void {
    this.#held ??= [];
  }

  /** Sends what was kept, in one write. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    if (held.length > 0) this.write(concat(...held));
  }

  /**
   * Lets what was written arrive by itself. Two writes of one moment are one
   * segment to whoever reads them.
   */
  apart(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, 1));
  }

  /** Sends bytes and waits until the system has taken them, or the end. */
  flush(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.destroyed || !this.#socket.writable) return resolve();
      this.#socket.once("close", () => resolve());
      this.#socket.write(bytes, () => resolve());
    });
  }

  /** Sends FIN. */
  finish(): void {
    this.release();
    this.#cut = undefined;
    this.#send(concat(...this.#pieces.splice(0)));
    this.#tap?.end(">");
    if (!this.#socket.destroyed) this.#socket.end();
  }

  /** Sends RST. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  /** Ends the connection at once, without ceremony. */
  destroy(): void {
    this.#socket.destroy();
  }

  /** FIN, then a short lingering read; for the end of a case. */
  leave(): void {
    if (this.#socket.destroyed || this.#left) return;
    this.#left = true;
    this.#tap?.end(">");
    this.#tap = undefined;
    this.#pieces.length = 0;
    this.#chunks = [];
    this.#size = -Infinity;
    this.#socket.end();
    this.#socket.resume();
    const timer = setTimeout(() => this.#socket.destroy(), 1_000);
    timer.unref();
    this.#socket.once("close", () => clearTimeout(timer));
    this.#socket.once("end", () => this.#socket.destroy());
    if (this.#end === "fin") this.#socket.destroy();
  }

  /**
   * The next whole frame, or what came in its place. On top of the patience
   * (ms) comes a millisecond for each KiB sent since the last answer, and what
   * the pieces that are still to be sent take.
   */
  async next(patience: number): Promise<Observation> {
    const deadline = performance.now() + patience + this.unanswered / 1_024 +
      this.#pieces.length * PIECE_MS;
    if (!await this.#has(4, deadline)) return this.#nothing();
    const header = this.#peek(4);
    const type = header[0];
    const length = Number(toBigInt(header.subarray(1)));
    const longest = longestBody(type, LARGEST_SEALED);
    if (longest === undefined || length > longest) {
      return { kind: "garbage", header };
    }
    this.onSpoken?.();
    if (!await this.#has(4 + length, deadline)) return this.#nothing();
    const raw = this.#consume(4 + length);
    return { kind: "frame", type, body: raw.subarray(4), raw };
  }

  /** Whether the other end has ended it, be there more to read or not. */
  get isEnded(): boolean {
    return this.#end !== undefined;
  }

  /** What has come and is not read, up to so many bytes. */
  pending(most: number): Uint8Array {
    return concat(...this.#chunks).subarray(0, most);
  }

  /** Puts bytes back, to be read again first. */
  unread(bytes: Uint8Array): void {
    this.#chunks.unshift(Buffer.from(bytes));
    this.#size += bytes.length;
  }

  /** Reads and drops until an end or the deadline; how many bytes there were. */
  async drain(patience: number, limit: number): Promise<Observation> {
    const deadline = performance.now() + patience;
    let partial = 0;
    while (partial <= limit) {
      const more = await this.#has(1, deadline);
      if (!more) break;
      partial += this.#size;
      this.#consume(this.#size);
    }
    return { kind: this.#end ?? "silence", partial };
  }

  #send(bytes: Uint8Array): void {
    if (this.#socket.destroyed || !this.#socket.writable) return;
    this.unanswered += bytes.length;
    this.#tap?.bytes(">", bytes);
    this.#socket.write(bytes);
  }

  async #sendPieces(): Promise<void> {
    this.#isCutting = true;
    for (let piece; (piece = this.#pieces.shift()) !== undefined;) {
      this.#send(piece);
      await this.apart();
    }
    this.#isCutting = false;
  }

  #nothing(): Observation {
    return { kind: this.#end ?? "silence", partial: this.#size };
  }

  #take(chunk: Buffer): void {
    this.received += chunk.length;
    this.unanswered = 0;
    this.#tap?.bytes("<", chunk);
    if (this.#size === -Infinity) return;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size > HIGH_WATER) this.#socket.pause();
    this.#wake?.();
  }

  #ended(how: "fin" | "reset"): void {
    if (this.#end === undefined) this.#tap?.end("<");
    this.#end ??= how;
    this.#wake?.();
  }

  async #has(size: number, deadline: number): Promise<boolean> {
    while (this.#size < size && this.#end === undefined) {
      const left = deadline - performance.now();
      if (left <= 0) return false;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wake = undefined;
    }
    return this.#size >= size;
  }

  #peek(size: number): Uint8Array {
    if (this.#chunks[0].length < size) this.#chunks = [this.#joined()];
    return new Uint8Array(this.#chunks[0].subarray(0, size));
  }

  #consume(size: number): Uint8Array {
    if (this.#chunks[0] !== undefined && this.#chunks[0].length < size) {
      this.#chunks = [this.#joined()];
    }
    const [first = Buffer.alloc(0)] = this.#chunks;
    const taken = new Uint8Array(first.subarray(0, size));
    if (first.length > size) this.#chunks[0] = first.subarray(size);
    else this.#chunks.shift();
    this.#size -= size;
    if (this.#size < HIGH_WATER / 2 && this.#socket.isPaused()) {
      this.#socket.resume();
    }
    return taken;
  }

  #joined(): Buffer {
    return Buffer.from(concat(...this.#chunks).buffer);
  }
}
