import type { Connection, Supply } from "../channel/connection.ts";
import { type ClientConfig, clientConfig } from "../handshake/client_config.ts";
import { ClientHandshake } from "../handshake/client.ts";
import type { Need } from "../handshake/handshake.ts";
import type { KeyLog } from "../handshake/key_log.ts";
import {
  checkIdentityPolicy,
  type IdentityPolicy,
} from "../identity/identity_policy.ts";
import {
  type IdentityVerdict,
  judgeIdentity,
} from "../identity/judge_identity.ts";
import { settingsToOffer } from "../identity/tofu.ts";
import { nodeProvider, systemRandom } from "../keys/node_provider.ts";
import type { RandomSource } from "../keys/provider.ts";
import { encryptPreMaster } from "../keys/rsa_transport.ts";
import type { PrivateTransform } from "../protection/private_transform.ts";
import { DEFAULT_HANDSHAKE_TIMEOUT_MS } from "../schema/limits.ts";
import { ChannelError } from "./channel_error.ts";
import { dial, GIVEN_UP } from "./dial.ts";
import { establish, prepare } from "./establish.ts";
import { requireMilliseconds } from "./limits.ts";
import type { SecureChannel } from "./secure_channel.ts";
import { tcpTransport } from "./tcp_transport.ts";
import { transformsFor } from "./transforms_for.ts";

/** Where to connect, whom to accept, and what to offer. */
export interface ConnectOptions extends Partial<ClientConfig> {
  readonly host: string;
  readonly port: number;
  /** Whom to accept in `open` and `certified` (spec/identity.md). */
  readonly identity?: IdentityPolicy;
  readonly handshakeTimeoutMs?: number;
  /** Without traffic, once established; never by default. */
  readonly idleTimeoutMs?: number;
  /** DEFLATE level, 1 to 9. */
  readonly compressionLevel?: number;
  /** Frames under one key before a KeyUpdate. */
  readonly keyUpdateAfterFrames?: number;
  readonly transforms?: readonly PrivateTransform[];
  /** The time for certificates, in ms since 1970. */
  readonly clock?: () => number;
  readonly random?: RandomSource;
  /** Takes the connection's secrets (spec/key-log.md); for debugging alone. */
  readonly keyLog?: KeyLog;
  /** Gives the connection up, established or not, with `aborted`. */
  readonly signal?: AbortSignal;
}

/**
 * Connects to a server and establishes a secure channel. What is offered is
 * what is accepted: `certified` alone unless `settings` says otherwise, and
 * nothing weaker is ever tried after a failure (spec/handshake.md).
 *
 * ```ts
 * const anchors = readPem(readFileSync("trust.pem", "utf8"), "CERTIFICATE");
 * const channel = await connect({
 *   host: "127.0.0.1",
 *   port: server.port,
 *   identity: { trust: { anchors } },
 * });
 * ```
 *
 * @throws ChannelError when the handshake fails; Error when nobody can be
 * reached; TypeError or RangeError for options no handshake could use, and for
 * a memory of servers that can't be read or written.
 */
export async function connect(
  options: ConnectOptions,
): Promise<SecureChannel> {
  const { host, port, signal, identity: policy = {} } = options;
  const { handshakeTimeoutMs = DEFAULT_HANDSHAKE_TIMEOUT_MS } = options;
  const { idleTimeoutMs = 0 } = options;
  requireMilliseconds("handshakeTimeoutMs", handshakeTimeoutMs, 1);
  requireMilliseconds("idleTimeoutMs", idleTimeoutMs, 0);
  const config = await configOf(options, policy);
  const connection = connectionOf(options, config);
  const socket = await dial({
    host,
    port,
    timeoutMs: handshakeTimeoutMs,
    signal,
  });
  const judge = new IdentityJudge(options, policy, config.serverName);
  return new Promise((resolve, reject) => {
    let isEstablished = false;
    const running = establish({
      connection,
      transport: tcpTransport(socket),
      handshakeTimeoutMs,
      idleTimeoutMs,
      fulfil: (need) => fulfil(need, judge),
      onChannel: (channel) => {
        isEstablished = true;
        judge.remember().then(() => resolve(channel), (error) => {
          running.failWith(error);
          reject(error);
        });
      },
      onEnded: (ended) => {
        // One that was established is handed over, even if over already.
        if (!isEstablished) reject(new ChannelError(ended));
        signal?.removeEventListener("abort", abort);
      },
      onClosed: () => {},
    });
    const abort = (): void => running.fail("aborted", GIVEN_UP);
    signal?.addEventListener("abort", abort, { once: true });
    // Between the dialling and here it may have been given up too.
    if (signal?.aborted) abort();
  });
}

/** The connection, refused before anybody is dialled if none could be had. */
function connectionOf(
  options: ConnectOptions,
  config: ClientConfig,
): Connection {
  const { compressionLevel, keyUpdateAfterFrames } = options;
  const shared = {
    provider: nodeProvider,
    random: options.random ?? systemRandom,
    keyLog: options.keyLog,
  };
  return prepare({
    ...shared,
    compressionLevel,
    keyUpdateAfterFrames,
    transforms: transformsFor(config.ciphers, options.transforms),
    handshake: new ClientHandshake({ ...shared, config }),
  });
}

/** What is offered, after what is known of the server by now. */
async function configOf(
  options: ConnectOptions,
  policy: IdentityPolicy,
): Promise<ClientConfig> {
  const { host, port, settings, serverName = nameOf(host) } = options;
  const known = await policy.tofu?.lookup(serverName || host, port);
  const left = settings && settingsToOffer(settings, known);
  if (settings && left?.length === 0 && settings.length > 0) {
    throw new TypeError(
      `Cannot offer open to ${host}:${port}: it was seen in certified, offer that`,
    );
  }
  const config = clientConfig({ ...options, serverName, settings: left });
  checkIdentityPolicy(policy, config.settings);
  return config;
}

/** A host as the name of a server: in lower case, without a final dot. */
function nameOf(host: string): string {
  return host.toLowerCase().replace(/\.$/, "");
}

/** Judges the server of one connection, and remembers it once established. */
class IdentityJudge {
  readonly #options: ConnectOptions;
  readonly #policy: IdentityPolicy;
  readonly #host: string;
  #verdict: IdentityVerdict | undefined;

  constructor(
    options: ConnectOptions,
    policy: IdentityPolicy,
    serverName: string,
  ) {
    this.#options = options;
    this.#policy = policy;
    this.#host = serverName || options.host;
  }

  async judge(need: Need & { kind: "identity" }): Promise<IdentityVerdict> {
    const { port, clock = Date.now } = this.#options;
    this.#verdict = await judgeIdentity({
      ...need,
      policy: this.#policy,
      host: this.#host,
      port,
      now: new Date(clock()),
      provider: nodeProvider,
    });
    return this.#verdict;
  }

  async remember(): Promise<void> {
    await this.#verdict?.remember();
  }
}

async function fulfil(need: Need, judge: IdentityJudge): Promise<Supply> {
  switch (need.kind) {
    case "identity": {
      const { method, spki } = await judge.judge(need);
      return { type: "identity", identity: { method, spki } };
    }
    case "encrypt":
      return {
        type: "encrypted",
        ciphertext: await encryptPreMaster(
          nodeProvider,
          need.key.spki,
          need.preMaster,
        ),
      };
    case "decrypt":
      throw new TypeError("A client decrypts no key exchange");
  }
}
