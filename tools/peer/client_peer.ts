import type {
  ClientConfiguration,
  Command,
  Configuration,
} from "../../conformance/contract/mod.ts";
import {
  ChannelError,
  connect,
  type ConnectOptions,
  knownHostsFile,
  readPem,
  type SecureChannel,
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

/** The reference client under the contract: one connection after the other. */
export class ClientPeer implements Peer {
  readonly #print: Print;
  readonly #complain: (line: string) => void;
  readonly #connect: typeof connect;
  #running: Promise<void> = Promise.resolve();
  #channel: SecureChannel | undefined;
  #abort = new AbortController();
  /** Commands that came before the channel was established. */
  #early: Command[] = [];

  constructor(print: Print, options: PeerOptions = {}) {
    const { complain = complainToPeople, implementation } = options;
    this.#print = print;
    this.#complain = complain;
    this.#connect = implementation?.connect ?? connect;
    print({ event: "ready", serial: true });
  }

  get done(): Promise<void> {
    return this.#running;
  }

  /** Runs a connection; a further configuration waits until it has ended. */
  async configure(configuration: Configuration): Promise<void> {
    if (configuration.role !== "client") {
      throw new UsageError("A client takes configurations of its own role");
    }
    await this.#running;
    this.#channel = undefined;
    this.#early = [];
    this.#abort = new AbortController();
    this.#running = this.#run(connectOptions(configuration));
  }

  command(wanted: Command): void {
    if (this.#channel) {
      const [print, complain] = [this.#print, this.#complain];
      command(this.#channel, wanted, { print, complain });
    } else if (wanted.do === "abort") this.#abort.abort();
    else this.#early.push(wanted);
  }

  inputOver(): void {}

  close(): void {
    if (this.#channel) void this.#channel.close();
    else this.#abort.abort();
  }

  async #run(options: ConnectOptions): Promise<void> {
    try {
      const { signal } = this.#abort;
      this.#channel = await this.#connect({ ...options, signal });
    } catch (error) {
      return this.#reportFailure(error as Error);
    }
    const running = driveChannel(this.#channel, {
      echo: false,
      print: this.#print,
    });
    for (const early of this.#early) this.command(early);
    await running;
  }

  #reportFailure(error: Error): void {
    if (error instanceof ChannelError) {
      return this.#print(endedEvent(error.ended));
    }
    this.#complain(error.message);
    this.#print({ event: "ended", how: "truncated" });
  }
}

function connectOptions(configuration: ClientConfiguration): ConnectOptions {
  const { identity, deploymentKey, deploymentKeyId } = configuration;
  const { trust, crls, pin, tofu, acceptAny } = identity;
  return {
    host: configuration.host,
    port: configuration.port,
    settings: configuration.settings,
    ciphers: configuration.ciphers,
    compressions: configuration.compressions,
    minimumRsaBits: configuration.minimumRsaBits,
    maxFrame: configuration.maxFrame,
    serverName: configuration.serverName,
    deploymentKey: deploymentKey ? fromHex(deploymentKey) : undefined,
    deploymentKeyId: deploymentKeyId ? fromHex(deploymentKeyId) : undefined,
    handshakeTimeoutMs: configuration.handshakeTimeoutMs,
    clock: clockFrom(configuration.clock),
    identity: {
      ...(trust !== undefined && {
        trust: {
          anchors: readPem(trust, "CERTIFICATE"),
          ...(crls !== undefined && { crls: readPem(crls, "X509 CRL") }),
        },
      }),
      ...(pin !== undefined && { pin }),
      ...(tofu !== undefined && { tofu: knownHostsFile(tofu) }),
      ...(acceptAny !== undefined && { acceptAny }),
    },
  };
}

/** A clock that stands at `start` now, and ticks from there. */
function clockFrom(start: string | undefined): (() => number) | undefined {
  if (start === undefined) return undefined;
  const offset = Date.parse(start) - Date.now();
  return () => Date.now() + offset;
}
