import type {
  Event,
  RequiredWord,
  ServerConfiguration,
} from "../contract/mod.ts";
import { hex } from "../tester/bytes.ts";
import { Inconclusive, Violation } from "../tester/violation.ts";
import { Wire } from "../tester/wire.ts";
import { asServerCase, type Case, type ServerCase } from "./case.ts";
import { ControlledProcess } from "./controlled_process.ts";
import {
  materials,
  TEST_CLOCK,
  TEST_DEPLOYMENT_KEY,
  TEST_NAME,
} from "./materials.ts";
import type { Profile } from "./profile.ts";
import { RefusedWords, requiredWords } from "./required_words.ts";
import { CIPHERS, ciphersOf, SETTINGS, type Setup } from "./setup.ts";
import type { CaseEnvironment } from "./environment.ts";
import { openServerCase } from "./server_context.ts";
import type {
  OpenCase,
  ServerLease,
  Target,
  TargetDescription,
} from "./target.ts";
import { SecuritySetting } from "../tester/registry.ts";

const MOST_STARTS = 6;

interface Running {
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

/**
 * A server started with a configuration of the control contract: one process
 * for each distinct configuration, kept and shared by the cases.
 */
export class ExecServerTarget implements Target {
  readonly description: TargetDescription;
  readonly contract = true;
  spoken = false;
  readonly #command: string;
  readonly #profile: Profile;
  readonly #startPatience: number;
  readonly #words = new RefusedWords();
  readonly #servers = new Map<string, Promise<Running>>();
  readonly #starts = new Map<string, number>();
  readonly #children = new Set<ControlledProcess>();
  #listened = false;
  /** Why no more processes are started. */
  #dead: string | undefined;

  constructor(command: string, profile: Profile, startPatience = 20_000) {
    this.#command = command;
    this.#profile = profile;
    this.#startPatience = startPatience;
    this.description = { role: "server", command };
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

  async open(theCase: Case, environment: CaseEnvironment): Promise<OpenCase> {
    const serverCase = asServerCase(theCase);
    const lease = await this.#acquire(serverCase, environment.setup);
    return openServerCase(serverCase, lease, environment);
  }

  async #acquire(theCase: ServerCase, setup: Setup): Promise<ServerLease> {
    const base = await this.#base(setup);
    const told = theCase.config?.(base) ?? base;
    const needed =
      theCase.needs?.filter((need): need is RequiredWord =>
        need !== "contract" && need !== "echo"
      ) ?? [];
    const essential = requiredWords(told, setup, needed);
    const configuration = {
      ...told,
      requires: this.#words.withOptional(essential, told),
    };
    const key = JSON.stringify(configuration);
    const running = await this.#running(key, configuration, essential);
    running.holders++;
    return {
      host: "127.0.0.1",
      port: running.port,
      serverName: configuration.serverNames[0] ?? TEST_NAME,
      deploymentKey: TEST_DEPLOYMENT_KEY,
      configuration: running.configuration,
      process: running.process,
      start: (another) => this.#spawn(another),
      echo: configuration.echo,
      dial: (patience) => this.#dial(running, patience),
      release: (late) => {
        running.holders--;
        running.late = late;
        return running.process.exit && running.process.exitText;
      },
    };
  }

