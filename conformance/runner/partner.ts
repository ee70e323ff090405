import {
  baseClientConfiguration,
  baseServerConfiguration,
} from "./base_configuration.ts";
import type {
  ClientConfiguration,
  ServerConfiguration,
} from "../contract/mod.ts";
import type { ClientConnection } from "./client_source.ts";
import { ClientProcesses } from "./client_processes.ts";
import type { ControlledProcess } from "./controlled_process.ts";
import type { TargetCommand } from "./program.ts";
import { RefusedWords } from "./required_words.ts";
import { dialServer, ServerProcesses } from "./server_processes.ts";
import { SETTINGS, type Setup } from "./setup.ts";
import type { Wire } from "../tester/wire.ts";

const START_MS = 20_000;

/**
 * An implementation under the control contract that plays the end which the
 * tester plays otherwise, where the tester stands between the two.
 */
export class Partner {
  readonly #clients: ClientProcesses;
  readonly #servers: ServerProcesses;

  constructor(command: TargetCommand) {
    const words = new RefusedWords({});
    this.#clients = new ClientProcesses(command, words, START_MS, () => {});
    this.#servers = new ServerProcesses(command, words, START_MS);
  }

  /** Has it dial, as a client. */
  async client(
    setup: Setup,
    config: (base: ClientConfiguration) => ClientConfiguration,
  ): Promise<ClientConnection> {
    const told = config(await baseClientConfiguration(setup));
    return await this.#clients.connect(told, []);
  }

  /** Dials it, a server; with its own number of the connection. */
  async server(
    setup: Setup,
    config: (base: ServerConfiguration) => ServerConfiguration,
    patience: number,
  ): Promise<{
    readonly wire: Wire;
    readonly number: number;
    readonly process: ControlledProcess;
  }> {
    const base = await baseServerConfiguration(setup, {
      settings: SETTINGS,
      deflate: true,
    });
    const running = await this.#servers.running(config(base), []);
    const { process } = running;
    return { ...await dialServer(running, patience), process };
  }

  /** Stops every process of it. */
  async stop(): Promise<void> {
    await Promise.all([this.#clients.stop(), this.#servers.stop()]);
  }
}
