import type { Connection } from "../channel/connection.ts";
import { ServerHandshake } from "../handshake/server.ts";
import { type ServerConfig, serverConfig } from "../handshake/server_config.ts";
import { type Certificate, readCertificate } from "../identity/certificate.ts";
import { DerError } from "../identity/der.ts";
import { sameBytes } from "../identity/same_bytes.ts";
import { nodeProvider, systemRandom } from "../keys/node_provider.ts";
import { SecuritySetting } from "../schema/registries.ts";
import { prepare } from "./establish.ts";
import { type ServerLimits, serverLimits } from "./limits.ts";
import type { ListenOptions } from "./listen_options.ts";
import { transformsFor } from "./transforms_for.ts";

/** What connections are accepted with from now on. */
export interface Terms {
  readonly options: ListenOptions;
  readonly config: ServerConfig;
  readonly limits: ServerLimits;
  /** Makes the connection of a client. */
  readonly prepare: () => Connection;
}

/**
 * The terms of a configuration.
 *
 * @throws TypeError or RangeError for one with which no client could be served.
 */
export function termsOf(options: ListenOptions): Terms {
  const { compressionLevel, keyUpdateAfterFrames } = options;
  const config = configOf(options);
  const ciphers = config.settings.includes(SecuritySetting.proprietary)
    ? [config.proprietaryCipher]
    : [];
  const transforms = transformsFor(ciphers, options.transforms);
  const shared = {
    provider: nodeProvider,
    random: options.random ?? systemRandom,
    keyLog: options.keyLog,
    transforms,
    compressionLevel,
    keyUpdateAfterFrames,
  };
  const terms: Terms = {
    options,
    config,
    limits: serverLimits(options.limits ?? {}),
    prepare: () =>
      prepare({
        ...shared,
        handshake: new ServerHandshake({ ...shared, config }),
      }),
  };
  // What would be refused for the first client is refused now.
  terms.prepare();
  return terms;
}

function configOf(options: ListenOptions): ServerConfig {
  const { privateKey } = options;
  const config = serverConfig({
    ...options,
    privateKey: privateKey === undefined
      ? undefined
      : nodeProvider.importPrivateKey(privateKey),
  });
  if (config.settings.includes(SecuritySetting.certified)) {
    requireOwnLeaf(config);
  }
  return config;
}

/** Another key's certificate would end every handshake, and not say why. */
function requireOwnLeaf({ certificates, privateKey }: ServerConfig): void {
  const { spki } = readLeaf(certificates![0]);
  if (sameBytes(spki, privateKey!.spki)) return;
  throw new TypeError(
    "The first certificate is of another key than privateKey: put the server's own first",
  );
}

function readLeaf(der: Uint8Array): Certificate {
  try {
    return readCertificate(der);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw new TypeError(
      `Cannot read the first certificate: ${error.message}`,
    );
  }
}
