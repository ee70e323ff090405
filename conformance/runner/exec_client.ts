import type { ClientConfiguration, RequiredWord } from "../contract/mod.ts";
import { baseClientConfiguration } from "./base_configuration.ts";
import { asClientCase, type Case, type ClientCase } from "./case.ts";
import { ClientContext } from "./client_context.ts";
import { ClientProcesses } from "./client_processes.ts";
import type { ClientConnection, ClientSource } from "./client_source.ts";
import type { ControlledProcess } from "./controlled_process.ts";
import { declaredRows } from "./declared_rows.ts";
import type { CaseEnvironment } from "./environment.ts";
import { TEST_DEPLOYMENT_KEY } from "./materials.ts";
import { absentWords, type Profile } from "./profile.ts";
import { commandText, type TargetCommand } from "./program.ts";
import { probeWords } from "./probe_words.ts";
import { RefusedWords, requiredWords } from "./required_words.ts";
import { FIRST_ROW, type Setup } from "./setup.ts";
import type { OpenCase, Target, TargetDescription } from "./target.ts";

/** A client that is started under the control contract. */
export class ExecClientTarget implements Target {
  readonly description: TargetDescription;
  readonly contract = true;
  spoken = false;
  readonly #profile: Profile;
  readonly #words: RefusedWords;
  readonly #processes: ClientProcesses;
  readonly #startPatience: number;

  constructor(
    command: TargetCommand,
    profile: Profile,
    startPatience = 20_000,
  ) {
    this.#profile = profile;
    this.#startPatience = startPatience;
    this.#words = new RefusedWords(profile);
    this.#processes = new ClientProcesses(
      command,
      this.#words,
      startPatience,
      () => this.spoken = true,
    );
    const { implementation } = profile;
    this.description = {
      role: "client",
      ...(implementation === undefined ? {} : { implementation }),
      command: commandText(command),
    };
  }

  rows(): Promise<readonly Setup[]> {
    return Promise.resolve(declaredRows(this.#profile));
  }

  // deno-lint-ignore require-await
  async open(theCase: Case, environment: CaseEnvironment): Promise<OpenCase> {
    const clientCase = asClientCase(theCase);
    const source = new ExecSource(
      this.#processes,
      clientCase,
      environment,
      absentWords(this.#profile),
    );
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
      printed: () => source.printed,
    };
  }

  /** Asks for every part, so that `found` tells of all of them. */
  async probe(): Promise<void> {
    const base = await baseClientConfiguration(FIRST_ROW);
    // Nobody listens there: what it claims it dials for, and in vain.
    const start = (word: RequiredWord) =>
      Promise.resolve(
        this.#processes.start({ ...base, port: 9, requires: [word] }),
      );
    await probeWords(this.#words, start, this.#startPatience);
  }

  get found(): Profile {
    const { folder: _, ...declared } = this.#profile;
    return { ...declared, roles: ["client"], ...this.#words.profile() };
  }

  stop(): Promise<void> {
    return this.#processes.stop();
  }
}

/** Where one case gets its connections from. */
class ExecSource implements ClientSource {
  readonly materials = { deploymentKey: TEST_DEPLOYMENT_KEY };
  readonly #processes: ClientProcesses;
  readonly #case: ClientCase;
  readonly #environment: CaseEnvironment;
  readonly absent: readonly RequiredWord[];
  /** The process of the case's latest connection. */
  #latest: ControlledProcess | undefined;

  constructor(
    processes: ClientProcesses,
    clientCase: ClientCase,
    environment: CaseEnvironment,
    absent: readonly RequiredWord[],
  ) {
    this.absent = absent;
    this.#processes = processes;
    this.#case = clientCase;
    this.#environment = environment;
  }

  get printed(): readonly string[] {
    return this.#latest?.printed ?? [];
  }

  async start(
    config: (base: ClientConfiguration) => ClientConfiguration,
  ): Promise<ControlledProcess> {
    const { told, essential } = await this.#told(config);
    const requires = [...essential, ...told.requires];
    this.#latest = this.#processes.start({ ...told, requires });
    return this.#latest;
  }

  async connect(
    config?: (base: ClientConfiguration) => ClientConfiguration,
  ): Promise<ClientConnection> {
    const { told, essential } = await this.#told(config);
    const connection = await this.#processes.connect(told, essential);
    this.#latest = connection.process;
    return connection;
  }

  async #told(
    config: (base: ClientConfiguration) => ClientConfiguration = (base) => base,
  ): Promise<{ told: ClientConfiguration; essential: RequiredWord[] }> {
    const { setup } = this.#environment;
    const base = await baseClientConfiguration(setup);
    const told = config(this.#case.config?.(base) ?? base);
    return { told, essential: requiredWords(told, setup, this.#case) };
  }
}
