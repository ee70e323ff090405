import type { RsaPrivateKey } from "../keys/provider.ts";
import { readRsaPublicKey } from "../keys/rsa_public_key.ts";
import {
  DEFAULT_MAX_FRAME,
  DEFAULT_MINIMUM_RSA_BITS,
  MAX_CERTIFICATES,
  MAX_SERVER_CERTIFICATE,
} from "../schema/limits.ts";
import { Cipher, SecuritySetting } from "../schema/registries.ts";
import {
  isAllowedPair,
  nameFault,
  requireDeploymentKey,
  requireKeyId,
  requireKnown,
  requireMaxFrame,
  requireRsaBits,
} from "./client_config.ts";

/** A deployment key a server knows, with the id clients may name it by. */
export interface DeploymentKey {
  readonly id?: Uint8Array;
  readonly key: Uint8Array;
}

/** What a server decides connections by (spec/handshake.md). */
export interface ServerConfig {
  readonly settings: readonly number[];
  /** The cipher of `open` and `certified`: there is no second choice. */
  readonly algorithm: number;
  /** The cipher of `proprietary`. */
  readonly proprietaryCipher: number;
  /** The settings in which deflate is enabled. */
  readonly deflateSettings: readonly number[];
  readonly maxFrame: number;
  /** The names it answers to; none means any. */
  readonly serverNames: readonly string[];
  readonly privateKey?: RsaPrivateKey;
  /** DER certificates, the server's own first. */
  readonly certificates?: readonly Uint8Array[];
  /** The first is the one of clients that name none. */
  readonly deploymentKeys: readonly DeploymentKey[];
  readonly minimumRsaBits: number;
}

/**
 * Fills in the defaults and refuses what no client could accept
 * (spec/handshake.md).
 *
 * @throws TypeError or RangeError, with what to change.
 */
export function serverConfig(
  options: Partial<ServerConfig> & { settings: readonly number[] },
): ServerConfig {
  const {
    settings,
    algorithm = Cipher["AES-256-GCM"],
    proprietaryCipher = Cipher["ChaCha20-Poly1305"],
    deflateSettings = [SecuritySetting.proprietary],
    maxFrame = DEFAULT_MAX_FRAME,
    serverNames = [],
    privateKey,
    certificates,
    deploymentKeys = [],
    minimumRsaBits = DEFAULT_MINIMUM_RSA_BITS,
  } = options;
  const config: ServerConfig = {
    settings,
    algorithm,
    proprietaryCipher,
    deflateSettings,
    maxFrame,
    serverNames,
    privateKey,
    certificates,
    deploymentKeys,
    minimumRsaBits,
  };
  check(config);
  return config;
}

function check(config: ServerConfig): void {
  const { settings } = config;
  requireKnown("settings", settings, Object.values(SecuritySetting));
  if (!isAllowedPair(SecuritySetting.open, config.algorithm)) {
    throw new RangeError(
      `algorithm ${config.algorithm} is neither AES nor 3DES`,
    );
  }
  const { proprietaryCipher } = config;
  if (!isAllowedPair(SecuritySetting.proprietary, proprietaryCipher)) {
    throw new RangeError(
      `proprietaryCipher ${proprietaryCipher} is not for proprietary`,
    );
  }
  if (config.deflateSettings.length > 0) {
    const known = Object.values(SecuritySetting);
    requireKnown("deflateSettings", config.deflateSettings, known);
  }
  requireMaxFrame(config.maxFrame);
  requireRsaBits(config.minimumRsaBits);
  for (const name of config.serverNames) {
    const fault = name === "" ? "serverNames holds no name" : nameFault(name);
    if (fault) throw new RangeError(fault);
  }
  if (settings.includes(SecuritySetting.proprietary)) {
    requireDeploymentKeys(config.deploymentKeys);
  }
  if (settings.some((setting) => setting !== SecuritySetting.proprietary)) {
    requirePrivateKey(config);
  }
  if (settings.includes(SecuritySetting.certified)) requireChain(config);
}

function requireDeploymentKeys(keys: readonly DeploymentKey[]): void {
  requireDeploymentKey(keys.at(0)?.key);
  for (const { key, id } of keys) {
    requireDeploymentKey(key);
    if (id) requireKeyId(id);
  }
  const twice = keys.find(({ id }, i) =>
    id && keys.findIndex((other) => hasId(other, id)) !== i
  );
  if (twice) throw new RangeError("Two deployment keys have the same id");
}

/** Whether a deployment key is the one of that id. */
export function hasId(known: DeploymentKey, id: Uint8Array): boolean {
  return known.id !== undefined && known.id.length === id.length &&
    known.id.every((byte, i) => byte === id[i]);
}

function requirePrivateKey(config: ServerConfig): void {
  if (!config.privateKey) {
    throw new TypeError("open and certified need a private key");
  }
  const { modulusBits } = readRsaPublicKey(config.privateKey.spki);
  if (modulusBits < config.minimumRsaBits) {
    throw new RangeError(
      `The key has ${modulusBits} bits: make a longer one, or set minimumRsaBits to ${modulusBits}`,
    );
  }
}

function requireChain(config: ServerConfig): void {
  const chain = config.certificates ?? [];
  if (chain.length < 1 || chain.length > MAX_CERTIFICATES) {
    throw new TypeError(
      `certified needs 1 to ${MAX_CERTIFICATES} certificates, got ${chain.length}`,
    );
  }
  const size = chain.reduce((sum, der) => sum + 3 + der.length, 3);
  if (size > MAX_SERVER_CERTIFICATE) {
    throw new RangeError(
      `The certificates take ${size} bytes, at most ${MAX_SERVER_CERTIFICATE} can be sent`,
    );
  }
}
