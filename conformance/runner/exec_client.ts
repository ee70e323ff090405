import type {
  ClientConfiguration,
  Event,
  RequiredWord,
} from "../contract/mod.ts";
import { hex } from "../tester/bytes.ts";
import { SecuritySetting } from "../tester/registry.ts";
import { Inconclusive, Violation } from "../tester/violation.ts";
import { Wire } from "../tester/wire.ts";
import { asClientCase, type Case, type ClientCase } from "./case.ts";
import { ClientContext, isEnded } from "./client_context.ts";
import type { ClientConnection, ClientSource } from "./client_source.ts";
import { ControlledProcess } from "./controlled_process.ts";
import { Door } from "./door.ts";
import type { CaseEnvironment } from "./environment.ts";
import {
  materials,
  TEST_CLOCK,
  TEST_DEPLOYMENT_KEY,
  TEST_NAME,
} from "./materials.ts";
import type { Profile } from "./profile.ts";
import { RefusedWords, requiredWords } from "./required_words.ts";
import { CIPHERS, ciphersOf, SETTINGS, type Setup } from "./setup.ts";
import type { OpenCase, Target, TargetDescription } from "./target.ts";

/**
 * A client started under the control contract: once per connection, or, where
 * it says that it is serial, once for many.
 */
export class ExecClientTarget implements Target {
  readonly description: TargetDescription;
  readonly contract = true;
  spoken = false;
  readonly #command: string;
  readonly #profile: Profile;
  readonly #startPatience: number;
  readonly #words = new RefusedWords();
  readonly #idle: ControlledProcess[] = [];
  readonly #all = new Set<ControlledProcess>();
  #stopped = false;

  constructor(command: string, profile: Profile, startPatience = 20_000) {
    this.#command = command;
    this.#profile = profile;
    this.#startPatience = startPatience;
    this.description = { role: "client", command };
  }

  rows(): Promise<readonly Setup[]> {
    const { settings = SETTINGS, ciphers } = this.#profile;
    return Promise.resolve(
      SETTINGS.filter((setting) => settings.includes(setting)).flatMap(
        (setting) =>
          ciphersOf(setting)
            .filter((cipher) => ciphers?.includes(cipher) ?? true)
            .map((cipher) => ({ setting, cipher, compression: false })),
      ),
    );
  }

  // deno-lint-ignore require-await
  async open(theCase: Case, environment: CaseEnvironment): Promise<OpenCase> {
    const clientCase = asClientCase(theCase);
    const source = new ExecSource(this, clientCase, environment);
    const context = new ClientContext(source, environment);
    return {
      run: async () => {
        try {
          await clientCase.run(context);
        } catch (error) {
          throw await context.excused(error);
        }
      },
      settle: () => context.settle(),
      abandon: () => context.abandon(),
      // How a client's process exits means nothing after `ended`.
      release: () => undefined,
    };
  }

  get found(): Profile {
    const { folder: _, ...declared } = this.#profile;
    return { ...declared, ...this.#words.profile(), roles: ["client"] };
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([...this.#all].map((child) => child.stop()));
  }

  /** The configuration of a case and row, before any override. */
  async base(setup: Setup): Promise<ClientConfiguration> {
    const { anchor } = await materials();
    const { setting } = setup;
    return {
      contract: "fesa-control/1",
      role: "client",
      host: "127.0.0.1",
      port: 0,
      settings: [SecuritySetting[setting]],
      ciphers: [CIPHERS[setup.cipher]],
      compressions: setup.compression ? [0, 1] : [0],
      minimumRsaBits: 2048,
      maxFrame: 262_144,
      serverName: TEST_NAME,
      identity: {
        ...(setting === "open" ? { acceptAny: true } : {}),
        ...(setting === "certified" ? { trust: anchor.pem } : {}),
      },
      ...(setting === "proprietary"
        ? { deploymentKey: hex(TEST_DEPLOYMENT_KEY) }
        : {}),
      clock: TEST_CLOCK,
      requires: [],
    };
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
    const door = await Door.open(
      configuration.port,
      () => this.spoken = true,
    );
    const child = this.#process();
    const mark = child.mark;
    const done = (clean: boolean) => {
      door.close();
      void this.#back(child, mark, clean);
    };
    child.tell({ ...configuration, port: door.port, requires: [...essential] });
    const outcome = await Promise.race([
      door.first(this.#startPatience),
      child.wait(isUnsupported, this.#startPatience, mark),
    ]);
    if (outcome instanceof Wire) {
      return {
        wire: outcome,
        process: child,
        mark,
        extra: () => door.extra,
        done,
      };
    }
    const { exit } = child;
    done(false);
    if (outcome === undefined && exit !== undefined && mark > 0) {
      // It served connections before this one, and how it exits after an
      // `ended` means nothing: only a fresh process shows what is wrong.
      return await this.connect(configuration, essential);
    }
    if (outcome !== undefined) {
      this.#words.add(outcome.word);
      this.#words.refuse(essential);
      throw new Violation(
        "CNF-2",
        `"unsupported" only for a word of ${JSON.stringify(essential)}`,
        `"unsupported" for ${JSON.stringify(outcome.word)}`,
      );
    }
    throw new Inconclusive(
      exit === undefined
        ? `The client did not dial within ${this.#startPatience} ms`
        : `The client exited before it dialled: ${child.exitText}`,
    );
  }

  #process(): ControlledProcess {
    while (true) {
      const child = this.#idle.pop() ?? new ControlledProcess(this.#command);
      this.#all.add(child);
      if (child.exit === undefined || this.#stopped) return child;
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

class ExecSource implements ClientSource {
  readonly materials = { deploymentKey: TEST_DEPLOYMENT_KEY };
  readonly #target: ExecClientTarget;
  readonly #case: ClientCase;
  readonly #environment: CaseEnvironment;

  constructor(
    target: ExecClientTarget,
    clientCase: ClientCase,
    environment: CaseEnvironment,
  ) {
    this.#target = target;
    this.#case = clientCase;
    this.#environment = environment;
  }

  async start(
    config: (base: ClientConfiguration) => ClientConfiguration,
  ): Promise<ControlledProcess> {
    const { told, essential } = await this.#told(config);
    const requires = [...essential, ...told.requires];
    return this.#target.start({ ...told, requires });
  }

  async connect(
    config?: (base: ClientConfiguration) => ClientConfiguration,
  ): Promise<ClientConnection> {
    const { told, essential } = await this.#told(config);
    return await this.#target.connect(told, essential);
  }

  async #told(
    config: (base: ClientConfiguration) => ClientConfiguration = (base) => base,
  ): Promise<{ told: ClientConfiguration; essential: RequiredWord[] }> {
    const { setup } = this.#environment;
    const base = await this.#target.base(setup);
    const told = config(this.#case.config?.(base) ?? base);
    const needed =
      this.#case.needs?.filter((need): need is RequiredWord =>
        need !== "contract" && need !== "echo"
      ) ?? [];
    return { told, essential: requiredWords(told, setup, needed) };
  }
}

function isUnsupported(
  event: Event,
): event is Extract<Event, { event: "unsupported" }> {
  return event.event === "unsupported";
}
