import type { Socket } from "node:net";
import { Connection } from "../../src/channel/connection.ts";
import type { Ended } from "../../src/channel/events.ts";
import type { Handshake } from "../../src/handshake/handshake.ts";
import { nodeProvider, systemRandom } from "../../src/keys/node_provider.ts";
import type { CryptoProvider, RandomSource } from "../../src/keys/provider.ts";
import { establish } from "../../src/transport/establish.ts";
import {
  READ_HIGH_WATER,
  type SecureChannel,
} from "../../src/transport/secure_channel.ts";
import { tcpTransport } from "../../src/transport/tcp_transport.ts";
import { override } from "./override.ts";
import type { Fulfil, Seams } from "./seams.ts";
import type { Site } from "./site.ts";

/** What a handshake is made with. */
export interface HandshakeParts {
  readonly provider: CryptoProvider;
  readonly random: RandomSource;
}

/** What is the role's own in a connection. */
export interface Assembly {
  readonly socket: Socket;
  readonly handshake: (parts: HandshakeParts) => Handshake;
  readonly fulfil: (parts: HandshakeParts) => Fulfil;
  readonly handshakeTimeoutMs: number;
  readonly onChannel: (channel: SecureChannel) => void;
  readonly onEnded: (ended: Ended) => void;
}

/**
 * Puts a connection together as the reference does, with a fault at its seams.
 * Where none is used, it is the reference: the gate runs the whole suite on it.
 */
export function assemble(site: Site, seams: Seams, assembly: Assembly): void {
  const same = <T>(part: T): T => part;
  const {
    provider = same,
    random = same,
    handshake = same,
    connection = same,
    transport = same,
    fulfil = same,
    sealer = same,
    opener = same,
    sealerOptions = same,
    openerOptions = same,
    handshakeTimeoutMs = same,
  } = seams;
  const parts: HandshakeParts = {
    provider: provider(nodeProvider),
    random: random(systemRandom),
  };
  site.handshake = handshake(assembly.handshake(parts));
  const plain = site.take(
    new Connection({
      provider: nodeProvider,
      random: parts.random,
      handshake: site.handshake,
      createSealer: (options) =>
        sealer(site.makeSealer(sealerOptions(options))),
      createOpener: (options) =>
        opener(site.makeOpener(openerOptions(options))),
      answersLate: true,
      batchSize: READ_HIGH_WATER,
    }),
  );
  const tcp = override(tcpTransport(assembly.socket), {
    start: (next) => (handler) => {
      site.pump = () => handler.onDrain();
      next(handler);
    },
  });
  site.transport = transport(tcp, assembly.socket);
  site.running = establish({
    connection: connection(plain),
    transport: site.transport,
    handshakeTimeoutMs: handshakeTimeoutMs(assembly.handshakeTimeoutMs),
    idleTimeoutMs: 0,
    fulfil: fulfil(assembly.fulfil(parts)),
    onChannel: assembly.onChannel,
    onEnded: assembly.onEnded,
    onClosed: () => {},
  });
}
