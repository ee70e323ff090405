import { AlertCode, type AlertName } from "./schema/registries.ts";

/**
 * A failure of the protocol: what the peer did or what could not be accepted.
 * `code` is the name of the alert that answers it (spec/failures.md).
 * The caller's own mistakes are `TypeError` and `RangeError` instead.
 */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
  readonly code: AlertName;

  constructor(code: AlertName, message: string) {
    super(message);
    this.code = code;
  }

  /** The number of the alert on the wire. */
  get alert(): number {
    return AlertCode[this.code];
  }
}
