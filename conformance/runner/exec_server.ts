import type { RequiredWord, ServerConfiguration } from "../contract/mod.ts";
import { asServerCase, type Case, type ServerCase } from "./case.ts";
import { baseServerConfiguration } from "./base_configuration.ts";
import { declaredRows } from "./declared_rows.ts";
import type { CaseEnvironment } from "./environment.ts";
import { TEST_DEPLOYMENT_KEY, TEST_NAME } from "./materials.ts";
import { absentWords, type Profile } from "./profile.ts";
import { commandText, type TargetCommand } from "./program.ts";
import { probeWords } from "./probe_words.ts";
import { RefusedWords, requiredWords } from "./required_words.ts";
import { openServerCase } from "./server_context.ts";
import {
  dialServer,
  type RunningServer,
  ServerProcesses,
} from "./server_processes.ts";
import { FIRST_ROW, SETTINGS, type Setup } from "./setup.ts";
import type {
  OpenCase,
  ServerLease,
  Target,
  TargetDescription,
} from "./target.ts";

/** A server that is started under the control contract. */
export class ExecServerTarget implements Target {
  readonly description: TargetDescription;
  readonly contract = true;
  spoken = false;
  readonly #profile: Profile;
  readonly #words: RefusedWords;
  readonly #processes: ServerProcesses;
  readonly #startPatience: number;

  constructor(
    command: TargetCommand,
    profile: Profile,
    startPatience = 20_000,
  ) {
    this.#profile = profile;
    this.#startPatience = startPatience;
    this.#words = new RefusedWords(profile);
    this.#processes = new ServerProcesses(command, this.#words, startPatience);
    const { implementation } = profile;
    this.description = {
      role: "server",
      ...(implementation === undefined ? {} : { implementation }),
      command: commandText(command),
    };
  }

  rows(): Promise<readonly Setup[]> {
    return Promise.resolve(declaredRows(this.#profile));
  }

  async open(theCase: Case, environment: CaseEnvironment): Promise<OpenCase> {
    const serverCase = asServerCase(theCase);
    const lease = await this.#acquire(serverCase, environment.setup);
    return openServerCase(serverCase, lease, environment);
  }

  /** Asks for every part, so that `found` tells of all of them. */
  async probe(): Promise<void> {
    const setup = FIRST_ROW;
    const settings = this.#profile.settings ?? SETTINGS;
    const base = await baseServerConfiguration(setup, {
      settings,
      deflate: false,
    });
    const start = (word: RequiredWord) =>
      Promise.resolve(this.#processes.spawn({ ...base, requires: [word] }));
    await probeWords(this.#words, start, this.#startPatience);
  }

  get found(): Profile {
    const { folder: _, ...declared } = this.#profile;
    return { ...declared, roles: ["server"], ...this.#words.profile() };
  }

  stop(): Promise<void> {
    return this.#processes.stop();
  }

  async #acquire(theCase: ServerCase, setup: Setup): Promise<ServerLease> {
    const base = await baseServerConfiguration(setup, {
      settings: this.#profile.settings ?? SETTINGS,
      deflate: !this.#words.has("deflate"),
    });
    const told = theCase.config?.(base) ?? base;
    const essential = requiredWords(told, setup, theCase);
    const configuration = {
      ...told,
      requires: this.#words.withOptional(essential, told),
    };
    const running = await this.#processes.running(configuration, essential);
    running.holders++;
    const others: RunningServer[] = [];
    return {
      ...this.#leaseOf(running, configuration),
      again: () => this.#again(running, configuration, others),
      release: (late) => {
        running.holders--;
        running.late = late;
        for (const { process } of others) void process.stop();
        return running.process.exit && running.process.exitText;
      },
    };
  }

  /** The same server once more, where a property has seen it exit. */
  async #again(
    running: RunningServer,
    configuration: ServerConfiguration,
    others: RunningServer[],
  ): Promise<ServerLease> {
    const another = await this.#processes.another(running.configuration);
    others.push(another);
    return {
      ...this.#leaseOf(another, configuration),
      again: () => this.#again(another, configuration, others),
      release: () => undefined,
    };
  }

  #leaseOf(
    running: RunningServer,
    configuration: ServerConfiguration,
  ): Omit<ServerLease, "release"> {
    return {
      host: "127.0.0.1",
      port: running.port,
      serverName: configuration.serverNames[0] ?? TEST_NAME,
      deploymentKey: TEST_DEPLOYMENT_KEY,
      configuration: running.configuration,
      process: running.process,
      start: (another) => this.#processes.spawn(another),
      echo: configuration.echo,
      absent: absentWords(this.#profile),
      dial: async (patience) => {
        const dialled = await dialServer(running, patience);
        dialled.wire.onSpoken = () => this.spoken = true;
        return dialled;
      },
    };
  }
}
