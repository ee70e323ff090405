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
    summary: "Run the reference server",
    load: async () => (await import("./commands/serve.ts")).serveCommand(),
  },
  connect: {
    summary: "Run the reference client on standard input and output",
    load: async () => (await import("./commands/connect.ts")).connectCommand(),
  },
  key: {
    summary: "Make a deployment key",
    load: async () => (await import("./commands/key.ts")).keyCommand(),
  },
  cert: {
    summary: "Make, read, check and revoke certificates",
    load: async () => (await import("./commands/cert.ts")).certCommand(),
  },
  conform: {
    summary: "Test an implementation of the protocol",
    load: async () => (await import("./commands/conform.ts")).conformCommand(),
  },
  doctor: {
    summary: "Find what keeps a server or a peer from being talked to",
    load: async () => (await import("./commands/doctor.ts")).doctorCommand(),
  },
  peer: {
    summary: "Run the reference under the control contract",
    load: async () => (await import("./commands/peer.ts")).peerCommand(),
  },
  vectors: {
    summary: "Make, verify and replay the test vectors",
    load: async () => (await import("./commands/vectors.ts")).vectorsCommand(),
  },
  codec: {
    summary: "Generate the codecs from the schema",
    load: async () => (await import("./commands/codec.ts")).codecCommand(),
  },
  spec: {
    summary: "Check, refresh and show the specification",
    load: async () => (await import("./commands/spec.ts")).specCommand(),
  },
};
