import type { HandshakingOptions } from "./handshaking.ts";

/** What a connection is made of. */
export interface ConnectionOptions extends HandshakingOptions {
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
