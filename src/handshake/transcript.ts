import type { CryptoProvider } from "../keys/provider.ts";

/**
 * The frames of a handshake in the order they were sent, headers included: what
 * TH1, TH2 and TH3 are hashes of (spec/keys.md). A frame is added once; a
 * transcript is never changed, so that a state can hold on to its own.
 */
export class Transcript {
  readonly #frames: readonly Uint8Array[];

  constructor(frames: readonly Uint8Array[] = []) {
    this.#frames = frames;
  }

  /** This transcript and one more frame. */
  with(frame: Uint8Array): Transcript {
    return new Transcript([...this.#frames, frame]);
  }

  /** SHA-256 of all frames. */
  hash(provider: CryptoProvider): Uint8Array {
    return provider.sha256(...this.#frames);
  }
}
