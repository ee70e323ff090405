import { ProtocolError } from "../errors.ts";
import { extensionFault, meaningFault } from "../schema/meaning.ts";
import { ClientHello } from "../schema/messages.ts";
import {
  type AlertName,
  Compression,
  ExtensionType,
  SecuritySetting,
  Version,
} from "../schema/registries.ts";
import { hasId, type ServerConfig } from "./server_config.ts";

/** What a server chose for a connection. */
export interface Choice {
  readonly version: number;
  readonly setting: number;
  readonly cipher: number;
  readonly compression: number;
  readonly maxFrame: number;
  readonly serverName: string;
  /** The deployment key of a `proprietary` connection. */
  readonly deploymentKey?: Uint8Array;
}

/**
 * Decides a connection from what the client accepts and what the server is
 * configured to (spec/handshake.md). The judgements stand in the order in
 * which their failures win; a list's order means nothing.
 *
 * @throws ProtocolError with the alert of the first judgement that fails.
 */
export function negotiate(config: ServerConfig, hello: ClientHello): Choice {
  const version = highestVersion(hello.versions);
  for (const { type, data } of hello.extensions) {
    const fault = extensionFault(type, data);
    if (fault) throw refused("illegal_parameter", fault);
  }
  const deploymentKey = deploymentKeyFor(config, hello);
  const setting = highestSetting(config, hello, deploymentKey !== undefined);
  const cipher = setting === SecuritySetting.proprietary
    ? config.proprietaryCipher
    : config.algorithm;
  if (!hello.ciphers.includes(cipher)) {
    throw refused("no_common_cipher", `it does not offer cipher ${cipher}`);
  }
  requireMeaning("compressions", hello.compressions);
  requireMeaning("maxFrame", hello.maxFrame);
  requireMeaning("serverName", hello.serverName);
  const deflate = config.deflateSettings.includes(setting) &&
    hello.compressions.includes(Compression.deflate);
  return {
    version,
    setting,
    cipher,
    compression: deflate ? Compression.deflate : Compression.none,
    maxFrame: Math.min(hello.maxFrame, config.maxFrame),
    serverName: recognizedName(config, hello, setting),
    ...(setting === SecuritySetting.proprietary && { deploymentKey }),
  };
}

function highestVersion(versions: readonly number[]): number {
  if (!versions.includes(Version.v1)) {
    throw refused("no_common_version", "it does not offer version 1");
  }
  return Version.v1;
}

/** The key the client names; the default key when it names none. */
function deploymentKeyFor(
  config: ServerConfig,
  hello: ClientHello,
): Uint8Array | undefined {
  const named = hello.extensions.find((extension) =>
    extension.type === ExtensionType.deployment_key_id
  );
  const found = named
    ? config.deploymentKeys.find((known) => hasId(known, named.data))
    : config.deploymentKeys.at(0);
  return found?.key;
}

function highestSetting(
  config: ServerConfig,
  hello: ClientHello,
  hasDeploymentKey: boolean,
): number {
  const common = config.settings.filter((setting) =>
    hello.settings.includes(setting) &&
    (setting !== SecuritySetting.proprietary || hasDeploymentKey)
  );
  if (common.length === 0) {
    throw refused("no_common_setting", "no security setting is common");
  }
  return Math.max(...common);
}

function recognizedName(
  config: ServerConfig,
  hello: ClientHello,
  setting: number,
): string {
  const name = new TextDecoder().decode(hello.serverName);
  if (config.serverNames.length === 0) return name;
  const mayBeEmpty = setting !== SecuritySetting.proprietary;
  if (name === "" ? mayBeEmpty : config.serverNames.includes(name)) return name;
  throw refused(
    "unrecognized_name",
    name === "" ? "it names no server" : "it names another server",
  );
}

function requireMeaning(field: keyof ClientHello, value: unknown): void {
  const fault = meaningFault(ClientHello, field, value);
  if (fault) throw refused("illegal_parameter", fault);
}

function refused(code: AlertName, why: string): ProtocolError {
  return new ProtocolError(code, `Cannot accept ClientHello: ${why}`);
}
