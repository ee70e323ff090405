import { ProtocolError } from "../errors.ts";
import { joinChunks } from "../protection/chunk_list.ts";
import { MAX_OUTSTANDING_PINGS } from "../schema/limits.ts";

/** A Ping that was sent, as its Pong must be. */
interface SentPing {
  readonly content: Uint8Array;
  readonly compressed: boolean;
}

/** The Pings an end has sent and seen no Pong for (spec/channel.md). */
export class Pings {
  #sent: SentPing[] = [];

  /**
   * Refuses one more than 16 unanswered.
   *
   * @throws RangeError
   */
  requirePlace(): void {
    if (this.#sent.length >= MAX_OUTSTANDING_PINGS) {
      throw new RangeError(
        `Cannot ping: ${MAX_OUTSTANDING_PINGS} Pings are unanswered`,
      );
    }
  }

  /** Notes a Ping that is about to be sent. */
  add(content: Uint8Array, compressed: boolean): void {
    this.#sent.push({ content: new Uint8Array(content), compressed });
  }

  /** The Ping whose Pong is due, if any. */
  get oldest(): { readonly compressed: boolean } | undefined {
    return this.#sent.at(0);
  }

  /**
   * Takes the oldest Ping off for its Pong, and returns the content of both.
   *
   * @throws ProtocolError unexpected_frame.
   */
  answer(content: readonly Uint8Array[]): Uint8Array {
    const bytes = joinChunks(content);
    const oldest = this.#sent.shift();
    const same = oldest?.content.length === bytes.length &&
      oldest.content.every((byte, i) => byte === bytes[i]);
    if (!same) {
      throw new ProtocolError(
        "unexpected_frame",
        "Cannot accept Pong: its bytes are not its Ping's",
      );
    }
    return oldest!.content;
  }
}
