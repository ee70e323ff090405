import { createServer, type Socket } from "node:net";
import type { listen, ListenOptions, SecureServer } from "../../src/node.ts";
import { ServerHandshake } from "../../src/handshake/server.ts";
import {
  type ServerConfig,
  serverConfig,
} from "../../src/handshake/server_config.ts";
import { nodeProvider } from "../../src/keys/node_provider.ts";
import { decryptPreMaster } from "../../src/keys/rsa_transport.ts";
import { serverLimits } from "../../src/transport/limits.ts";
import { RsaGate } from "../../src/transport/rsa_gate.ts";
import { assemble } from "./assemble.ts";
import { listenOn } from "../runner/listen_on.ts";
import type { Line } from "./mutant.ts";
import type { Plant } from "./seams.ts";
import { Site } from "./site.ts";

/** `listen` of the reference, with a fault in every connection. */
export function faultyListen(
  plant: Plant = () => ({}),
  print: (line: Line) => void = () => {},
): typeof listen {
  return async (options) => {
    const limits = serverLimits(options.limits ?? {});
    const server: Faulty = {
      options,
      plant,
      config: configOf(options),
      handshakeTimeoutMs: limits.handshakeTimeoutMs,
      rsa: new RsaGate(limits.maxPendingRsa),
      memory: new Map(),
      sites: new Set(),
      print,
      accepted: 0,
    };
    return await start(server);
  };
}

/** A server with a fault, and the connections it has. */
interface Faulty {
  readonly options: ListenOptions;
  readonly plant: Plant;
  readonly config: ServerConfig;
  readonly handshakeTimeoutMs: number;
  readonly rsa: RsaGate;
  readonly memory: Map<string, Uint8Array>;
  readonly sites: Set<Site>;
  readonly print: (line: Line) => void;
  /** How many connections so far: the number of the last under the contract. */
  accepted: number;
}

function configOf(options: ListenOptions): ServerConfig {
  const { privateKey } = options;
  return serverConfig({
    ...options,
    privateKey: privateKey === undefined
      ? undefined
      : nodeProvider.importPrivateKey(privateKey),
  });
}

async function start(faulty: Faulty): Promise<SecureServer> {
  const { host = "127.0.0.1", port = 0 } = faulty.options;
  const server = createServer(
    { allowHalfOpen: true, pauseOnConnect: true },
    (socket) => accept(faulty, socket),
  );
  return {
    host,
    port: await listenOn(server, port, host),
    configure: () => {
      throw new TypeError("A faulty server keeps its configuration");
    },
    close: () => {
      const closed = new Promise<void>((done) => server.close(() => done()));
      for (const { running } of faulty.sites) running.close();
      return closed;
    },
  };
}

function accept(faulty: Faulty, socket: Socket): void {
  const { options, memory, sites, rsa } = faulty;
  if (socket.remoteAddress === undefined) return void socket.destroy();
  const remote = `${socket.remoteAddress}:${socket.remotePort}`;
  options.onAccept?.(remote);
  const connection = ++faulty.accepted;
  const print = ({ event, ...fields }: Line): void =>
    faulty.print({ event, connection, ...fields });
  const site = new Site({ role: "server", options, memory, print });
  const seams = faulty.plant(site);
  // A copy, so that a fault may change it for this connection.
  const plain = { ...faulty.config };
  const config = seams.serverConfig?.(plain) ?? plain;
  let isEstablished = false;
  sites.add(site);
  socket.once("close", () => sites.delete(site));
  assemble(site, seams, {
    socket,
    handshake: (parts) => new ServerHandshake({ ...parts, config }),
    fulfil: ({ random }) => async (need) => {
      if (need.kind !== "decrypt") throw new TypeError("A server decrypts");
      const preMaster = await rsa.run(() =>
        decryptPreMaster(config.privateKey!, need.ciphertext, random)
      );
      return { type: "decrypted", preMaster };
    },
    handshakeTimeoutMs: faulty.handshakeTimeoutMs,
    onChannel: (channel) => {
      isEstablished = true;
      void options.onChannel(channel);
    },
    onEnded: (ended) => {
      if (!isEstablished) options.onRefused?.(ended, remote);
    },
  });
}
