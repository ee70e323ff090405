import { type Case, type CaseFields, serverCase } from "./case.ts";
import type { Setup } from "./setup.ts";
import type { OpenCase, Target } from "./target.ts";

/** What a case comes to: undefined for a pass, or what it throws. */
export type Script = (
  theCase: Case,
  setup: Setup,
  attempt: number,
) => unknown;

const OPEN: Setup = { setting: "open", cipher: "aes", compression: false };
const CERTIFIED: Setup = { ...OPEN, setting: "certified" };

/** A target in memory: what a case of an id throws is given by its row. */
export class ScriptedTarget implements Target {
  readonly description: { readonly role: "server" | "client" };
  readonly contract = false;
  readonly found = {};
  spoken = true;
  stopped = 0;
  readonly script: Script;
  readonly #attempts = new Map<string, number>();

  constructor(script: Script, role: "server" | "client" = "server") {
    this.script = script;
    this.description = { role };
  }

  rows(): Promise<readonly Setup[]> {
    return Promise.resolve([OPEN, CERTIFIED]);
  }

  open(theCase: Case, { setup }: { setup: Setup }): Promise<OpenCase> {
    const name = `${theCase.id} ${setup.setting}`;
    const attempt = (this.#attempts.get(name) ?? 0) + 1;
    this.#attempts.set(name, attempt);
    return Promise.resolve({
      run: async () => {
        const thrown = await this.script(theCase, setup, attempt);
        if (thrown !== undefined) throw thrown;
      },
      settle: () => Promise.resolve(),
      abandon() {},
      release: () => undefined,
    });
  }

  stop(): Promise<void> {
    this.stopped++;
    return Promise.resolve();
  }
}

/** A server's case that a scripted target makes something of. */
export function scriptedCase(
  id: string,
  fields: Partial<CaseFields> = {},
): Case {
  return serverCase({
    id,
    title: id,
    requirements: ["FRM-4"],
    ...fields,
    run: () => Promise.resolve(),
  });
}
