import { dirname, resolve } from "node:path";
import {
  Cipher,
  DEFAULT_MINIMUM_RSA_BITS,
  type ListenOptions,
  SecuritySetting,
} from "../../src/node.ts";
import type { PassphraseSource } from "../cert/passphrase.ts";
import { openKeyLog } from "../key_log_file.ts";
import { readDeploymentKey } from "../key/deployment_key_file.ts";
import { readText } from "../read_file.ts";
import { CIPHER_NAMES } from "../registry_names.ts";
import { UsageError } from "../usage_error.ts";
import {
  parseConfiguration,
  type ServeConfiguration,
} from "./configuration.ts";
import { readCertificates, readServerKey } from "./server_keys.ts";

type SettingName = keyof typeof SecuritySetting;

/** What a server listens with, but for what it does with a channel. */
export interface ServerSetup {
  readonly options: Omit<ListenOptions, "onChannel">;
  /** What clients can pin; none where there is no RSA key. */
  readonly pin: string | undefined;
}

/**
 * Reads a configuration file and the files that it names.
 *
 * @throws UsageError with what is wrong, where, and what to do.
 */
export function readSetup(file: string): ServerSetup {
  const configuration = parseConfiguration(readText(file), file);
  try {
    return setUp(configuration, (path) => resolve(dirname(file), path));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`Cannot use ${file}: ${error.message}`);
  }
}

function setUp(
  configuration: ServeConfiguration,
  locate: (path: string) => string,
): ServerSetup {
  const { secureConnection = {}, listen = {} } = configuration;
  const settings = settingsOf(configuration);
  const needsKey = settings.some((name) => name !== "proprietary");
  const key = needsKey
    ? at(
      "/secureConnection/key",
      secureConnection.key,
      (path) =>
        readServerKey(locate(path), passphraseOf(secureConnection, locate)),
    )
    : undefined;
  const { minimumRsaBits = DEFAULT_MINIMUM_RSA_BITS } = configuration;
  if (key && key.bits < minimumRsaBits) {
    throw new UsageError(
      `/secureConnection/key: it has ${key.bits} bits: make a longer one, or set minimumRsaBits to ${key.bits}`,
    );
  }
  const { certificate } = secureConnection;
  const certificates = key && settings.includes("certified")
    ? at(
      "/secureConnection/certificate",
      certificate,
      (path) => readCertificates(locate(path), key),
    )
    : undefined;
  return {
    pin: key?.pin,
    options: {
      host: listen.host,
      port: listen.port,
      settings: settings.map((name) => SecuritySetting[name]),
      algorithm: CIPHER_NAMES[secureConnection.algorithm ?? "AES"],
      proprietaryCipher: Cipher["ChaCha20-Poly1305"],
      deflateSettings: deflateSettings(configuration, settings),
      maxFrame: configuration.maxFrame,
      serverNames: configuration.serverNames,
      privateKey: key?.privateKey,
      certificates,
      deploymentKeys: deploymentKeys(configuration, settings, locate),
      minimumRsaBits,
      limits: configuration.limits,
      keyLog: configuration.keylog === undefined
        ? undefined
        : openKeyLog(locate(configuration.keylog)),
    },
  };
}

/**
 * `certified` with a certificate, `open` with a key alone, and `proprietary`
 * only where it is listed or all that is left.
 */
function settingsOf(
  { settings, secureConnection }: ServeConfiguration,
): SettingName[] {
  const { enabled = secureConnection !== undefined } = secureConnection ?? {};
  if (!enabled) {
    if (settings?.some((name) => name !== "proprietary")) {
      throw new UsageError(
        "/settings: without secureConnection.enabled only proprietary is left",
      );
    }
    return ["proprietary"];
  }
  if (settings) return settings;
  return secureConnection?.certificate === undefined ? ["open"] : ["certified"];
}

function passphraseOf(
  { passphraseFile, passphraseEnv }: NonNullable<
    ServeConfiguration["secureConnection"]
  >,
  locate: (path: string) => string,
): PassphraseSource {
  return {
    file: passphraseFile === undefined ? undefined : locate(passphraseFile),
    env: passphraseEnv,
    hint: "set passphraseFile or passphraseEnv beside key",
  };
}

/** Deflate by default in `proprietary` alone: elsewhere it may leak secrets. */
function deflateSettings(
  { compressions = { proprietary: ["none", "deflate"] } }: ServeConfiguration,
  settings: readonly SettingName[],
): number[] {
  const list = Array.isArray(compressions) ? compressions : undefined;
  const bySetting = Array.isArray(compressions) ? {} : compressions;
  return settings
    .filter((name) => (list ?? bySetting[name])?.includes("deflate"))
    .map((name) => SecuritySetting[name]);
}

function deploymentKeys(
  configuration: ServeConfiguration,
  settings: readonly SettingName[],
  locate: (path: string) => string,
): ListenOptions["deploymentKeys"] {
  if (!settings.includes("proprietary")) return [];
  const { deploymentKeyFile, deploymentKeys: named = [] } = configuration;
  const byDefault = at("/deploymentKeyFile", deploymentKeyFile, (path) => ({
    key: readDeploymentKey(locate(path)),
  }));
  return [
    byDefault,
    ...named.map(({ id, file }, i) => ({
      id: new TextEncoder().encode(id),
      key: at(
        `/deploymentKeys/${i}/file`,
        file,
        (path) => readDeploymentKey(locate(path)),
      ),
    })),
  ];
}

/** Uses a path of the configuration; a fault says where the path stands. */
function at<T>(
  place: keyof typeof NEEDED_BY | `/deploymentKeys/${number}/file`,
  path: string | undefined,
  use: (path: string) => T,
): T {
  try {
    if (path !== undefined) return use(path);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`${place}: ${error.message}`);
  }
  const needs = NEEDED_BY[place as keyof typeof NEEDED_BY];
  throw new UsageError(`${place} is absent: ${needs}`);
}

const NEEDED_BY = {
  "/secureConnection/key": "open and certified need an RSA private key",
  "/secureConnection/certificate":
    "certified needs a certificate over the key, PEM",
  "/deploymentKeyFile":
    'proprietary needs a deployment key: make one with "fesa key new FILE"',
};
