import type {
  Command,
  Configuration,
  ServerConfiguration,
} from "../../conformance/contract/mod.ts";
import {
  Cipher,
  Compression,
  listen,
  readPem,
  type SecureChannel,
  type SecureServer,
} from "../../src/node.ts";
import { UsageError } from "../usage_error.ts";
import {
  command,
  complainToPeople,
  driveChannel,
  endedEvent,
  fromHex,
} from "./drive_channel.ts";
import type { Peer, PeerOptions, Print } from "./run_peer.ts";

/** The reference server under the contract. */
export class ServerPeer implements Peer {
  readonly done: Promise<void>;
  readonly #print: Print;
  readonly #complain: (line: string) => void;
  readonly #listen: typeof listen;
  readonly #numbers = new Map<string, number>();
  readonly #channels = new Map<number, SecureChannel>();
  #accepted = 0;
  #server: SecureServer | undefined;
  #finish: () => void = () => {};

  constructor(print: Print, options: PeerOptions = {}) {
    const { complain = complainToPeople, implementation } = options;
    this.#print = print;
    this.#complain = complain;
    this.#listen = implementation?.listen ?? listen;
    this.done = new Promise((resolve) => this.#finish = resolve);
  }

  async configure(configuration: Configuration): Promise<void> {
    if (configuration.role !== "server" || this.#server) {
      throw new UsageError("A server takes one configuration, of its own role");
    }
    const { echo } = configuration;
    try {
      this.#server = await this.#listen({
        ...listenOptions(configuration),
        onAccept: (remote) => this.#numbers.set(remote, ++this.#accepted),
        onChannel: (channel) => void this.#drive(channel, echo),
        onRefused: (ended, remote) =>
          this.#printer(this.#number(remote))(endedEvent(ended)),
      });
    } catch (error) {
      throw new UsageError((error as Error).message);
    }
    this.#print({ event: "listening", port: this.#server.port });
  }

  command(wanted: Command): void {
    for (const [number, channel] of this.#channels) {
      const { connection = number } = wanted;
      if (connection === number) {
        const print = this.#printer(number);
        command(channel, wanted, { print, complain: this.#complain });
      }
    }
  }

  inputOver(): void {}

  close(): void {
    // One that does not listen yet has nothing to close.
    if (this.#server) void this.#server.close().then(this.#finish);
    else this.#finish();
  }

  async #drive(channel: SecureChannel, echo: boolean): Promise<void> {
    const number = this.#number(channel.remote);
    this.#channels.set(number, channel);
    await driveChannel(channel, { echo, print: this.#printer(number) });
    this.#channels.delete(number);
  }

  /** The connection's number, given when it was accepted. */
  #number(remote: string): number {
    const number = this.#numbers.get(remote)!;
    this.#numbers.delete(remote);
    return number;
  }

  #printer(connection: number): Print {
    return ({ event, ...fields }) =>
      this.#print({ event, connection, ...fields });
  }
}

function listenOptions(configuration: ServerConfiguration) {
  const { ciphers, compressions, settings } = configuration;
  const { certificate, deploymentKey, deploymentKeyId } = configuration;
  const rsaCiphers: readonly number[] = [
    Cipher["AES-256-GCM"],
    Cipher["3DES-EDE-CBC-HMAC-SHA-256"],
  ];
  return {
    host: configuration.host,
    port: configuration.port,
    settings,
    algorithm: ciphers.find((cipher) => rsaCiphers.includes(cipher)),
    proprietaryCipher: ciphers.find((cipher) => !rsaCiphers.includes(cipher)),
    deflateSettings: compressions.includes(Compression.deflate) ? settings : [],
    maxFrame: configuration.maxFrame,
    minimumRsaBits: configuration.minimumRsaBits,
    serverNames: configuration.serverNames,
    privateKey: configuration.key,
    certificates: certificate === undefined
      ? undefined
      : readPem(certificate, "CERTIFICATE"),
    deploymentKeys: deploymentKey
      ? [{
        key: fromHex(deploymentKey),
        id: deploymentKeyId === undefined
          ? undefined
          : fromHex(deploymentKeyId),
      }]
      : [],
    limits: {
      ...(configuration.maxPendingRsa && {
        maxPendingRsa: configuration.maxPendingRsa,
      }),
      ...(configuration.handshakeTimeoutMs && {
        handshakeTimeoutMs: configuration.handshakeTimeoutMs,
      }),
    },
  };
}
