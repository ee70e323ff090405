import type { Socket } from "node:net";
import type { Supply } from "../channel/connection.ts";
import type { Need } from "../handshake/handshake.ts";
import type { ServerConfig } from "../handshake/server_config.ts";
import { systemRandom } from "../keys/node_provider.ts";
import type { RandomSource } from "../keys/provider.ts";
import { decryptPreMaster } from "../keys/rsa_transport.ts";
import { ChannelError } from "./channel_error.ts";
import { establish, type RunningConnection } from "./establish.ts";
import type { ListenOptions } from "./listen_options.ts";
import { RsaGate } from "./rsa_gate.ts";
import type { SecureChannel } from "./secure_channel.ts";
import { tcpTransport } from "./tcp_transport.ts";
import { type Terms, termsOf } from "./terms.ts";

/** Accepts sockets as its present terms say, within their limits. */
export class Acceptor {
  #terms: Terms;
  readonly #rsa: RsaGate;
  /** Those that have ended and linger among them. */
  readonly #running = new Set<RunningConnection>();
  #connections = 0;
  #handshakes = 0;

  constructor(options: ListenOptions) {
    this.#terms = termsOf(options);
    this.#rsa = new RsaGate(this.#terms.limits.maxPendingRsa);
  }

  configure(options: ListenOptions): void {
    this.#terms = termsOf(options);
    this.#rsa.most = this.#terms.limits.maxPendingRsa;
  }

  accept(socket: Socket): void {
    const { maxConnections, maxHandshakes } = this.#terms.limits;
    const isFull = this.#connections >= maxConnections ||
      this.#handshakes >= maxHandshakes;
    // So many linger that not even a refusal is worth its memory any more; or
    // its client is gone already, and had no address to name it by.
    const isFutile = this.#running.size >= 2 * maxConnections ||
      socket.remoteAddress === undefined;
    if (isFutile) return void socket.destroy();
    const running = this.#run(socket);
    if (isFull) running.fail("busy", "Too many connections");
  }

  closeAll(): void {
    for (const running of this.#running) running.close();
  }

  #run(socket: Socket): RunningConnection {
    const { options, config, limits, prepare } = this.#terms;
    const transport = tcpTransport(socket);
    options.onAccept?.(transport.remote);
    this.#connections++;
    this.#handshakes++;
    let isHandshaking = true;
    const handshakeOver = (): void => {
      if (isHandshaking) this.#handshakes--;
      isHandshaking = false;
    };
    let isEstablished = false;
    const running = establish({
      connection: prepare(),
      transport,
      handshakeTimeoutMs: limits.handshakeTimeoutMs,
      idleTimeoutMs: limits.idleTimeoutMs,
      fulfil: fulfilWith(config, this.#rsa, options.random ?? systemRandom),
      onChannel: (channel) => {
        handshakeOver();
        isEstablished = true;
        void attend(channel, async () => await options.onChannel(channel));
      },
      onEnded: (ended) => {
        this.#connections--;
        handshakeOver();
        if (!isEstablished) options.onRefused?.(ended, transport.remote);
      },
      onClosed: () => this.#running.delete(running),
    });
    this.#running.add(running);
    return running;
  }
}

/** The channel's own end is news to nobody; any other error is a bug. */
async function attend(
  channel: SecureChannel,
  use: () => Promise<void>,
): Promise<void> {
  try {
    await use();
  } catch (error) {
    const ended = await channel.abort();
    if (error instanceof ChannelError && error.ended === ended) return;
    throw error;
  }
}

function fulfilWith(
  config: ServerConfig,
  rsa: RsaGate,
  random: RandomSource,
): (need: Need) => Promise<Supply> {
  return async (need) => {
    if (need.kind !== "decrypt") {
      throw new TypeError(`A server has no use for ${need.kind}`);
    }
    const preMaster = await rsa.run(() =>
      decryptPreMaster(config.privateKey!, need.ciphertext, random)
    );
    return { type: "decrypted", preMaster };
  };
}
