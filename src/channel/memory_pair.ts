import type { ClientConfig } from "../handshake/client_config.ts";
import { clientConfig } from "../handshake/client_config.ts";
import { ClientHandshake } from "../handshake/client.ts";
import type { Need } from "../handshake/handshake.ts";
import { ServerHandshake } from "../handshake/server.ts";
import { type ServerConfig, serverConfig } from "../handshake/server_config.ts";
import type { CryptoProvider, RandomSource } from "../keys/provider.ts";
import { decryptPreMaster, encryptPreMaster } from "../keys/rsa_transport.ts";
import { Connection, type Supply } from "./connection.ts";
import type { ConnectionOptions } from "./connection_options.ts";
import type { ConnectionEvent } from "./events.ts";

/** One end of a pair, with everything that happened to it. */
export interface MemoryEnd {
  readonly connection: Connection;
  readonly events: ConnectionEvent[];
}

/** What stands between the ends: gets each chunk, gives what goes on. */
export type Wire = (
  from: "client" | "server",
  chunks: readonly Uint8Array[],
) => readonly Uint8Array[];

/**
 * Two ends joined in memory, for tests and properties: no socket, no clock, and
 * a wire that may cut, drop or change whatever passes. In `open` the client
 * accepts any key.
 */
export class MemoryPair {
  readonly client: MemoryEnd;
  readonly server: MemoryEnd;
  readonly #server: ServerConfig;
  readonly #provider: CryptoProvider;
  readonly #random: RandomSource;

  constructor(
    options: {
      client: Partial<ClientConfig> & { serverName: string };
      server: Partial<ServerConfig> & { settings: readonly number[] };
      provider: CryptoProvider;
      random: RandomSource;
      /** How fast both ends take and answer. */
      pace?: Pick<ConnectionOptions, "answersLate" | "batchSize">;
    },
  ) {
    const { provider, random, pace } = options;
    this.#provider = provider;
    this.#random = random;
    this.#server = serverConfig(options.server);
    const shared = { provider, random };
    this.client = end(
      new Connection({
        ...shared,
        ...pace,
        handshake: new ClientHandshake({
          ...shared,
          config: clientConfig(options.client),
        }),
      }),
    );
    this.server = end(
      new Connection({
        ...shared,
        ...pace,
        handshake: new ServerHandshake({ ...shared, config: this.#server }),
      }),
    );
  }

  /** Carries bytes and answers needs until neither end has anything left. */
  async run(wire: Wire = (_, chunks) => chunks): Promise<void> {
    for (let moved = true; moved;) {
      moved = await this.#carry("client", this.client, this.server, wire);
      moved = await this.#carry("server", this.server, this.client, wire) ||
        moved;
    }
  }

  async #carry(
    name: "client" | "server",
    from: MemoryEnd,
    to: MemoryEnd,
    wire: Wire,
  ): Promise<boolean> {
    let moved = false;
    const out = from.connection.takeOutput();
    for (const chunk of wire(name, out)) to.connection.receive(chunk);
    for (const end of [from, to]) {
      for (const event of end.connection.takeEvents()) {
        end.events.push(event);
        if (event.type === "need") {
          end.connection.supply(await this.#fulfil(event.need));
        }
        moved = true;
      }
    }
    return moved || out.length > 0;
  }

  async #fulfil(need: Need): Promise<Supply> {
    switch (need.kind) {
      case "identity": {
        const spki = need.spki ?? this.#server.privateKey!.spki;
        return { type: "identity", identity: { method: "acceptAny", spki } };
      }
      case "encrypt": {
        const { spki } = need.key;
        const ciphertext = await encryptPreMaster(
          this.#provider,
          spki,
          need.preMaster,
        );
        return { type: "encrypted", ciphertext };
      }
      case "decrypt":
        return {
          type: "decrypted",
          preMaster: await decryptPreMaster(
            this.#server.privateKey!,
            need.ciphertext,
            this.#random,
          ),
        };
    }
  }
}

function end(connection: Connection): MemoryEnd {
  return { connection, events: [] };
}
