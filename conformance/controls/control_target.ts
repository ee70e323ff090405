import {
  asClientCase,
  asServerCase,
  type Case,
  type ControlName,
} from "../runner/case.ts";
import { ClientContext } from "../runner/client_context.ts";
import type { ClientSource } from "../runner/client_source.ts";
import { Door } from "../runner/door.ts";
import type { CaseEnvironment } from "../runner/environment.ts";
import { TEST_DEPLOYMENT_KEY, TEST_NAME } from "../runner/materials.ts";
import { openServerCase } from "../runner/server_context.ts";
import { ciphersOf, SETTINGS, type Setup } from "../runner/setup.ts";
import type { OpenCase, Target, TargetDescription } from "../runner/target.ts";
import { Inconclusive } from "../tester/violation.ts";
import { Wire } from "../tester/wire.ts";
import {
  type ControlRole,
  type ControlServer,
  dialControl,
  startControl,
} from "./control.ts";

const ROWS: readonly Setup[] = SETTINGS.flatMap((setting) =>
  ciphersOf(setting).map((cipher) => ({ setting, cipher, compression: false }))
);

/** A control peer as the target: judged on the wire alone, in every row. */
export class ControlTarget implements Target {
  readonly description: TargetDescription;
  readonly contract = false;
  /** So that what it does is judged, not excused. */
  readonly spoken = true;
  readonly found = {};
  readonly #name: ControlName;
  readonly #code: number | undefined;
  #server: Promise<ControlServer> | undefined;

  constructor(name: ControlName, role: ControlRole, code?: number) {
    this.#name = name;
    this.#code = code;
    this.description = { role, command: name };
  }

  rows(): Promise<readonly Setup[]> {
    return Promise.resolve(ROWS);
  }

  async open(theCase: Case, environment: CaseEnvironment): Promise<OpenCase> {
    if (theCase.role === "client") return this.#client(theCase, environment);
    this.#server ??= startControl(this.#name, this.#code);
    const { port } = await this.#server;
    let number = 0;
    return openServerCase(asServerCase(theCase), {
      host: "127.0.0.1",
      port,
      serverName: TEST_NAME,
      deploymentKey: TEST_DEPLOYMENT_KEY,
      echo: true,
      dial: async (patience) => ({
        wire: await Wire.connect("127.0.0.1", port, Math.max(patience, 2_000)),
        number: ++number,
      }),
      release: () => undefined,
    }, environment);
  }

  async stop(): Promise<void> {
    (await this.#server)?.stop();
  }

  #client(theCase: Case, environment: CaseEnvironment): OpenCase {
    const name = this.#name;
    const code = this.#code;
    const source: ClientSource = {
      materials: { deploymentKey: TEST_DEPLOYMENT_KEY },
      async connect() {
        const door = await Door.open(0, () => {});
        const hangUp = dialControl(name, door.port, code);
        const wire = await door.first(2_000);
        if (wire === undefined) {
          throw new Inconclusive("It did not dial", "not-dialled");
        }
        const done = () => {
          hangUp();
          door.close();
        };
        return { wire, mark: 0, extra: () => door.extra, done };
      },
    };
    const context = new ClientContext(source, environment);
    return {
      run: () => asClientCase(theCase).run(context),
      settle: () => context.settle(),
      abandon: () => context.abandon(),
      release: () => undefined,
    };
  }
}
