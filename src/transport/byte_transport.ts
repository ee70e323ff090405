/** What a transport tells the driver above it. */
export interface TransportHandler {
  onData(chunk: Uint8Array): void;
  /** More can be written, after `write` said false. */
  onDrain(): void;
  /** The peer's side of the stream is over (EOF). */
  onEnd(): void;
  /** The transport is gone; nothing follows. */
  onClose(): void;
}

/**
 * A reliable stream of bytes in both directions, each of which ends on its own
 * (spec/transport.md). TCP is one; a WebSocket can be another.
 */
export interface ByteTransport {
  /** The peer's address, for messages. */
  readonly remote: string;
  /** Starts delivering; nothing is lost before. */
  start(handler: TransportHandler): void;
  /** Sends all chunks, in order. False: wait for `onDrain` before the next. */
  write(chunks: readonly Uint8Array[]): boolean;
  /** Ends the sending side (FIN) behind what was written, then calls back. */
  finish(flushed: () => void): void;
  pause(): void;
  resume(): void;
  /** Drops the transport at once. */
  destroy(): void;
}
