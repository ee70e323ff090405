import { Buffer } from "node:buffer";
import {
  Compression,
  type ConnectOptions,
  knownHostsFile,
  MAX_DEPLOYMENT_KEY_ID,
  SecuritySetting,
} from "../../src/node.ts";
import { openKeyLog } from "../key_log_file.ts";
import { readDeploymentKey } from "../key/deployment_key_file.ts";
import { readPemFile } from "../pem_file.ts";
import { CIPHER_NAMES, numbersOf } from "../registry_names.ts";
import { UsageError } from "../usage_error.ts";

/** The options of `fesa connect` that say whom to accept and what to offer. */
export interface ClientArguments {
  readonly trust?: string;
  readonly crl?: string;
  readonly pin?: string;
  readonly tofu?: string;
  readonly acceptAny?: boolean;
  readonly deploymentKey?: string;
  readonly deploymentKeyId?: string;
  readonly serverName?: string;
  readonly settings?: string;
  readonly ciphers?: string;
  readonly compressions?: string;
  readonly minimumRsaBits?: string;
  readonly timeout?: string;
  readonly keylog?: string;
}

/**
 * What `connect` of the library takes, from the command line and the files
 * that it names.
 *
 * @throws UsageError with what is wrong, and what to do.
 */
export function clientOptions(
  target: string,
  given: ClientArguments,
): ConnectOptions {
  const address = readTarget(target);
  const settings = settingsOf(given);
  requireEvidence(settings, given);
  return {
    ...address,
    settings,
    ciphers: use(
      given.ciphers,
      (list) => numbersOf("--ciphers", list, CIPHER_NAMES),
    ),
    compressions: use(given.compressions, readCompressions),
    serverName: given.serverName,
    minimumRsaBits: use(
      given.minimumRsaBits,
      (text) => readWhole("--minimum-rsa-bits", text),
    ),
    keyLog: use(given.keylog, openKeyLog),
    handshakeTimeoutMs: use(
      given.timeout,
      (text) => 1000 * readWhole("--timeout", text),
    ),
    deploymentKey: use(given.deploymentKey, readDeploymentKey),
    deploymentKeyId: use(given.deploymentKeyId, readId),
    identity: {
      trust: use(given.trust, (file) => ({
        anchors: readPemFile(file, "CERTIFICATE"),
        crls: use(given.crl, (list) => readPemFile(list, "X509 CRL")),
      })),
      pin: given.pin,
      tofu: use(given.tofu, knownHostsFile),
      acceptAny: given.acceptAny,
    },
  };
}

/**
 * What is offered: what is asked for. Else the one setting that the evidence at
 * hand is for, the strongest where it is for several.
 */
function settingsOf(given: ClientArguments): number[] {
  const { settings, trust, deploymentKey } = given;
  if (settings !== undefined) {
    return numbersOf("--settings", settings, SecuritySetting);
  }
  if (trust !== undefined) return [SecuritySetting.certified];
  if (acceptsOpen(given)) return [SecuritySetting.open];
  if (deploymentKey !== undefined) return [SecuritySetting.proprietary];
  throw new UsageError(
    "Nothing says which server to accept: give --trust FILE (certified), " +
      "--pin, --tofu or --accept-any (open), or --deployment-key FILE (proprietary)",
  );
}

function requireEvidence(settings: number[], given: ClientArguments): void {
  const { certified, open, proprietary } = SecuritySetting;
  const lacking = [
    [certified, "certified", "--trust FILE", given.trust !== undefined],
    [open, "open", "--pin, --tofu or --accept-any", acceptsOpen(given)],
    [
      proprietary,
      "proprietary",
      "--deployment-key FILE",
      given.deploymentKey !== undefined,
    ],
  ] as const;
  for (const [setting, name, option, isGiven] of lacking) {
    if (settings.includes(setting) && !isGiven) {
      throw new UsageError(`Cannot offer ${name}: it needs ${option}`);
    }
  }
}

function acceptsOpen({ pin, tofu, acceptAny }: ClientArguments): boolean {
  return pin !== undefined || tofu !== undefined || acceptAny === true;
}

/** `host:port`, an IPv6 address in brackets. */
function readTarget(target: string): { host: string; port: number } {
  const [, bracketed, plain, digits] =
    /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]]+)):(\d{1,5})$/.exec(target) ?? [];
  const port = Number(digits);
  if (digits === undefined || port < 1 || port > 65_535) {
    throw new UsageError(
      `Cannot use ${target}: expected HOST:PORT, such as fesa.example:7000 or [::1]:7000`,
    );
  }
  return { host: bracketed ?? plain, port };
}

/** None is always accepted, and need not be said. */
function readCompressions(list: string): number[] {
  const numbers = numbersOf("--compressions", list, Compression);
  return [...new Set([Compression.none, ...numbers])];
}

/** An id's bytes: its text in UTF-8, or digits after `hex:`. */
function readId(text: string): Uint8Array {
  const [, digits] = /^hex:((?:[0-9a-f]{2})+)$/.exec(text) ?? [];
  const bytes = digits === undefined
    ? new TextEncoder().encode(text)
    : new Uint8Array(Buffer.from(digits, "hex"));
  if (bytes.length >= 1 && bytes.length <= MAX_DEPLOYMENT_KEY_ID) return bytes;
  throw new UsageError(
    `Cannot use --deployment-key-id: it has ${bytes.length} bytes, expected 1 to ${MAX_DEPLOYMENT_KEY_ID}`,
  );
}

function readWhole(option: string, text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new UsageError(
    `Cannot use ${option} ${text}: expected a whole number from 1`,
  );
}

function use<T>(
  value: string | undefined,
  read: (value: string) => T,
): T | undefined {
  return value === undefined ? undefined : read(value);
}
