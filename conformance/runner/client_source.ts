import type { ClientConfiguration, RequiredWord } from "../contract/mod.ts";
import type { TesterServerOptions } from "../tester/tester_server.ts";
import type { Wire } from "../tester/wire.ts";
import type { ControlledProcess } from "./controlled_process.ts";

/** A connection that the client under test has made. */
export interface ClientConnection {
  readonly wire: Wire;
  /** The client's process, and where its events of this connection start. */
  readonly process?: ControlledProcess;
  readonly mark: number;
  /** How many more connections it made to the same port. */
  extra(): number;
  /** Gives the client back; `clean` says that it may be used again. */
  done(clean: boolean): void;
}

/** Where a client case gets its connections from. */
export interface ClientSource {
  /** What the tester presents in place of its own key, chain or secret. */
  readonly materials: Partial<TesterServerOptions>;
  /** The parts that its profile declares absent. */
  readonly absent?: readonly RequiredWord[];
  /** Starts another process under a configuration of the case's. */
  start?(
    config: (base: ClientConfiguration) => ClientConfiguration,
  ): Promise<ControlledProcess>;
  /**
   * Has the client dial; `config` changes the case's configuration for this
   * connection. Throws NotApplicable, Inconclusive (it never
   * dialled) or Violation (it refuses the core).
   */
  connect(
    config?: (base: ClientConfiguration) => ClientConfiguration,
  ): Promise<ClientConnection>;
}
