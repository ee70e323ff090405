import { createServer, type Server, type Socket } from "node:net";
import type { Supply } from "../channel/connection.ts";
import type { Ended } from "../channel/events.ts";
import type { Need } from "../handshake/handshake.ts";
import { ServerHandshake } from "../handshake/server.ts";
import { type ServerConfig, serverConfig } from "../handshake/server_config.ts";
import { nodeProvider, systemRandom } from "../keys/node_provider.ts";
import type { RandomSource } from "../keys/provider.ts";
import { decryptPreMaster } from "../keys/rsa_transport.ts";
import {
  type PrivateTransform,
  registerTransforms,
} from "../protection/private_transform.ts";
import { establish, type RunningConnection } from "./establish.ts";
import { type ServerLimits, serverLimits } from "./limits.ts";
import { RsaGate } from "./rsa_gate.ts";
import type { SecureChannel } from "./secure_channel.ts";
import { tcpTransport } from "./tcp_transport.ts";

/** What a server listens with; `settings` says what it grants. */
export interface ListenOptions
  extends Partial<Omit<ServerConfig, "privateKey">> {
  /** 127.0.0.1 unless set. */
  readonly host?: string;
  /** 0 takes any free port. */
  readonly port?: number;
  readonly settings: readonly number[];
  /** The RSA key of `open` and `certified`: PKCS#8, PEM or DER. */
  readonly privateKey?: string | Uint8Array;
  readonly limits?: Partial<ServerLimits>;
  readonly compressionLevel?: number;
  readonly keyUpdateAfterFrames?: number;
  readonly transforms?: readonly PrivateTransform[];
  readonly random?: RandomSource;
  /** A connection is accepted; `remote` names it from now on. */
  readonly onAccept?: (remote: string) => void;
  /** A client's channel is established. */
  readonly onChannel: (channel: SecureChannel) => void;
  /** A connection ended before it was established. */
  readonly onRefused?: (ended: Ended, remote: string) => void;
}

/** A server that listens. */
export interface SecureServer {
  readonly host: string;
  readonly port: number;
  /**
   * Uses another configuration for connections accepted from now on; the
   * others go on. A configuration that is refused changes nothing.
   *
   * @throws TypeError or RangeError as `listen`.
   */
  configure(options: Omit<ListenOptions, "host" | "port" | "onChannel">): void;
  /** Stops listening, closes every channel, and resolves when all are gone. */
  close(): Promise<void>;
}

/**
 * Listens for clients and establishes a secure channel with each.
 *
 * ```ts
 * const server = await listen({
 *   settings: [SecuritySetting.open],
 *   privateKey: pem,
 *   onChannel: async (channel) => {
 *     for await (const bytes of channel) await channel.write(bytes);
 *   },
 * });
 * ```
 *
 * @throws TypeError or RangeError for a configuration no client could use;
 * Error when the address can't be listened on.
 */
export async function listen(options: ListenOptions): Promise<SecureServer> {
  const acceptor = new Acceptor(options);
  const { host = "127.0.0.1", port = 0 } = options;
  const server = createServer(
    { allowHalfOpen: true, pauseOnConnect: true },
    (socket) => acceptor.accept(socket),
  );
  const bound = await bind(server, host, port);
  return {
    host,
    port: bound,
    configure: (changed) => acceptor.configure({ ...options, ...changed }),
    close: () => {
      const closed = new Promise<void>((resolve) =>
        server.close(() => resolve())
      );
      acceptor.closeAll();
      return closed;
    },
  };
}

/** Accepts sockets as its present configuration says, within its limits. */
class Acceptor {
  #options: ListenOptions;
  #config: ServerConfig;
  #limits: ServerLimits;
  #rsa: RsaGate;
  /** Those that have ended and linger among them. */
  readonly #running = new Set<RunningConnection>();
  #connections = 0;
  #handshakes = 0;

  constructor(options: ListenOptions) {
    this.#options = options;
    this.#config = configOf(options);
    this.#limits = serverLimits(options.limits ?? {});
    this.#rsa = new RsaGate(this.#limits.maxPendingRsa);
  }

  configure(options: ListenOptions): void {
    const config = configOf(options);
    const limits = serverLimits(options.limits ?? {});
    this.#options = options;
    this.#config = config;
    this.#limits = limits;
    this.#rsa = new RsaGate(limits.maxPendingRsa);
  }

  accept(socket: Socket): void {
    const { maxConnections, maxHandshakes } = this.#limits;
    const isFull = this.#connections >= maxConnections ||
      this.#handshakes >= maxHandshakes;
    // So many linger that not even a refusal is worth its memory any more.
    if (this.#running.size >= 2 * maxConnections) return void socket.destroy();
    const running = this.#run(socket);
    if (isFull) running.fail("busy", "Too many connections");
  }

  closeAll(): void {
    for (const running of this.#running) running.close();
  }

  #run(socket: Socket): RunningConnection {
    const options = this.#options;
    const config = this.#config;
    const transport = tcpTransport(socket);
    const shared = {
      provider: nodeProvider,
      random: options.random ?? systemRandom,
    };
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
      ...shared,
      ...options,
      transforms: registerTransforms(options.transforms ?? []),
      transport,
      handshake: new ServerHandshake({ ...shared, config }),
      handshakeTimeoutMs: this.#limits.handshakeTimeoutMs,
      idleTimeoutMs: this.#limits.idleTimeoutMs,
      fulfil: fulfilWith(config, this.#rsa, shared.random),
      onChannel: (channel) => {
        handshakeOver();
        isEstablished = true;
        options.onChannel(channel);
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

function configOf(options: ListenOptions): ServerConfig {
  const { privateKey } = options;
  const defined = Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as typeof options;
  return serverConfig({
    ...defined,
    privateKey: privateKey === undefined
      ? undefined
      : nodeProvider.importPrivateKey(privateKey),
  });
}

function bind(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why = error.code === "EADDRINUSE"
        ? "the port is in use, choose another or 0"
        : error.code ?? error.message;
      reject(new Error(`Cannot listen on ${host}:${port}: ${why}`));
    });
    server.listen(port, host, () => {
      server.removeAllListeners("error");
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}
