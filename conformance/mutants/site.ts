import type { Connection } from "../../src/channel/connection.ts";
import type { ConnectOptions, ListenOptions } from "../../src/node.ts";
import type { Handshake } from "../../src/handshake/handshake.ts";
import type { Opener, OpenerOptions } from "../../src/protection/opener.ts";
import { createOpener } from "../../src/protection/opener.ts";
import type { Sealer, SealerOptions } from "../../src/protection/sealer.ts";
import { createSealer } from "../../src/protection/sealer.ts";
import type { ByteTransport } from "../../src/transport/byte_transport.ts";
import type { AlertName } from "../../src/schema/registries.ts";
import type { RunningConnection } from "../../src/transport/establish.ts";
import type { Line } from "./mutant.ts";
import { override } from "./override.ts";

/**
 * The connection that a fault is planted in: its parts, each there from the
 * moment it is made.
 */
export class Site {
  readonly role: "server" | "client";
  /** What its end was told. */
  readonly options: ListenOptions | ConnectOptions;
  /** Survives the connection: what one connection leaves to the next. */
  readonly memory: Map<string, Uint8Array>;
  handshake!: Handshake;
  connection!: Connection;
  transport!: ByteTransport;
  running!: RunningConnection;
  /** Has the driver look for output and events; by itself it does on input. */
  pump: () => void = () => {};
  /** The plain sealer and opener, without the fault, once there are keys. */
  sealer!: Sealer;
  opener!: Opener;
  /** What they were made with. */
  sealing!: SealerOptions;
  opening!: OpenerOptions;
  /** Reports something under the contract. */
  readonly print: (line: Line) => void;
  #extra: Uint8Array[] = [];

  constructor(
    parts: Pick<Site, "role" | "options" | "memory" | "print">,
  ) {
    this.role = parts.role;
    this.options = parts.options;
    this.memory = parts.memory;
    this.print = parts.print;
  }

  /** Whether the connection has keys. */
  get hasKeys(): boolean {
    return this.opener !== undefined;
  }

  /** Sends these bytes behind what waits to be sent already. */
  send(chunks: readonly Uint8Array[]): void {
    this.#extra.push(...chunks);
  }

  /** Ends the connection with an alert that the reference would not send. */
  fail(code: AlertName, message: string): void {
    this.running.fail(code, message);
  }

  /** Makes the plain sealer, and keeps it. */
  makeSealer(options: SealerOptions): Sealer {
    this.sealing = { ...options, secret: new Uint8Array(options.secret) };
    return this.sealer = createSealer(options);
  }

  /** Makes the plain opener, and keeps it. */
  makeOpener(options: OpenerOptions): Opener {
    this.opening = { ...options, secret: new Uint8Array(options.secret) };
    return this.opener = createOpener(options);
  }

  /** Takes the connection; what `send` was given goes out with its output. */
  take(connection: Connection): Connection {
    this.connection = override(connection, {
      takeOutput: (next) => (budget) => [
        ...next(budget),
        ...this.#extra.splice(0),
      ],
    });
    return connection;
  }
}
