import type {
  Command,
  Ended,
  Event,
  RequiredWord,
  ServerConfiguration,
} from "../contract/mod.ts";
import { hex } from "../tester/bytes.ts";
import { type ClientHello, encodeClientHello } from "../tester/hello.ts";
import type { ControlledProcess } from "./controlled_process.ts";
import {
  type ClientHandshakeOverrides,
  type ClientStep,
  TesterClient,
  type TesterClientOptions,
} from "../tester/tester_client.ts";
import type { Wire } from "../tester/wire.ts";
import { Inconclusive, Violation } from "../tester/violation.ts";
import { CaseContext } from "./case_context.ts";
import { caseOver } from "./case_over.ts";
import type { CaseEnvironment } from "./environment.ts";
import type { OpenCase, ServerLease } from "./target.ts";
import type { ServerCase } from "./case.ts";

/** A server case and the server it holds, about to be run. */
export function openServerCase(
  theCase: ServerCase,
  lease: ServerLease,
  environment: CaseEnvironment,
): OpenCase {
  const context = new ServerContext(lease, environment);
  return {
    run: () => theCase.run(context),
    settle: () => Promise.resolve(context.leave()),
    abandon: () => context.abandon(),
    release: (late) => lease.release(late),
    printed: () => lease.process?.printed ?? [],
  };
}

/** How long (ms) a server that did wrong may take to be seen to exit. */
const EXIT_MS = 60;

/**
 * What a server case is given: a server under test that stands ready, and
 * the tester in the client's role to talk to it.
 */
export class ServerContext extends CaseContext {
  #server: ServerLease;
  #peers: TesterClient[] = [];
  readonly #numbers = new Map<TesterClient, number>();
  readonly #marks = new Map<TesterClient, number>();
  #isOver = false;

  constructor(server: ServerLease, environment: CaseEnvironment) {
    super(environment);
    this.#server = server;
  }

  /** The server, what it was told, and its process under the contract. */
  get server(): ServerLease {
    return this.#server;
  }

  /** The parts that the server's profile declares absent. */
  override get absent(): readonly RequiredWord[] {
    return this.server.absent ?? [];
  }

  /**
   * Opens a TCP connection; nothing is sent. The case's earlier connections
   * are left: a server may serve one at a time.
   */
  connect(
    overrides: Partial<TesterClientOptions> = {},
  ): Promise<TesterClient> {
    this.leave();
    return this.connectBeside(overrides);
  }

  /** As `connect`, with the case's earlier connections left open. */
  async connectBeside(
    overrides: Partial<TesterClientOptions> = {},
  ): Promise<TesterClient> {
    const mark = this.server.process?.mark ?? 0;
    const { wire, number } = await this.dial();
    const peer = new TesterClient(wire, {
      patience: this.patience,
      random: this.random,
      transcript: this.transcript,
      keyLog: this.keyLog,
      setting: this.setting,
      cipher: this.cipher,
      compressions: this.setup.compression ? [0, 1] : [0],
      serverName: this.server.serverName,
      deploymentKey: this.server.deploymentKey,
      deploymentKeyId: this.server.deploymentKeyId,
      ...overrides,
    });
    this.#peers.push(peer);
    this.#numbers.set(peer, number);
    this.#marks.set(peer, mark);
    return peer;
  }

  /** Opens a TCP connection without a tester at its end. */
  async dial(): Promise<{ readonly wire: Wire; readonly number: number }> {
    if (this.#isOver) throw caseOver();
    const dialled = await this.server.dial(this.patience);
    if (this.#isOver) {
      dialled.wire.destroy();
      throw caseOver();
    }
    dialled.wire.tap = this.tap;
    return dialled;
  }

  /** Connects and runs the handshake up to, and without, a step. */
  async until(
    step: ClientStep,
    overrides: ClientHandshakeOverrides & Partial<TesterClientOptions> = {},
  ): Promise<TesterClient> {
    const { hello, ...options } = overrides;
    return (await this.connect(options)).until(step, { hello });
  }

  /** Connects and runs the whole handshake. */
  async establish(
    overrides: ClientHandshakeOverrides & Partial<TesterClientOptions> = {},
  ): Promise<TesterClient> {
    const peer = await this.until("Established", overrides);
    if (this.setup.compression && peer.compression !== 1) {
      throw new Violation(
        "NEG-9",
        "compression 1, which both enable",
        "compression 0",
      );
    }
    return peer;
  }

  /** Starts another process; the case stops it. */
  start(configuration: ServerConfiguration): ControlledProcess {
    const started = this.server.start?.(configuration);
    if (started !== undefined) return started;
    throw new Inconclusive(
      "The case needs the control contract",
      "no-contract",
    );
  }

  /** Gives the server a command for one of this case's connections. */
  async command(
    peer: TesterClient,
    command: Command extends infer C
      ? C extends Command ? Omit<C, "connection"> : never
      : never,
  ): Promise<void> {
    const connection = await this.#connectionOf(peer);
    this.#process.tell({ ...command, connection } as Command);
  }

  /** The `established` event of a connection; a violation if there is none. */
  async established(
    peer: TesterClient,
  ): Promise<Extract<Event, { event: "established" }>> {
    const binding = hex(peer.schedule.binding);
    const event = await this.#process.wait(
      (event): event is Extract<Event, { event: "established" }> =>
        event.event === "established" && event.binding === binding,
      this.patience,
    );
    if (event !== undefined) return event;
    throw new Violation(
      "KDF-9",
      `an "established" event with binding ${binding}`,
      this.#printed("established"),
    );
  }

