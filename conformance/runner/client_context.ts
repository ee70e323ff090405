import type {
  ClientConfiguration,
  Command,
  Ended,
  Event,
  RequiredWord,
} from "../contract/mod.ts";
import { hex } from "../tester/bytes.ts";
import {
  type ServerHandshakeOverrides,
  type ServerStep,
  TesterServer,
  type TesterServerOptions,
} from "../tester/tester_server.ts";
import { Inconclusive, Violation } from "../tester/violation.ts";
import { CaseContext } from "./case_context.ts";
import { caseOver } from "./case_over.ts";
import type { CaseEnvironment } from "./environment.ts";
import type { ControlledProcess } from "./controlled_process.ts";
import type { ClientConnection, ClientSource } from "./client_source.ts";
import { materials } from "./materials.ts";

/** What one connection may have otherwise than the case's row says. */
export interface AcceptOverrides extends Partial<TesterServerOptions> {
  /** Another configuration than the case's, for this connection. */
  readonly config?: (base: ClientConfiguration) => ClientConfiguration;
}

/**
 * What a client case is given: a client under test that dials when asked,
 * and the tester in the server's role to answer it.
 */
export class ClientContext extends CaseContext {
  readonly #source: ClientSource;
  readonly #connections = new Map<TesterServer, ClientConnection>();
  readonly #settled = new Set<TesterServer>();
  /** Connections without a tester at their end. */
  #bare: ClientConnection[] = [];
  #isOver = false;

  constructor(source: ClientSource, environment: CaseEnvironment) {
    super(environment);
    this.#source = source;
  }

  /** Whether processes can be started, and asked. */
  get isControlled(): boolean {
    return this.#source.start !== undefined;
  }

  /** The parts that the client's profile declares absent. */
  override get absent(): readonly RequiredWord[] {
    return this.#source.absent ?? [];
  }

  /**
   * Has the client dial, and takes the TCP connection; nothing is read. The
   * case's earlier connections are left, and must end.
   */
  async accept(overrides: AcceptOverrides = {}): Promise<TesterServer> {
    await this.settle();
    const { config, ...options } = overrides;
    if (this.#isOver) throw caseOver();
    const connection = await this.#source.connect(config);
    if (this.#isOver) {
      connection.wire.destroy();
      connection.done(false);
      throw caseOver();
    }
    connection.wire.tap = this.tap;
    const plain = await materials();
    const peer = new TesterServer(connection.wire, {
      patience: this.patience,
      random: this.random,
      transcript: this.transcript,
      keyLog: this.keyLog,
      setting: this.setting,
      cipher: this.cipher,
      compression: this.setup.compression ? 1 : 0,
      key: plain.key,
      spki: plain.spki,
      chain: plain.chain.map(({ der }) => der),
      ...this.#source.materials,
      ...options,
    });
    this.#connections.set(peer, connection);
    return peer;
  }

  /** Has the client dial, for somebody else than a tester to answer. */
  async dialled(config?: AcceptOverrides["config"]): Promise<ClientConnection> {
    await this.settle();
    const connection = await this.#source.connect(config);
    connection.wire.tap = this.tap;
    this.#bare.push(connection);
    return connection;
  }

  /** Accepts and runs the handshake up to, and without, a step. */
  async until(
    step: ServerStep,
    overrides: ServerHandshakeOverrides & AcceptOverrides = {},
  ): Promise<TesterServer> {
    const { hello, ...options } = overrides;
    return (await this.accept(options)).until(step, { hello });
  }

  /** Accepts and runs the whole handshake. */
  async establish(
    overrides: ServerHandshakeOverrides & AcceptOverrides = {},
  ): Promise<TesterServer> {
    const peer = await this.until("Established", overrides);
    if (this.setup.compression && peer.compression !== 1) {
      throw new Violation(
        "NEG-9",
        "an offer of compression 1, which is configured",
        `compressions [${peer.hello.compressions}]`,
      );
    }
    return peer;
  }

  /** Gives the client a command. */
  command(
    peer: TesterServer,
    command: Command extends infer C
      ? C extends Command ? Omit<C, "connection"> : never
      : never,
  ): void {
    this.#processOf(peer).tell(command as Command);
  }

  /** The `established` event; a violation if there is none, or it lies. */
  async established(
    peer: TesterServer,
  ): Promise<Extract<Event, { event: "established" }>> {
    const event = await this.event(peer, isEstablished);
    if (event === undefined) {
      throw new Violation(
        "CNF-2",
        'an "established" event',
        this.#printed(peer, "established"),
      );
    }
    const binding = hex(peer.schedule.binding);
    if (event.binding === binding) return event;
    throw new Violation(
      "KDF-9",
      `binding ${binding}`,
      `binding ${event.binding}`,
    );
  }

  /** The `ended` event; a violation if there is none. */
  async ended(
    peer: TesterServer,
    patience: number = this.patience,
  ): Promise<Ended> {
    const event = await this.event(peer, isEnded, patience);
    if (event !== undefined) return event;
    throw new Violation(
      "CNF-2",
      'an "ended" event',
      this.#printed(peer, "ended"),
    );
  }

  /** Whether the client reports events: it is under the contract. */
  get reports(): boolean {
    return this.#source.start !== undefined;
  }

  /** The last `data` event so far of a connection. */
  delivered(
    peer: TesterServer,
  ): Extract<Event, { event: "data" }> | undefined {
    return this.#processOf(peer).last(
      (event) => event.event === "data",
      this.#connections.get(peer)?.mark,
    );
  }

