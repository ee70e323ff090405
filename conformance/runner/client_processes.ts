import type { ClientConfiguration, RequiredWord } from "../contract/mod.ts";
import { Inconclusive } from "../tester/violation.ts";
import { Wire } from "../tester/wire.ts";
import { isEnded } from "./client_context.ts";
import type { ClientConnection } from "./client_source.ts";
import { ControlledProcess } from "./controlled_process.ts";
import { Door } from "./door.ts";
import { isUnsupported, takeRefusal } from "./refusal.ts";
import type { TargetCommand } from "./program.ts";
import type { RefusedWords } from "./required_words.ts";

/**
 * The processes of a client under the control contract: one for each
 * connection, or, where it says that it is serial, one for many.
 */
export class ClientProcesses {
  readonly #command: TargetCommand;
  readonly #startPatience: number;
  readonly #words: RefusedWords;
  readonly #onSpoken: () => void;
  readonly #idle: ControlledProcess[] = [];
  readonly #all = new Set<ControlledProcess>();
  #dialled = false;
  /** Why no more processes are started. */
  #dead: Inconclusive | undefined;

  /** `startPatience` is milliseconds until it must dial. */
  constructor(
    command: TargetCommand,
    words: RefusedWords,
    startPatience: number,
    onSpoken: () => void,
  ) {
    this.#command = command;
    this.#words = words;
    this.#startPatience = startPatience;
    this.#onSpoken = onSpoken;
  }

  /** Starts a process that is not to dial. */
  start(configuration: ClientConfiguration): ControlledProcess {
    const child = new ControlledProcess(this.#command);
    this.#all.add(child);
    child.tell(configuration);
    return child;
  }

  /** Has a process dial a port of its own; see `ClientSource.connect`. */
  async connect(
    configuration: ClientConfiguration,
    essential: readonly RequiredWord[],
  ): Promise<ClientConnection> {
    this.#words.refuse(essential);
    if (this.#dead !== undefined) throw this.#dead;
    const door = await Door.open(configuration.port, this.#onSpoken);
    const child = this.#process();
    const mark = child.mark;
    const done = (clean: boolean) => {
      door.close();
      void this.#back(child, mark, clean);
    };
    child.tell({ ...configuration, port: door.port, requires: [...essential] });
    const dialled = new AbortController();
    const outcome = await Promise.race([
      door.first(this.#startPatience),
      child.wait(isUnsupported, this.#startPatience, mark, dialled.signal),
    ]);
    // Else each connection's would look at all that the next ones report.
    dialled.abort();
    if (outcome instanceof Wire) {
      this.#dialled = true;
      const extra = () => door.extra;
      return { wire: outcome, process: child, mark, extra, done };
    }
    const { exit, exitText, printed } = child;
    if (outcome !== undefined) {
      door.close();
      this.#all.delete(child);
      await takeRefusal(child, outcome, essential);
      this.#words.add(outcome.word);
      this.#words.refuse(essential);
    }
    done(false);
    if (exit === undefined) throw this.#neverDialled(printed);
    // It served connections before this one, and how it exits after an
    // `ended` means nothing: only a fresh process shows what is wrong.
    if (mark > 0) return await this.connect(configuration, essential);
    throw new Inconclusive(
      `The client exited before it dialled: ${exitText}`,
      "not-started",
      printed,
    );
  }

  /** Stops every process. */
  async stop(): Promise<void> {
    this.#dead = new Inconclusive("The run is over", "interrupted");
    await Promise.all([...this.#all].map((child) => child.stop()));
  }

  #neverDialled(printed: readonly string[]): Inconclusive {
    const late = new Inconclusive(
      `The client did not dial within ${this.#startPatience} ms`,
      "not-dialled",
      printed,
    );
    // What has kept silent once is not waited for again and again.
    if (!this.#dialled) this.#dead = late;
    return late;
  }

  #process(): ControlledProcess {
    while (true) {
      const child = this.#idle.pop() ?? new ControlledProcess(this.#command);
      this.#all.add(child);
      if (child.exit === undefined || this.#dead !== undefined) return child;
    }
  }

  async #back(
    child: ControlledProcess,
    mark: number,
    clean: boolean,
  ): Promise<void> {
    // After a failure a serial client gets a moment to end what it was at.
    const ended = await child.wait(isEnded, clean ? 0 : 300, mark);
    if (child.serial && ended !== undefined && child.exit === undefined) {
      this.#idle.push(child);
      return;
    }
    this.#all.delete(child);
    await child.stop();
  }
}
