import type { ByteTransport, TransportHandler } from "./byte_transport.ts";

/** A transport without a network, for tests of what runs over one. */
export class FakeTransport implements ByteTransport {
  readonly remote = "fake";
  /** What was written since it was last looked at. */
  readonly written: Uint8Array[] = [];
  /** What happened, other than writes, in order. */
  readonly deeds: string[] = [];
  /** Whether it takes more at once; if not, `drain` says when. */
  hasRoom = true;
  /** Whether what was written before FIN reaches the network at once. */
  flushesAtOnce = true;
  #handler: TransportHandler | undefined;
  #flushed: () => void = () => {};

  start(handler: TransportHandler): void {
    this.#handler = handler;
  }

  write(chunks: readonly Uint8Array[]): boolean {
    this.written.push(...chunks);
    return this.hasRoom;
  }

  finish(flushed: () => void): void {
    this.deeds.push("FIN");
    this.#flushed = flushed;
    if (this.flushesAtOnce) flushed();
  }

  pause(): void {
    this.deeds.push("pause");
  }

  resume(): void {
    this.deeds.push("resume");
  }

  destroy(): void {
    if (this.deeds.includes("destroyed")) return;
    this.deeds.push("destroyed");
    this.handler.onClose();
  }

  /** Delivers bytes, as they would come off the network. */
  deliver(...chunks: readonly Uint8Array[]): void {
    for (const chunk of chunks) this.handler.onData(chunk);
  }

  /** The network has taken all that was written. */
  drain(): void {
    this.hasRoom = true;
    this.handler.onDrain();
  }

  /** The network has taken all, FIN included. */
  flush(): void {
    this.#flushed();
  }

  /** Takes what was written. */
  take(): Uint8Array[] {
    return this.written.splice(0);
  }

  /** What the transport tells. */
  get handler(): TransportHandler {
    if (!this.#handler) throw new TypeError("Not started");
    return this.#handler;
  }
}
