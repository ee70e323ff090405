import { createServer, type Server, type Socket } from "node:net";
import type { Connection, Supply } from "../channel/connection.ts";
import type { Ended } from "../channel/events.ts";
import type { Need } from "../handshake/handshake.ts";
import { ServerHandshake } from "../handshake/server.ts";
import { type ServerConfig, serverConfig } from "../handshake/server_config.ts";
import { nodeProvider, systemRandom } from "../keys/node_provider.ts";
import type { RandomSource } from "../keys/provider.ts";
import { decryptPreMaster } from "../keys/rsa_transport.ts";
import type { PrivateTransform } from "../protection/private_transform.ts";
import { SecuritySetting } from "../schema/registries.ts";
import { ChannelError } from "./channel_error.ts";
import { establish, prepare, type RunningConnection } from "./establish.ts";
import { type ServerLimits, serverLimits } from "./limits.ts";
import { RsaGate } from "./rsa_gate.ts";
import type { SecureChannel } from "./secure_channel.ts";
import { tcpTransport } from "./tcp_transport.ts";
import { transformsFor } from "./transforms_for.ts";

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
  /**
   * A client's channel is established. A promise that it returns may reject
   * with the channel's own end: a peer that hangs up is no error of the server.
   */
  readonly onChannel: (channel: SecureChannel) => void | Promise<void>;
  /** A connection ended before it was established. */
  readonly onRefused?: (ended: Ended, remote: string) => void;
}

/** A server that listens. */
export interface SecureServer {
  readonly host: string;
  readonly port: number;
  /**
   * Uses another configuration for connections accepted from now on; the
   * others go on. What it leaves out is as `listen` was told. A configuration
   * that is refused changes nothing.
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
 *   settings: [SecuritySetting.certified],
 *   privateKey: readFileSync("server.key", "utf8"),
 *   certificates: readPem(readFileSync("server.pem", "utf8"), "CERTIFICATE"),
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

/** What connections are accepted with from now on. */
interface Terms {
  readonly options: ListenOptions;
  readonly config: ServerConfig;
  readonly limits: ServerLimits;
  /** Makes the connection of a client. */
  readonly prepare: () => Connection;
}

function termsOf(options: ListenOptions): Terms {
  const { compressionLevel, keyUpdateAfterFrames } = options;
  const config = configOf(options);
  const ciphers = config.settings.includes(SecuritySetting.proprietary)
    ? [config.proprietaryCipher]
    : [];
  const transforms = transformsFor(ciphers, options.transforms);
  const shared = {
    provider: nodeProvider,
    random: options.random ?? systemRandom,
    transforms,
    compressionLevel,
    keyUpdateAfterFrames,
  };
  const terms: Terms = {
    options,
    config,
    limits: serverLimits(options.limits ?? {}),
    prepare: () =>
      prepare({
        ...shared,
        handshake: new ServerHandshake({ ...shared, config }),
      }),
  };
  // What would be refused for the first client is refused now.
  terms.prepare();
  return terms;
}

/** Accepts sockets as its present terms say, within their limits. */
class Acceptor {
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
        attend(channel, options.onChannel(channel));
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
function attend(channel: SecureChannel, use: void | Promise<void>): void {
  Promise.resolve(use).catch(async (error: unknown) => {
    const ended = await channel.abort();
    if (error instanceof ChannelError && error.ended === ended) return;
    throw error;
  });
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
  return serverConfig({
    ...options,
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
      // Too many open files: one client can't be accepted, the others can.
      server.on("error", () => {});
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}
