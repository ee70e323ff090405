import { ClientProcesses } from "../../../conformance/runner/client_processes.ts";
import type { TargetCommand } from "../../../conformance/runner/program.ts";
import { RefusedWords } from "../../../conformance/runner/required_words.ts";
import { ServerProcesses } from "../../../conformance/runner/server_processes.ts";
import type { Role } from "../sessions/step_format.ts";

/** Milliseconds until a process must listen or dial. */
const START_PATIENCE = 20_000;

/** An implementation that is started under the control contract. */
export class ExecTarget {
  readonly role: Role;
  readonly patience: number;
  readonly clients: ClientProcesses;
  readonly servers: ServerProcesses;

  /** `patience`: milliseconds that one step may take. */
  constructor(command: TargetCommand, role: Role, patience: number) {
    const words = new RefusedWords();
    this.role = role;
    this.patience = patience;
    this.clients = new ClientProcesses(
      command,
      words,
      START_PATIENCE,
      () => {},
    );
    this.servers = new ServerProcesses(command, words, START_PATIENCE);
  }

  /** Stops every process. */
  async stop(): Promise<void> {
    await Promise.all([this.clients.stop(), this.servers.stop()]);
  }
}