  /** The first event of a connection that `match` accepts, or undefined. */
  event<E extends Event>(
    peer: TesterServer,
    match: (event: Event) => event is E,
    patience: number = this.patience,
  ): Promise<E | undefined> {
    const connection = this.#connections.get(peer);
    return this.#processOf(peer).wait(match, patience, connection?.mark);
  }

  /** Waits for what the client may do by itself; `settle` judges it. */
  quiet(milliseconds: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
  }

  /** Leaves every connection; each must have ended, and none followed. */
  async settle(): Promise<void> {
    for (const peer of [...this.#connections.keys()]) await this.leave(peer);
    for (const connection of this.#bare.splice(0)) {
      connection.wire.leave();
      connection.done(true);
      requireAlone(connection);
    }
  }

  /**
   * Leaves one connection, so that a serial client is free for the next; it
   * must have ended, and none followed.
   */
  async leave(peer: TesterServer): Promise<void> {
    const connection = this.#connections.get(peer);
    if (connection === undefined) return;
    peer.wire.leave();
    try {
      if (connection.process !== undefined) await this.ended(peer);
      requireAlone(connection);
    } finally {
      this.#connections.delete(peer);
      connection.done(true);
      this.#settled.add(peer);
    }
  }

  /** Cuts every connection, and lets no other be made. */
  abandon(): void {
    this.#isOver = true;
    this.#cut();
  }

  #cut(): void {
    for (const [peer, connection] of this.#connections) {
      if (this.#settled.has(peer)) continue;
      peer.wire.destroy();
      connection.done(false);
    }
    this.#connections.clear();
    for (const { wire, done } of this.#bare.splice(0)) {
      wire.destroy();
      done(false);
    }
  }

  /**
   * Leaves every connection: for a property, whose next conversation has
   * nothing to do with the last.
   */
  async recover(failed: boolean): Promise<void> {
    if (failed) this.#cut();
    else await this.settle();
    this.#settled.clear();
  }

  /** Starts a process that is not to dial; the case stops it. */
  async start(
    config: (base: ClientConfiguration) => ClientConfiguration,
  ): Promise<ControlledProcess> {
    const started = await this.#source.start?.(config);
    if (started !== undefined) return started;
    throw new Inconclusive(
      "The case needs the control contract",
      "no-contract",
    );
  }

  /**
   * What a case threw, or, where its client had exited before the first byte
   * of its first ClientHello, that: a fault of the set-up.
   */
  async excused(error: unknown): Promise<unknown> {
    if (!(error instanceof Violation)) return error;
    for (const { wire, process, mark } of this.#connections.values()) {
      if (wire.received > 0 || process === undefined || mark > 0) continue;
      await process.wait(isEnded, 200);
      if (process.exit === undefined || process.events.some(isEnded)) continue;
      return new Inconclusive(
        `The client exited before its ClientHello: ${process.exitText}`,
        "not-started",
        process.printed,
      );
    }
    return error;
  }

  #processOf(peer: TesterServer): NonNullable<ClientConnection["process"]> {
    const process = this.#connections.get(peer)?.process;
    if (process !== undefined) return process;
    throw new Inconclusive(
      "The case needs the control contract",
      "no-contract",
    );
  }

  #printed(peer: TesterServer, name: string): string {
    const { malformed, exit, exitText } = this.#processOf(peer);
    const bad = malformed.find((line) => line.includes(name));
    if (bad !== undefined) return `a line that is no such event: ${bad}`;
    return exit === undefined ? "none" : `none, and an exit with ${exitText}`;
  }
}

function requireAlone({ extra }: ClientConnection): void {
  if (extra() === 0) return;
  throw new Violation(
    "NEG-18",
    "one connection for one configuration",
    `${extra()} more, uncalled for`,
    "Never retry by yourself with other parameters",
  );
}

/** Whether an event is `ended`. */
export function isEnded(event: Event): event is Ended {
  return event.event === "ended";
}

/** Whether an event is `established`. */
export function isEstablished(
  event: Event,
): event is Extract<Event, { event: "established" }> {
  return event.event === "established";
}
