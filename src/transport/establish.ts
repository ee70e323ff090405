import process from "node:process";
import { Connection, type Supply } from "../channel/connection.ts";
import type { ConnectionEvent, Ended } from "../channel/events.ts";
import type { Handshake, Need } from "../handshake/handshake.ts";
import type { CryptoProvider, RandomSource } from "../keys/provider.ts";
import type { PrivateTransforms } from "../protection/private_transform.ts";
import type { ByteTransport } from "./byte_transport.ts";
import { Driver } from "./driver.ts";
import { READ_HIGH_WATER, SecureChannel } from "./secure_channel.ts";

/** What a connection is made of before there is a transport. */
export interface PreparationOptions {
  readonly handshake: Handshake;
  readonly provider: CryptoProvider;
  readonly random: RandomSource;
  readonly transforms?: PrivateTransforms;
  readonly compressionLevel?: number;
  readonly keyUpdateAfterFrames?: number;
}

/**
 * Makes a connection that waits for its transport.
 *
 * @throws RangeError for options with which none could be had.
 */
export function prepare(options: PreparationOptions): Connection {
  return new Connection({
    ...options,
    answersLate: true,
    batchSize: READ_HIGH_WATER,
  });
}

/** What both roles need to run a connection over a transport. */
export interface EstablishOptions {
  readonly connection: Connection;
  readonly transport: ByteTransport;
  readonly handshakeTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly fulfil: (need: Need) => Promise<Supply>;
  /** The channel is established. */
  readonly onChannel: (channel: SecureChannel) => void;
  /** The connection ended; before `onChannel` it failed to be established. */
  readonly onEnded: (ended: Ended) => void;
  /** The transport is closed. */
  readonly onClosed: () => void;
}

/** A connection that runs: what can be done to it from outside. */
export interface RunningConnection {
  /** Ends it: with `close` once established, with `aborted` before. */
  close(): void;
  /** Ends it with an alert of this end's own. */
  readonly fail: Connection["fail"];
  /** Ends it with an error's own alert; `internal_error` if it has none. */
  readonly failWith: Connection["failWith"];
}

/** Runs a handshake over a transport, and the channel that comes of it. */
export function establish(options: EstablishOptions): RunningConnection {
  const { connection, transport } = options;
  let channel: SecureChannel | undefined;
  const onEvent = (event: ConnectionEvent): void => {
    if (event.type === "established") {
      const { session } = event;
      const { remote } = transport;
      channel = new SecureChannel({ session, remote, connection, driver });
      options.onChannel(channel);
      return;
    }
    channel?.handle(event);
    if (event.type === "ended") options.onEnded(event.ended);
  };
  const driver = new Driver({
    connection,
    transport,
    handshakeTimeoutMs: options.handshakeTimeoutMs,
    idleTimeoutMs: options.idleTimeoutMs,
    fulfil: options.fulfil,
    defer: (work) => process.nextTick(work),
    onEvent,
    onProgress: () => channel?.progress(),
    onClosed: options.onClosed,
  });
  driver.start();
  return {
    close: () => driver.close(),
    fail(code, message) {
      connection.fail(code, message);
      driver.pump();
    },
    failWith(error) {
      connection.failWith(error);
      driver.pump();
    },
  };
}
