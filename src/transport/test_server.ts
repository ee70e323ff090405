import { generateKeyPairSync } from "node:crypto";
import type { Ended } from "../channel/events.ts";
import { deploymentKey } from "../channel/test_keys.ts";
import { SecuritySetting } from "../schema/registries.ts";
import { connect, type ConnectOptions } from "./connect.ts";
import { listen, type SecureServer } from "./listen.ts";
import type { ListenOptions } from "./listen_options.ts";
import type { SecureChannel } from "./secure_channel.ts";

/** A throw-away RSA-2048 key, PEM, made once a process. */
export const serverKey: string = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
}).privateKey;

/** What a test sees of a server: what ended, and a way in. */
export interface TestServer {
  readonly server: SecureServer;
  /** The ends of connections, established or not, in order. */
  readonly ends: Queue<Ended>;
  /** The channels established, in order. */
  readonly channels: Queue<SecureChannel>;
  /** Connects in `open`, unless told otherwise, and accepts any key. */
  dial(options?: Partial<ConnectOptions>): Promise<SecureChannel>;
}

/** Sends back whatever comes, until the end. */
export async function echo(channel: SecureChannel): Promise<void> {
  try {
    for await (const bytes of channel) await channel.write(bytes);
  } catch {
    // How it ended is what `ended` says.
  }
}

/**
 * Runs a server of `open` and `proprietary` on a free local port for as long as
 * `use` takes.
 */
export async function withServer(
  options: Partial<ListenOptions>,
  use: (test: TestServer) => Promise<void>,
): Promise<void> {
  const ends = new Queue<Ended>();
  const channels = new Queue<SecureChannel>();
  const server = await listen({
    settings: [SecuritySetting.open, SecuritySetting.proprietary],
    privateKey: serverKey,
    deploymentKeys: [{ key: deploymentKey }],
    onRefused: (ended) => ends.push(ended),
    ...options,
    onChannel: (channel) => {
      void channel.ended.then((ended) => ends.push(ended));
      channels.push(channel);
      return options.onChannel?.(channel);
    },
  });
  const dial = (own: Partial<ConnectOptions> = {}): Promise<SecureChannel> =>
    connect({
      host: server.host,
      port: server.port,
      settings: [SecuritySetting.open],
      identity: { acceptAny: true },
      ...own,
    });
  try {
    await use({ server, ends, channels, dial });
  } finally {
    await server.close();
  }
}

/** What happened, for a test that awaits it. */
export class Queue<T> {
  readonly #items: T[] = [];
  readonly #waiting: ((item: T) => void)[] = [];

  /** How many wait to be taken. */
  get size(): number {
    return this.#items.length;
  }

  push(item: T): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting(item);
    else this.#items.push(item);
  }

  /** The next item; waits for it. */
  next(): Promise<T> {
    if (this.#items.length > 0) return Promise.resolve(this.#items.shift()!);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
