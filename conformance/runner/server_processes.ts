import type {
  Event,
  RequiredWord,
  ServerConfiguration,
} from "../contract/mod.ts";
import { Inconclusive, Violation } from "../tester/violation.ts";
import { Wire } from "../tester/wire.ts";
import { ControlledProcess } from "./controlled_process.ts";
import { isUnsupported, takeRefusal, type Unsupported } from "./refusal.ts";
import type { TargetCommand } from "./program.ts";
import type { RefusedWords } from "./required_words.ts";

/** A server's process that listens. */
export interface RunningServer {
  readonly process: ControlledProcess;
  readonly port: number;
  /** What it was told in the end. */
  readonly configuration: ServerConfiguration;
  connections: number;
  holders: number;
  /** Tells the last holder that the process went after it. */
  late?: (exited: string) => void;
  /** Dials one after the other, so that both ends count alike. */
  dialling: Promise<unknown>;
}

const MOST_STARTS = 6;

/**
 * The processes of a server under the control contract: one for each distinct
 * configuration, kept and shared by the cases.
 */
export class ServerProcesses {
  readonly #command: TargetCommand;
  readonly #startPatience: number;
  readonly #words: RefusedWords;
  readonly #servers = new Map<string, Promise<RunningServer>>();
  readonly #starts = new Map<string, number>();
  readonly #children = new Set<ControlledProcess>();
  #listened = false;
  /** Why no more processes are started. */
  #dead: Inconclusive | undefined;

  /** `startPatience` is milliseconds until it must listen. */
  constructor(
    command: TargetCommand,
    words: RefusedWords,
    startPatience: number,
  ) {
    this.#command = command;
    this.#words = words;
    this.#startPatience = startPatience;
  }

  /**
   * The server of a configuration, started where it does not run. Throws as
   * `Target.open` does; `essential` are the words that it can't do without.
   */
  async running(
    configuration: ServerConfiguration,
    essential: readonly RequiredWord[],
  ): Promise<RunningServer> {
    const key = JSON.stringify(configuration);
    const started = this.#servers.get(key) ??
      this.#start(key, configuration, essential);
    this.#servers.set(key, started);
    const running = await started;
    // It may have been started for a case that does without a word.
    this.#words.refuse(essential);
    if (running.process.exit === undefined) return running;
    // It has gone since: the case that saw it off has been told.
    if (this.#servers.get(key) === started) this.#servers.delete(key);
    return await this.running(configuration, essential);
  }

  /** A server that nobody shares, under a configuration that it has taken. */
  async another(configuration: ServerConfiguration): Promise<RunningServer> {
    if (this.#dead !== undefined) throw this.#dead;
    const child = this.spawn(configuration);
    const first = await child.wait(isStart, this.#startPatience);
    if (first?.event !== "listening") throw await this.#noStart(child);
    return this.#listening(child, first.port, configuration);
  }

  /** Starts a process that nobody shares. */
  spawn(configuration: ServerConfiguration): ControlledProcess {
    const child = new ControlledProcess(this.#command);
    this.#children.add(child);
    child.tell(configuration);
    return child;
  }

  /** Stops every process. */
  async stop(): Promise<void> {
    this.#dead = new Inconclusive("The run is over", "interrupted");
    await Promise.all([...this.#children].map((child) => child.stop()));
  }

  async #start(
    key: string,
    configuration: ServerConfiguration,
    essential: readonly RequiredWord[],
  ): Promise<RunningServer> {
    const starts = (this.#starts.get(key) ?? 0) + 1;
    this.#starts.set(key, starts);
    if (starts > MOST_STARTS) {
      throw new Inconclusive(
        `The server has exited ${MOST_STARTS} times under this configuration`,
        "not-started",
      );
    }
    let told = configuration;
    while (true) {
      this.#words.refuse(essential);
      if (this.#dead !== undefined) throw this.#dead;
      const child = this.spawn(told);
      const first = await child.wait(isStart, this.#startPatience);
      if (first === undefined) throw await this.#noStart(child);
      if (first.event === "listening") {
        return this.#listening(child, first.port, told);
      }
      await takeRefusal(child, first, told.requires);
      this.#words.add(first.word);
      told = without(told, first.word);
    }
  }

  async #noStart(child: ControlledProcess): Promise<Inconclusive> {
    const { exit, exitText, printed } = child;
    await child.stop(200);
    if (exit !== undefined) {
      const reason = `The server exited before it listened: ${exitText}`;
      return new Inconclusive(reason, "not-started", printed);
    }
    const silent = new Inconclusive(
      `No "listening" within ${this.#startPatience} ms`,
      "not-listening",
      printed,
    );
    // What has kept silent once is not waited for again and again.
    if (!this.#listened) this.#dead = silent;
    return silent;
  }

  #listening(
    child: ControlledProcess,
    port: number,
    configuration: ServerConfiguration,
  ): RunningServer {
    this.#listened = true;
    const running: RunningServer = {
      process: child,
      port,
      configuration,
      connections: 0,
      holders: 0,
      dialling: Promise.resolve(),
    };
    child.onExit = () => {
      if (running.holders === 0) running.late?.(child.exitText);
    };
    return running;
  }
}

/** Connects to a server that listens; the number is its own, from 1. */
export function dialServer(
  running: RunningServer,
  patience: number,
): Promise<{ wire: Wire; number: number }> {
  const dialled = running.dialling.then(async () => {
    const wire = await connected(running, patience);
    return { wire, number: ++running.connections };
  });
  running.dialling = dialled.catch(() => {});
  return dialled;
}

async function connected(
  running: RunningServer,
  patience: number,
): Promise<Wire> {
  try {
    return await Wire.connect("127.0.0.1", running.port, patience);
  } catch (error) {
    // It may be on its way out: how it exits says more than a refusal.
    if (await running.process.ended(200)) {
      throw new Violation(
        "",
        "a connection",
        "none",
        undefined,
        "no-connection",
      );
    }
    const why = error instanceof Error ? error.message : String(error);
    throw new Violation(
      "CNF-2",
      "a connection to the port that it listens at",
      `none: ${why}`,
      undefined,
      "no-connection",
    );
  }
}

function isStart(
  event: Event,
): event is Extract<Event, { event: "listening" }> | Unsupported {
  return event.event === "listening" || isUnsupported(event);
}

function without(
  configuration: ServerConfiguration,
  word: string,
): ServerConfiguration {
  return {
    ...configuration,
    requires: configuration.requires.filter((other) => other !== word),
    compressions: word === "deflate" ? [0] : configuration.compressions,
  };
}
