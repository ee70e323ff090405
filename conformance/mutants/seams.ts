import type { Socket } from "node:net";
import type { Connection, Supply } from "../../src/channel/connection.ts";
import type { ClientConfig } from "../../src/handshake/client_config.ts";
import type { Handshake, Need } from "../../src/handshake/handshake.ts";
import type { ServerConfig } from "../../src/handshake/server_config.ts";
import type {
  IdentityRequest,
  IdentityVerdict,
} from "../../src/identity/judge_identity.ts";
import type { CryptoProvider, RandomSource } from "../../src/keys/provider.ts";
import type { Opener, OpenerOptions } from "../../src/protection/opener.ts";
import type { Sealer, SealerOptions } from "../../src/protection/sealer.ts";
import type { ByteTransport } from "../../src/transport/byte_transport.ts";
import type { Site } from "./site.ts";

/** Does what a handshake needs. */
export type Fulfil = (need: Need) => Promise<Supply>;
/** Says whose key it is that a server has shown. */
export type JudgeIdentity = (
  request: IdentityRequest,
) => Promise<IdentityVerdict>;

/**
 * Where a fault can be planted: the arguments that the reference is made of.
 * Each takes what the reference would use and gives what is used in its place;
 * what is left out stays as it is.
 */
export interface Seams {
  /** What a server decides connections by. */
  readonly serverConfig?: (config: ServerConfig) => ServerConfig;
  /** What a client accepts, and so offers. */
  readonly clientConfig?: (config: ClientConfig) => ClientConfig;
  /** The primitives of the handshake, and those of frames. */
  readonly provider?: (provider: CryptoProvider) => CryptoProvider;
  readonly sealerOptions?: (options: SealerOptions) => SealerOptions;
  readonly openerOptions?: (options: OpenerOptions) => OpenerOptions;
  readonly random?: (random: RandomSource) => RandomSource;
  /** The machines of the layers, from inside out. */
  readonly handshake?: (handshake: Handshake) => Handshake;
  readonly sealer?: (sealer: Sealer) => Sealer;
  readonly opener?: (opener: Opener) => Opener;
  readonly connection?: (connection: Connection) => Connection;
  readonly transport?: (
    transport: ByteTransport,
    socket: Socket,
  ) => ByteTransport;
  /** What a handshake asks for: the RSA operation, the verdict. */
  readonly fulfil?: (fulfil: Fulfil) => Fulfil;
  readonly identity?: (judge: JudgeIdentity) => JudgeIdentity;
  readonly handshakeTimeoutMs?: (milliseconds: number) => number;
}

/** Plants a fault in one connection; what it remembers is that connection's. */
export type Plant = (site: Site) => Seams;
