import type { Frame } from "../frames/frame.ts";
import type {
  Handshake,
  HandshakeEffect,
  HandshakeInput,
  Session,
} from "../handshake/handshake.ts";
import type { CryptoProvider, RandomSource } from "../keys/provider.ts";
import {
  createOpener,
  type Opener,
  type OpenerOptions,
} from "../protection/opener.ts";
import type { PrivateTransforms } from "../protection/private_transform.ts";
import {
  createSealer,
  type Sealer,
  type SealerOptions,
} from "../protection/sealer.ts";
import { FrameType } from "../schema/registries.ts";
import type { ConnectionEvent } from "./events.ts";
import type { Receiver } from "./receiver.ts";
import type { Sender } from "./sender.ts";

/** What a handshake is carried out with. */
export interface HandshakingOptions {
  readonly handshake: Handshake;
  readonly provider: CryptoProvider;
  readonly random: RandomSource;
  readonly transforms?: PrivateTransforms;
  /**
   * Make what seals and opens the frames, where it is not to be the usual: a
   * key near its limit, or one whose frames are watched.
   */
  readonly createSealer?: (options: SealerOptions) => Sealer;
  readonly createOpener?: (options: OpenerOptions) => Opener;
}

/** What a handshake's effects act on. */
export interface HandshakingTargets {
  readonly sender: Sender;
  readonly receiver: Receiver;
  readonly emit: (event: ConnectionEvent) => void;
  readonly onEstablished: (session: Session) => void;
}

/** Carries out what the steps of a handshake ask for (spec/handshake.md). */
export class Handshaking {
  readonly #options: HandshakingOptions;
  readonly #handshake: Handshake;
  readonly #targets: HandshakingTargets;
  #heldFrame: Frame | undefined;
  #waits = false;

  constructor(options: HandshakingOptions, targets: HandshakingTargets) {
    this.#options = options;
    this.#handshake = options.handshake;
    this.#targets = targets;
  }

  /** Whether a need was told and its answer has not come. */
  get waits(): boolean {
    return this.#waits;
  }

  /** A Protected frame that came before its keys, and has to be opened next. */
  get heldFrame(): Frame | undefined {
    return this.#heldFrame;
  }

  /**
   * Holds a frame for which there are no keys yet: the first Protected frame
   * makes a server do its RSA operation. False if it can be opened.
   */
  hold(frame: Frame): boolean {
    const waits = frame.type === FrameType.Protected &&
      !this.#targets.receiver.opener;
    this.#heldFrame = waits ? frame : undefined;
    if (waits) this.step({ type: "sealed" });
    return waits;
  }

  /** Goes one step; throws what the step throws. */
  step(input: HandshakeInput): void {
    this.#waits = false;
    for (const effect of this.#handshake.step(input)) this.#carryOut(effect);
  }

  /** Erases the secrets that are still held. */
  end(): void {
    this.#heldFrame = undefined;
    this.#handshake.erase();
  }

  #carryOut(effect: HandshakeEffect): void {
    const { sender, emit, onEstablished } = this.#targets;
    switch (effect.type) {
      case "send":
        return sender.clear(effect.frame);
      case "need":
        this.#waits = true;
        return emit(effect);
      case "install":
        return this.#install(effect);
      case "sealFinished":
        return sender.finished(effect.verify);
      case "established":
        return onEstablished(effect.session);
    }
  }

  #install(effect: HandshakeEffect & { type: "install" }): void {
    const { provider, random, transforms } = this.#options;
    const { createSealer: sealerOf = createSealer } = this.#options;
    const { createOpener: openerOf = createOpener } = this.#options;
    const { sender, receiver } = this.#targets;
    const shared = { provider, random, transforms, cipher: effect.cipher };
    sender.install(sealerOf({ ...shared, secret: effect.sending }));
    receiver.install(openerOf({ ...shared, secret: effect.receiving }));
  }
}
