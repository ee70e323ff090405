import { frame } from "../tester/frame.ts";
import type { CryptoProvider } from "../../src/keys/provider.ts";
import type {
  Handshake,
  HandshakeEffect,
} from "../../src/handshake/handshake.ts";
import { override } from "./override.ts";
import type { Seams } from "./seams.ts";

type Change = (body: Uint8Array) => Uint8Array;

/**
 * Has the handshake read another body than the one that came, for frames of a
 * type. The transcript keeps what was on the wire, so that the handshake
 * completes.
 */
export function changeReceived(type: number, change: Change): Seams {
  const swaps = new Swaps();
  return {
    provider: (provider) => swaps.hashing(provider),
    handshake: (handshake) =>
      override(handshake, {
        step: (next) => (input) => {
          if (input.type !== "frame" || input.frameType !== type) {
            return next(input);
          }
          const body = change(input.body);
          swaps.note(frame(type, body), frame(type, input.body));
          return next({ ...input, body });
        },
      }),
  };
}

/** Sends another body than the one that the handshake has made. */
export function changeSent(type: number, change: Change): Seams {
  const swaps = new Swaps();
  const changed = (effect: HandshakeEffect): HandshakeEffect => {
    if (effect.type !== "send" || effect.frame[0] !== type) return effect;
    const sent = frame(type, change(effect.frame.subarray(4)));
    swaps.note(effect.frame, sent);
    return { ...effect, frame: sent };
  };
  return {
    provider: (provider) => swaps.hashing(provider),
    handshake: (handshake: Handshake) =>
      override(handshake, {
        step: (next) => (input) => next(input).map(changed),
      }),
  };
}

/** Frames that a transcript hashes in place of what the handshake knows. */
class Swaps {
  readonly #pairs: [known: Uint8Array, wire: Uint8Array][] = [];

  note(known: Uint8Array, wire: Uint8Array): void {
    this.#pairs.push([known, wire]);
  }

  hashing(provider: CryptoProvider): CryptoProvider {
    return {
      ...provider,
      sha256: (...parts) =>
        provider.sha256(...parts.map((part) => this.#onWire(part))),
    };
  }

  #onWire(part: Uint8Array): Uint8Array {
    const pair = this.#pairs.find(([known]) =>
      known.length === part.length && known.every((byte, i) => byte === part[i])
    );
    return pair?.[1] ?? part;
  }
}
