import {
  DEFAULT_HANDSHAKE_TIMEOUT_MS,
  DEFAULT_MAX_PENDING_RSA,
} from "../schema/limits.ts";

/** What a server spends on its clients at most (spec/security.md). */
export interface ServerLimits {
  /** Connections at once; one more is answered `busy`. */
  readonly maxConnections: number;
  /** Handshakes at once, among them; one more is answered `busy`. */
  readonly maxHandshakes: number;
  /** RSA operations running or queued; one more is answered `busy`. */
  readonly maxPendingRsa: number;
  /** From accept to Established. */
  readonly handshakeTimeoutMs: number;
  /** Without traffic, once established; 0 is never. */
  readonly idleTimeoutMs: number;
}

/** The limits of a server that sets none. */
export const DEFAULT_SERVER_LIMITS: ServerLimits = {
  maxConnections: 1_000,
  maxHandshakes: 256,
  maxPendingRsa: DEFAULT_MAX_PENDING_RSA,
  handshakeTimeoutMs: DEFAULT_HANDSHAKE_TIMEOUT_MS,
  idleTimeoutMs: 0,
};

/**
 * The limits with defaults filled in.
 *
 * @throws RangeError for one that is not a whole number in range.
 */
export function serverLimits(options: Partial<ServerLimits>): ServerLimits {
  const limits = { ...DEFAULT_SERVER_LIMITS, ...options };
  for (const [name, value] of Object.entries(limits)) {
    const least = name === "idleTimeoutMs" ? 0 : 1;
    if (name.endsWith("Ms")) {
      requireMilliseconds(`limits.${name}`, value, least);
    } else if (!Number.isInteger(value) || value < least) {
      throw new RangeError(`limits.${name} is ${value}: ${least} or more`);
    }
  }
  return limits;
}

/** The longest time that a timer takes; a longer one would be over at once. */
const MOST_MILLISECONDS = 2 ** 31 - 1;

/** Refuses a time that is not a whole number of milliseconds in range. */
export function requireMilliseconds(
  name: string,
  value: number,
  least: number,
): void {
  if (!Number.isInteger(value) || value < least || value > MOST_MILLISECONDS) {
    throw new RangeError(
      `${name} is ${value}: ${least} to ${MOST_MILLISECONDS} milliseconds`,
    );
  }
}