  /**
   * The `ended` event of a connection; a violation if there is none. Of one
   * never established it can be told for sure only in a case that is `alone`.
   */
  async ended(
    peer: TesterClient,
    patience: number = this.patience,
  ): Promise<Ended> {
    const process = this.#process;
    const connection = await this.#connectionOf(peer);
    const event = await process.wait(
      (event): event is Ended =>
        event.event === "ended" && event.connection === connection,
      patience,
    ) ?? this.#endedUnnumbered(peer);
    if (event !== undefined) return event;
    throw new Violation(
      "CNF-2",
      `an "ended" event of connection ${connection}`,
      this.#printed("ended"),
    );
  }

  /** The last `data` event so far of a connection that was established. */
  async delivered(
    peer: TesterClient,
  ): Promise<Extract<Event, { event: "data" }> | undefined> {
    const connection = await this.#connectionOf(peer);
    return this.#process.last(
      (event): event is Extract<Event, { event: "data" }> =>
        event.event === "data" && event.connection === connection,
    );
  }

  /** The first event of a connection that `match` accepts, or undefined. */
  async event<E extends Event>(
    peer: TesterClient,
    match: (event: Event) => event is E,
  ): Promise<E | undefined> {
    const connection = await this.#connectionOf(peer);
    return this.#process.wait(
      (event): event is E =>
        "connection" in event && event.connection === connection &&
        match(event),
      this.patience,
    );
  }

  /** Bytes of an encoded ClientHello. */
  sizeOf(hello: ClientHello): number {
    return encodeClientHello(hello).length;
  }

  /**
   * Leaves every connection, and starts the server again where it has exited:
   * for a property, whose next conversation has nothing to do with the last.
   */
  async recover(failed: boolean): Promise<void> {
    if (failed) this.#cut();
    else this.leave();
    this.#peers = [];
    this.#numbers.clear();
    this.#marks.clear();
    const { process, again } = this.server;
    // It may be on its way out.
    const exited = failed && await process?.ended(EXIT_MS) === true;
    if (exited && again !== undefined) this.#server = await again();
  }

  /** Leaves every connection of the case. */
  leave(): void {
    for (const peer of this.#peers) peer.wire.leave();
  }

  /** Cuts every connection of the case, and lets no other be made. */
  abandon(): void {
    this.#isOver = true;
    this.#cut();
  }

  #cut(): void {
    for (const peer of this.#peers) peer.wire.destroy();
  }

  /** For a server that counts its connections otherwise than by accepting. */
  #endedUnnumbered(peer: TesterClient): Ended | undefined {
    const mark = this.#marks.get(peer) ?? 0;
    const { events } = this.#process;
    const before = new Set(
      events.slice(0, mark).map((event) =>
        "connection" in event ? event.connection : undefined
      ),
    );
    return peer.established ? undefined : events.slice(mark).find(
      (event): event is Ended =>
        event.event === "ended" && !before.has(event.connection),
    );
  }

  get #process(): NonNullable<ServerLease["process"]> {
    const { process } = this.server;
    if (process === undefined) {
      throw new Inconclusive(
        "The case needs the control contract",
        "no-contract",
      );
    }
    return process;
  }

  async #connectionOf(peer: TesterClient): Promise<number | undefined> {
    if (!peer.established) return this.#numbers.get(peer);
    return (await this.established(peer)).connection;
  }

  #printed(name: string): string {
    const { malformed, exit, exitText } = this.#process;
    const bad = malformed.find((line) => line.includes(name));
    if (bad !== undefined) return `a line that is no such event: ${bad}`;
    return exit === undefined ? "none" : `none, and an exit with ${exitText}`;
  }
}
