import { concat } from "../../../conformance/tester/bytes.ts";
import { spkiOfCertificate } from "../../../conformance/tester/der.ts";
import {
  type ClientConfig,
  clientConfig,
  ClientHandshake,
  Connection,
  type ConnectionEvent,
  decryptPreMaster,
  type Ended,
  type Need,
  nodeProvider,
  type RandomSource,
  type ServerConfig,
  serverConfig,
  ServerHandshake,
  type Supply,
} from "../../../src/node.ts";

/** What a client of the reference is given in place of its own doing. */
export interface ClientInputs {
  readonly config: Partial<ClientConfig> & { readonly serverName: string };
  readonly random: RandomSource;
  /** The ClientKeyExchange it is to send: OAEP's seed can't be chosen. */
  readonly ciphertext?: Uint8Array;
  readonly compressionLevel?: number;
}

/** What a server of the reference is given. */
export interface ServerInputs {
  readonly config: Partial<ServerConfig> & {
    readonly settings: readonly number[];
  };
  readonly random: RandomSource;
  readonly compressionLevel?: number;
}

/** One end of the reference without a socket, its needs met from a vector. */
export class ReferenceEnd {
  readonly connection: Connection;
  /** What happened so far, needs apart. */
  readonly events: ConnectionEvent[] = [];
  readonly #fulfil: (need: Need) => Promise<Supply>;

  private constructor(
    connection: Connection,
    fulfil: (need: Need) => Promise<Supply>,
  ) {
    this.connection = connection;
    this.#fulfil = fulfil;
  }

  static client(inputs: ClientInputs): ReferenceEnd {
    const { random, compressionLevel, ciphertext } = inputs;
    const shared = { provider: nodeProvider, random };
    const config = clientConfig({ grease: false, ...inputs.config });
    return new ReferenceEnd(
      new Connection({
        ...shared,
        compressionLevel,
        handshake: new ClientHandshake({ ...shared, config }),
      }),
      (need) => Promise.resolve(answerAsClient(need, ciphertext)),
    );
  }

  static server(inputs: ServerInputs): ReferenceEnd {
    const { random, compressionLevel } = inputs;
    const shared = { provider: nodeProvider, random };
    const config = serverConfig(inputs.config);
    return new ReferenceEnd(
      new Connection({
        ...shared,
        compressionLevel,
        handshake: new ServerHandshake({ ...shared, config }),
      }),
      async (need) => {
        if (need.kind !== "decrypt" || !config.privateKey) {
          throw new TypeError(`A server does not need ${need.kind}`);
        }
        const { ciphertext } = need;
        const preMaster = await decryptPreMaster(
          config.privateKey,
          ciphertext,
          random,
        );
        return { type: "decrypted", preMaster };
      },
    );
  }

  /** Gives it bytes, and whatever it then needs. */
  async receive(bytes: Uint8Array): Promise<void> {
    this.connection.receive(bytes);
    await this.settle();
  }

  /** Meets its needs until it has none. */
  async settle(): Promise<void> {
    for (;;) {
      const events = this.connection.takeEvents();
      if (events.length === 0) return;
      for (const event of events) {
        if (event.type !== "need") this.events.push(event);
        else this.connection.supply(await this.#fulfil(event.need));
      }
    }
  }

  /** What it sends since the last call. */
  output(): Uint8Array {
    return concat(...this.connection.takeOutput());
  }

  get ended(): Ended | undefined {
    return this.connection.ended;
  }

  /** The Alert it ended with for a fault it found. */
  get alert(): number | undefined {
    const { ended } = this;
    return ended?.how === "alert" && ended.local ? ended.code : undefined;
  }

  /** All Data it delivered. */
  get data(): Uint8Array {
    return concat(
      ...this.events.flatMap((event) =>
        event.type === "data" ? event.chunks : []
      ),
    );
  }
}

/** It takes any key that its own rules allow: whose it is, is not the topic. */
function answerAsClient(need: Need, ciphertext?: Uint8Array): Supply {
  switch (need.kind) {
    case "identity": {
      const spki = need.spki ?? spkiOfCertificate(need.chain![0]);
      const method = need.spki ? "acceptAny" : "certificate";
      return { type: "identity", identity: { method, spki } };
    }
    case "encrypt":
      if (!ciphertext) throw new TypeError("There is no ClientKeyExchange");
      return { type: "encrypted", ciphertext };
    case "decrypt":
      throw new TypeError("A client does not decrypt");
  }
}

/** A source of the values that a vector names; any other is refused. */
export function namedRandom(
  values: Readonly<Record<string, Uint8Array | readonly Uint8Array[]>>,
): RandomSource {
  const used = new Map<string, number>();
  return (purpose, size) => {
    const value = values[purpose];
    const at = used.get(purpose) ?? 0;
    used.set(purpose, at + 1);
    const found = value instanceof Uint8Array ? value : value?.[at];
    if (purpose === "implicit rejection") return new Uint8Array(size);
    if (found?.length !== size) {
      throw new RangeError(`The vector has no ${purpose} of ${size} bytes`);
    }
    return found.slice();
  };
}
