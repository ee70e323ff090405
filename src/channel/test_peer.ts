import { ClientHandshake } from "../handshake/client.ts";
import { clientConfig } from "../handshake/client_config.ts";
import type { HandshakeEffect } from "../handshake/handshake.ts";
import { ServerHandshake } from "../handshake/server.ts";
import { serverConfig } from "../handshake/server_config.ts";
import { nodeProvider, systemRandom } from "../keys/node_provider.ts";
import {
  type Compressor,
  createCompressor,
  createDecompressor,
  type Decompressor,
} from "../protection/compression.ts";
import { joinChunks } from "../protection/chunk_list.ts";
import { createOpener, type Opener } from "../protection/opener.ts";
import type { PrivateTransform } from "../protection/private_transform.ts";
import { registerTransforms } from "../protection/private_transform.ts";
import { createSealer, type Sealer } from "../protection/sealer.ts";
import {
  Cipher,
  COMPRESSED_BIT,
  FrameType,
  SecuritySetting,
} from "../schema/registries.ts";
import { Connection } from "./connection.ts";
import type { ConnectionOptions } from "./connection_options.ts";
import { deploymentKey } from "./test_keys.ts";

/** A message as it was sealed: bit 7 of its type, and its content as carried. */
export interface SealedMessage {
  readonly type: number;
  readonly content: Uint8Array;
}

/** What a hand-made connection is made with. */
export interface HandMadeOptions extends Partial<ConnectionOptions> {
  readonly deflate?: boolean;
  readonly maxFrame?: number;
  /** In place of the cipher of `proprietary`. */
  readonly transform?: PrivateTransform;
  /** The peer's own idea of that transform. */
  readonly peerTransform?: PrivateTransform;
}

const SHARED = { provider: nodeProvider, random: systemRandom };

/**
 * A peer that seals and opens frame by frame and keeps no rule of the channel,
 * for tests that send what no Connection would.
 */
export class HandMadePeer {
  readonly sealer: Sealer;
  readonly opener: Opener;
  readonly #connection: Connection;
  readonly #compressor: Compressor = createCompressor(1);
  readonly #decompressor: Decompressor;

  private constructor(
    connection: Connection,
    keys: { sealer: Sealer; opener: Opener },
  ) {
    this.#connection = connection;
    this.sealer = keys.sealer;
    this.opener = keys.opener;
    this.#decompressor = createDecompressor(connection.session!.maxFrame);
  }

  /** An established server of `proprietary`, and its hand-made client. */
  static meetServer(
    options: HandMadeOptions = {},
  ): { connection: Connection; peer: HandMadePeer } {
    const { transform, peerTransform = transform } = options;
    const { deflate = true, maxFrame } = options;
    const cipher = transform?.cipher ?? Cipher["ChaCha20-Poly1305"];
    const settings = [SecuritySetting.proprietary];
    const connection = new Connection({
      ...SHARED,
      transforms: registerTransforms(transform ? [transform] : []),
      ...options,
      handshake: new ServerHandshake({
        ...SHARED,
        config: serverConfig({
          settings,
          proprietaryCipher: cipher,
          deploymentKeys: [{ key: deploymentKey }],
          deflateSettings: deflate ? settings : [],
          ...(maxFrame && { maxFrame }),
        }),
      }),
    });
    const handshake = new ClientHandshake({
      ...SHARED,
      config: clientConfig({
        serverName: "fesa.example",
        settings,
        ciphers: [cipher],
        deploymentKey,
      }),
    });
    const give = (effects: readonly HandshakeEffect[]): void => {
      for (const effect of effects) {
        if (effect.type === "send") connection.receive(effect.frame);
      }
    };
    give(handshake.step({ type: "start" }));
    const [hello, protectedFrame] = framesOf(connection.takeOutput());
    const [install] = handshake.step({
      type: "frame",
      frameType: hello.type,
      body: hello.body,
    });
    if (install.type !== "install") throw new TypeError("Expected the keys");
    const transforms = registerTransforms(peerTransform ? [peerTransform] : []);
    const shared = { ...SHARED, transforms, cipher };
    const sealer = createSealer({ ...shared, secret: install.sending });
    const opener = createOpener({ ...shared, secret: install.receiving });
    const { body } = protectedFrame;
    const finished = opener.open(body.length, [body]);
    const [own] = handshake.step({
      type: "finished",
      content: joinChunks(finished.content),
    });
    if (own.type !== "sealFinished") throw new TypeError("Expected a Finished");
    for (const chunk of sealer.seal(FrameType.Finished, [own.verify])) {
      connection.receive(chunk);
    }
    return {
      connection,
      peer: new HandMadePeer(connection, { sealer, opener }),
    };
  }

  /** Sends a message, its content as it is given. */
  send(type: number, content: Uint8Array = new Uint8Array(0)): void {
    this.#connection.receive(this.sealed(type, content));
  }

  /** The frame of a message, which is to be sent next. */
  sealed(type: number, content: Uint8Array = new Uint8Array(0)): Uint8Array {
    return joinChunks(this.sealer.seal(type, [content]));
  }

  /** Sends a KeyUpdate, and follows it. */
  updateKeys(request: number): void {
    this.send(FrameType.KeyUpdate, Uint8Array.of(request));
    this.sealer.rekey();
  }

  /** Compresses content behind what was compressed before. */
  compress(content: Uint8Array): Uint8Array {
    return this.#compressor.compress([content]);
  }

  /** Takes what the connection sends, and opens it. */
  take(budget?: number): SealedMessage[] {
    return this.open(this.#connection.takeOutput(budget));
  }

  /** Opens whole frames; KeyUpdates are followed. */
  open(chunks: readonly Uint8Array[]): SealedMessage[] {
    return framesOf(chunks).map(({ type, body }) => {
      if (type !== FrameType.Protected) throw new TypeError("Sent in clear");
      const { innerType, content } = this.opener.open(body.length, [body]);
      if (innerType === FrameType.KeyUpdate) this.opener.rekey();
      return { type: innerType, content: new Uint8Array(joinChunks(content)) };
    });
  }

  /** The content of a message as it was before compression. */
  inflate({ type, content }: SealedMessage): Uint8Array {
    return type & COMPRESSED_BIT
      ? joinChunks(this.#decompressor.decompress([content]))
      : content;
  }
}

/** The frames that chunks hold, all of them whole. */
export function framesOf(
  chunks: readonly Uint8Array[],
): { type: number; body: Uint8Array }[] {
  const bytes = joinChunks(chunks);
  const frames: { type: number; body: Uint8Array }[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3];
    frames.push({
      type: bytes[at],
      body: new Uint8Array(bytes.subarray(at + 4, at + 4 + length)),
    });
    at += 4 + length;
  }
  return frames;
}
