import { ProtocolError } from "../errors.ts";
import { decodeBody } from "../handshake/decode_body.ts";
import type { Session } from "../handshake/handshake.ts";
import { joinChunks } from "../protection/chunk_list.ts";
import { keyUpdate } from "../schema/codecs.ts";
import { MAX_OUTSTANDING_PINGS } from "../schema/limits.ts";
import {
  Compression,
  FrameType,
  KeyUpdateRequest,
} from "../schema/registries.ts";
import { Pings } from "./pings.ts";
import type { Received, Receiver } from "./receiver.ts";
import type { Sender } from "./sender.ts";

/**
 * What two ends say to each other once they are established: Data, Pings and
 * KeyUpdates (spec/channel.md). How it ends is the connection's.
 */
export class Conversation {
  readonly session: Session;
  readonly #sender: Sender;
  readonly #receiver: Receiver;
  readonly #pings = new Pings();

  constructor(session: Session, ends: { sender: Sender; receiver: Receiver }) {
    this.session = session;
    this.#sender = ends.sender;
    this.#receiver = ends.receiver;
    this.#sender.establish(session.maxFrame);
  }

  /** Queues Data; compressed, where that was agreed on, unless told not to. */
  send(bytes: Uint8Array, options: { compress?: boolean }): void {
    requireBytes("send", bytes);
    const { compress = true } = options;
    this.#sender.write(bytes, compress && this.#mayCompress);
  }

  /**
   * Refuses a Ping for which there is no place.
   *
   * @throws RangeError with 16 unanswered, or for content over maxFrame;
   * TypeError for what is no bytes.
   */
  requirePlaceForPing(content: Uint8Array): void {
    requireBytes("ping", content);
    const { maxFrame } = this.session;
    if (content.length > maxFrame) {
      throw new RangeError(
        `Cannot ping: a Ping holds at most ${maxFrame} bytes`,
      );
    }
    this.#pings.requirePlace();
  }

  /** Sends a Ping, compressed if told to and possible. */
  ping(content: Uint8Array, options: { compress?: boolean }): void {
    const compress = options.compress === true && this.#mayCompress &&
      content.length >= 1 && content.length <= this.#sender.mostCompressible;
    this.#pings.add(content, compress);
    this.#sender.probe(FrameType.Ping, content, compress);
  }

  /** The Ping whose Pong is due, if any. */
  get awaitedPong(): { readonly compressed: boolean } | undefined {
    return this.#pings.oldest;
  }

  /** Answers a Ping, as it was compressed. */
  answerPing(message: Received): void {
    const content = joinChunks(message.content);
    this.#sender.probe(FrameType.Pong, content, message.compressed);
    if (this.#sender.pongsWaiting > MAX_OUTSTANDING_PINGS) {
      throw new ProtocolError(
        "flood",
        `More than ${MAX_OUTSTANDING_PINGS} Pongs wait to be sent`,
      );
    }
  }

  /** Matches a Pong with its Ping, whose content it gives. */
  matchPong(message: Received): Uint8Array {
    return this.#pings.answer(message.content);
  }

  /** Follows the peer to its next key, and answers if it may and is asked to. */
  followKeyUpdate(message: Received, mayAnswer: boolean): void {
    const { request } = decodeBody(keyUpdate, joinChunks(message.content));
    this.#receiver.rekey();
    if (request === KeyUpdateRequest.requested && mayAnswer) {
      this.#sender.keyUpdate(false);
    }
  }

  get #mayCompress(): boolean {
    return this.session.compression === Compression.deflate;
  }
}

function requireBytes(what: string, bytes: Uint8Array): void {
  if (!(bytes instanceof Uint8Array)) {
    throw new TypeError(`Cannot ${what}: expected a Uint8Array`);
  }
}
