import type { Ended } from "../channel/events.ts";
import type { KeyLog } from "../handshake/key_log.ts";
import type { ServerConfig } from "../handshake/server_config.ts";
import type { RandomSource } from "../keys/provider.ts";
import type { PrivateTransform } from "../protection/private_transform.ts";
import type { ServerLimits } from "./limits.ts";
import type { SecureChannel } from "./secure_channel.ts";

/** What a server listens with; `settings` says what it grants. */
export interface ListenOptions
  extends Partial<Omit<ServerConfig, "privateKey">> {
  /** 127.0.0.1 unless set. */
  readonly host?: string;
  /** 0 takes any free port. */
  readonly port?: number;
  readonly settings: readonly number[];
  /** The RSA key of `open` and `certified`: PKCS#8, PEM or DER. */
  readonly privateKey?: string | Uint8Array;
  readonly limits?: Partial<ServerLimits>;
  readonly compressionLevel?: number;
  readonly keyUpdateAfterFrames?: number;
  readonly transforms?: readonly PrivateTransform[];
  readonly random?: RandomSource;
  /** Takes all connections' secrets (spec/key-log.md); for debugging alone. */
  readonly keyLog?: KeyLog;
  /** A connection is accepted; `remote` names it from now on. */
  readonly onAccept?: (remote: string) => void;
  /**
   * A client's channel is established. A promise that it returns may reject
   * with the channel's own end: a peer that hangs up is no error of the server.
   */
  readonly onChannel: (channel: SecureChannel) => void | Promise<void>;
  /** A connection ended before it was established. */
  readonly onRefused?: (ended: Ended, remote: string) => void;
}
