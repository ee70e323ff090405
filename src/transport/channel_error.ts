import type { Ended } from "../channel/events.ts";
import { AlertCode, nameOf } from "../schema/registries.ts";

/**
 * A channel that did not end cleanly, for whoever reads, writes or connects.
 * `ended` tells the cause: an alert and who raised it, or truncation
 * (spec/channel.md).
 */
export class ChannelError extends Error {
  override readonly name = "ChannelError";
  readonly ended: Ended;

  constructor(ended: Ended) {
    super(describeEnded(ended));
    this.ended = ended;
  }
}

/** How a channel ended, in a line. */
export function describeEnded(ended: Ended): string {
  switch (ended.how) {
    case "clean":
      return "The channel is closed";
    case "truncated":
      return "The connection ended without the peer's close: data may be missing";
    case "alert": {
      const name = nameOf(AlertCode, ended.code);
      if (ended.local) return `${ended.message} (alert ${name})`;
      const how = ended.authenticated ? "protected" : "in clear";
      return `The peer ended the connection with ${name}, ${how}`;
    }
  }
}