  get found(): Profile {
    const { folder: _, ...declared } = this.#profile;
    return { ...declared, ...this.#words.profile(), roles: ["server"] };
  }

  async stop(): Promise<void> {
    this.#dead = "The run is over";
    await Promise.all([...this.#children].map((child) => child.stop()));
  }

  async #base(setup: Setup): Promise<ServerConfiguration> {
    const { keyPem, chain } = await materials();
    const proprietary = setup.setting === "proprietary";
    const { settings = SETTINGS } = this.#profile;
    const deflate = setup.compression ||
      (proprietary && !this.#words.has("deflate") &&
        (this.#profile.compressions?.includes(1) ?? true));
    return {
      contract: "fesa-control/1",
      role: "server",
      host: "127.0.0.1",
      port: 0,
      settings: proprietary
        ? [SecuritySetting.proprietary]
        : (["open", "certified"] as const)
          .filter((name) => settings.includes(name))
          .map((name) => SecuritySetting[name]),
      ciphers: [CIPHERS[setup.cipher]],
      compressions: deflate ? [0, 1] : [0],
      minimumRsaBits: 2048,
      maxFrame: 262_144,
      serverNames: [TEST_NAME],
      ...(proprietary ? { deploymentKey: hex(TEST_DEPLOYMENT_KEY) } : {
        certificate: chain.map(({ pem }) => pem).join(""),
        key: keyPem,
      }),
      clock: TEST_CLOCK,
      echo: true,
      requires: [],
    };
  }

  #running(
    key: string,
    configuration: ServerConfiguration,
    essential: readonly RequiredWord[],
  ): Promise<Running> {
    const started = this.#servers.get(key) ??
      this.#start(key, configuration, essential);
    this.#servers.set(key, started);
    return started.then((running) => {
      if (running.process.exit === undefined) return running;
      // It has gone since: the case that saw it off has been told.
      if (this.#servers.get(key) === started) this.#servers.delete(key);
      return this.#running(key, configuration, essential);
    });
  }

  async #start(
    key: string,
    configuration: ServerConfiguration,
    essential: readonly RequiredWord[],
  ): Promise<Running> {
    const starts = (this.#starts.get(key) ?? 0) + 1;
    this.#starts.set(key, starts);
    if (starts > MOST_STARTS) {
      throw new Inconclusive(
        `The server has exited ${MOST_STARTS} times under this configuration`,
      );
    }
    let told = configuration;
    while (true) {
      this.#words.refuse(essential);
      if (this.#dead !== undefined) throw new Inconclusive(this.#dead);
      const child = this.#spawn(told);
      const first = await child.wait(isStart, this.#startPatience);
      if (first?.event === "listening") {
        return this.#listening(child, first.port, told);
      }
      const exited = child.exit !== undefined;
      await child.stop(200);
      if (first === undefined) {
        const late = `No "listening" within ${this.#startPatience} ms`;
        // What has kept silent once is not waited for again and again.
        if (!exited && !this.#listened) this.#dead = late;
        throw new Inconclusive(
          exited
            ? `The server exited before it listened: ${child.exitText}`
            : late,
        );
      }
      if (!told.requires.includes(first.word)) {
        throw new Violation(
          "CNF-2",
          `"unsupported" only for a word of ${JSON.stringify(told.requires)}`,
          `"unsupported" for ${JSON.stringify(first.word)}`,
        );
      }
      this.#words.add(first.word);
      told = without(told, first.word);
    }
  }

  #listening(
    child: ControlledProcess,
    port: number,
    configuration: ServerConfiguration,
  ): Running {
    this.#listened = true;
    const running: Running = {
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

  #spawn(configuration: ServerConfiguration): ControlledProcess {
    const child = new ControlledProcess(this.#command);
    this.#children.add(child);
    child.tell(configuration);
    return child;
  }

  #dial(
    running: Running,
    patience: number,
  ): Promise<{ wire: Wire; number: number }> {
    const dialled = running.dialling.then(async () => {
      const wire = await this.#connected(running, patience);
      wire.onSpoken = () => this.spoken = true;
      return { wire, number: ++running.connections };
    });
    running.dialling = dialled.catch(() => {});
    return dialled;
  }

  async #connected(running: Running, patience: number): Promise<Wire> {
    try {
      return await Wire.connect("127.0.0.1", running.port, patience);
    } catch (error) {
      // It may be on its way out: how it exits says more than a refusal.
      await running.process.wait((_): _ is never => false, 200);
      if (running.process.exit !== undefined) {
        throw new Violation("", "a connection", "none");
      }
      const why = error instanceof Error ? error.message : String(error);
      throw new Violation(
        "CNF-2",
        "a connection to the port that it listens at",
        `none: ${why}`,
      );
    }
  }
}

type Start = Extract<Event, { event: "listening" | "unsupported" }>;

function isStart(event: Event): event is Start {
  return event.event === "listening" || event.event === "unsupported";
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
