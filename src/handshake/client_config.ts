import {
  DEFAULT_MAX_FRAME,
  DEFAULT_MINIMUM_RSA_BITS,
  DEPLOYMENT_KEY_SIZE,
  MAX_DEPLOYMENT_KEY_ID,
} from "../schema/limits.ts";
import { Cipher, Compression, SecuritySetting } from "../schema/registries.ts";
import { ClientHello } from "../schema/messages.ts";
import { isPrivateCipher } from "../protection/private_transform.ts";
import { meaningFault } from "../schema/meaning.ts";

/** What a client accepts, and so offers; nothing else is ever sent or taken. */
export interface ClientConfig {
  readonly settings: readonly number[];
  readonly ciphers: readonly number[];
  readonly compressions: readonly number[];
  readonly maxFrame: number;
  /** The reference identity: a DNS name in A-labels, or an IP's text. */
  readonly serverName: string;
  readonly minimumRsaBits: number;
  readonly deploymentKey?: Uint8Array;
  readonly deploymentKeyId?: Uint8Array;
  /** Whether values without a meaning are sent too, so that servers skip them. */
  readonly grease: boolean;
}

/**
 * Fills in the defaults: `certified` alone, every registered cipher of the
 * offered settings, deflate only where `proprietary` stands alone
 * (spec/handshake.md).
 *
 * @throws TypeError or RangeError for a configuration no handshake could use.
 */
export function clientConfig(
  options: Partial<ClientConfig> & { serverName: string },
): ClientConfig {
  const settings = options.settings ?? [SecuritySetting.certified];
  const config: ClientConfig = {
    settings,
    ciphers: options.ciphers ?? defaultCiphers(settings),
    compressions: options.compressions ?? defaultCompressions(settings),
    maxFrame: options.maxFrame ?? DEFAULT_MAX_FRAME,
    serverName: options.serverName,
    minimumRsaBits: options.minimumRsaBits ?? DEFAULT_MINIMUM_RSA_BITS,
    deploymentKey: options.deploymentKey,
    deploymentKeyId: options.deploymentKeyId,
    grease: options.grease ?? true,
  };
  check(config);
  return config;
}

/** Whether a cipher may be chosen together with a setting. */
export function isAllowedPair(setting: number, cipher: number): boolean {
  const forProprietary = cipher === Cipher["ChaCha20-Poly1305"] ||
    isPrivateCipher(cipher);
  const forRsa = cipher === Cipher["AES-256-GCM"] ||
    cipher === Cipher["3DES-EDE-CBC-HMAC-SHA-256"];
  return setting === SecuritySetting.proprietary ? forProprietary : forRsa;
}

function defaultCiphers(settings: readonly number[]): number[] {
  return Object.values(Cipher).filter((cipher) =>
    settings.some((setting) => isAllowedPair(setting, cipher))
  );
}

function defaultCompressions(settings: readonly number[]): number[] {
  const alone = settings.length === 1 &&
    settings[0] === SecuritySetting.proprietary;
  return alone ? [Compression.none, Compression.deflate] : [Compression.none];
}

function check(config: ClientConfig): void {
  requireKnown("settings", config.settings, Object.values(SecuritySetting));
  requireKnown("compressions", config.compressions, Object.values(Compression));
  if (!config.compressions.includes(Compression.none)) {
    throw new RangeError("compressions must hold 0: none is always accepted");
  }
  checkCiphers(config);
  requireMaxFrame(config.maxFrame);
  requireRsaBits(config.minimumRsaBits);
  const fault = nameFault(config.serverName);
  if (fault) throw new RangeError(fault);
  if (config.settings.includes(SecuritySetting.proprietary)) {
    requireDeploymentKey(config.deploymentKey);
    if (config.serverName === "") {
      throw new RangeError("proprietary needs a serverName");
    }
  }
  if (config.deploymentKeyId) requireKeyId(config.deploymentKeyId);
}

/** Refuses an id of a deployment key that no hello could carry. */
export function requireKeyId(id: Uint8Array): void {
  if (id.length >= 1 && id.length <= MAX_DEPLOYMENT_KEY_ID) return;
  throw new RangeError(
    `deploymentKeyId must have 1 to ${MAX_DEPLOYMENT_KEY_ID} bytes`,
  );
}

function checkCiphers({ settings, ciphers }: ClientConfig): void {
  for (const setting of settings) {
    if (!ciphers.some((cipher) => isAllowedPair(setting, cipher))) {
      throw new RangeError(`ciphers holds none for setting ${setting}`);
    }
  }
  const all = Object.values(SecuritySetting);
  const unknown = ciphers.find((cipher) =>
    !all.some((setting) => isAllowedPair(setting, cipher))
  );
  if (unknown !== undefined) {
    throw new RangeError(`ciphers holds ${unknown}, which is no cipher`);
  }
  requireDistinct("ciphers", ciphers);
}

/** Refuses a maxFrame that no peer would take. */
export function requireMaxFrame(maxFrame: number): void {
  const fault = Number.isInteger(maxFrame)
    ? meaningFault(ClientHello, "maxFrame", maxFrame)
    : `maxFrame is ${maxFrame}, expected a whole number`;
  if (fault) throw new RangeError(fault);
}

/** Refuses what is no number of bits: compared with it, any key would pass. */
export function requireRsaBits(bits: number): void {
  if (Number.isInteger(bits)) return;
  throw new RangeError(`minimumRsaBits is ${bits}, expected a whole number`);
}

/** Refuses a deployment key that is absent or not 32 bytes. */
export function requireDeploymentKey(key: Uint8Array | undefined): void {
  if (key?.length !== DEPLOYMENT_KEY_SIZE) {
    throw new TypeError(
      `proprietary needs a deploymentKey of exactly ${DEPLOYMENT_KEY_SIZE} bytes: make one with "fesa key new"`,
    );
  }
}

/** Refuses a list that is empty, or has what is twice or not registered. */
export function requireKnown(
  name: string,
  list: readonly number[],
  known: readonly number[],
): void {
  if (list.length === 0) throw new RangeError(`${name} is empty`);
  for (const value of list) {
    if (!known.includes(value)) {
      throw new RangeError(`${name} holds ${value}, known are ${known}`);
    }
  }
  requireDistinct(name, list);
}

function requireDistinct(name: string, list: readonly number[]): void {
  const twice = list.find((value, i) => list.indexOf(value) !== i);
  if (twice !== undefined) throw new RangeError(`${name} holds ${twice} twice`);
}

/** What is wrong with a server name, or nothing. */
export function nameFault(name: string): string | undefined {
  const bytes = new TextEncoder().encode(name);
  if (bytes.length > 255) return `serverName has ${bytes.length} bytes`;
  return meaningFault(ClientHello, "serverName", bytes);
}
