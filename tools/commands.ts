import type { Command } from "commander";

/** A command of `fesa`: its line in the help, and how to load it. */
export interface CommandEntry {
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/**
 * Every command, in the order of the help. Each stands in a module of its own,
 * loaded only when it is asked for: `fesa peer` is started once a test case.
 */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  serve: {
    summary: "run the reference server",
    load: () => load("serve"),
  },
  connect: {
    summary:
      "run the reference client: standard input to the channel, and back",
    load: () => load("connect"),
  },
  peer: {
    summary: "run the reference implementation under the control contract",
    load: () => load("peer"),
  },
  conform: {
    summary: "test an implementation against the specification",
    load: () => load("conform"),
  },
  vectors: {
    summary: "generate, verify, replay and show test vectors",
    load: () => load("vectors"),
  },
  key: {
    summary: "make a deployment key",
    load: () => load("key"),
  },
  spec: {
    summary: "build, check and serve the specification",
    load: () => load("spec"),
  },
};

// Until every module stands, one is looked up by name rather than imported.
async function load(name: string): Promise<Command> {
  const module = await import(`./commands/${name}.ts`);
  return module[`${name}Command`]();
}
