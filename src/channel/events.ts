import type { Need, Session } from "../handshake/handshake.ts";

/** How a connection ended (spec/channel.md); the first cause stands. */
export type Ended =
  /** Both ends sent `close`. */
  | { readonly how: "clean" }
  /** The stream ended without the peer's `close`. */
  | { readonly how: "truncated" }
  | {
    readonly how: "alert";
    /** The alert's number: received, sent, or kept back after one's own close. */
    readonly code: number;
    /** Whether this end raised it. */
    readonly local: boolean;
    /** Of a received one: whether it came protected. */
    readonly authenticated: boolean;
    /** What happened, in a sentence without secrets; of local ones only. */
    readonly message?: string;
  };

/** What a connection tells its driver, in the order it happened. */
export type ConnectionEvent =
  /** Something must be done and handed to `supply`. */
  | { readonly type: "need"; readonly need: Need }
  | { readonly type: "established"; readonly session: Session }
  /** Bytes of the peer's stream, verified. */
  | { readonly type: "data"; readonly chunks: readonly Uint8Array[] }
  | { readonly type: "pong"; readonly content: Uint8Array }
  /** The peer's stream ended with its `close`: nothing more will come. */
  | { readonly type: "peerClosed" }
  /** The own `close` is sent: the peer's must come within the close deadline. */
  | { readonly type: "closeSent" }
  /** The last event. */
  | { readonly type: "ended"; readonly ended: Ended };
