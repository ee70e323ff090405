import { Buffer } from "node:buffer";
import process from "node:process";
import {
  RSA_MODULUS_BITS,
  type SecureServer,
  validateCertificatePath,
} from "../../src/node.ts";
import { asUsageError } from "../library_error.ts";
import { UsageError } from "../usage_error.ts";
import { readSetup, type ServerSetup } from "./listen_options.ts";
import { type PrintEvent, settingNames } from "./run_server.ts";

/**
 * Reads the configuration and all its files anew at each SIGHUP, for the
 * connections that are accepted from then on; the others go on with what they
 * began with. Prints `reloaded`; or `notReloaded`, and a line on standard
 * error, where anything is wrong: then all stays as it was. Windows has no such
 * signal.
 */
export function reloadOnHangUp(
  file: string,
  server: SecureServer,
  first: ServerSetup,
  print: PrintEvent,
): void {
  if (process.platform === "win32") return;
  let present = first;
  let reloading: Promise<void> = Promise.resolve();
  process.on("SIGHUP", () => {
    reloading = reloading.then(async () => {
      try {
        present = await reload(file, server, present);
        const { options: { settings }, pin = null } = present;
        print({ event: "reloaded", settings: settingNames(settings), pin });
      } catch (error) {
        const message = (error as Error).message;
        print({ event: "notReloaded", message });
        process.stderr.write(
          `Cannot reload: ${message}; what was there before stays in use\n`,
        );
      }
    });
  });
}

async function reload(
  file: string,
  server: SecureServer,
  present: ServerSetup,
): Promise<ServerSetup> {
  const fresh = readSetup(file);
  const { host, port, certificates } = fresh.options;
  if (host !== present.options.host || port !== present.options.port) {
    throw new UsageError(
      `Cannot use ${file}: /listen is another than it listens on: restart it for that`,
    );
  }
  if (certificates && !isSame(certificates, present.options.certificates)) {
    await requireUsable(certificates, file);
  }
  try {
    server.configure(fresh.options);
  } catch (error) {
    throw asUsageError(error);
  }
  return fresh;
}

/** No client could accept a leaf that breaks the rules of a leaf. */
async function requireUsable(
  chain: readonly Uint8Array[],
  file: string,
): Promise<void> {
  const verdict = await validateCertificatePath(chain, {
    anchors: [chain[0]],
    time: new Date(),
    purpose: "serverAuth",
    minimumRsaBits: RSA_MODULUS_BITS[0],
  });
  if (verdict.ok) return;
  throw new UsageError(
    `Cannot use ${file}: /secureConnection/certificate: no client would accept certificate ${verdict.index}: ${verdict.detail}`,
  );
}

function isSame(
  fresh: readonly Uint8Array[],
  present: readonly Uint8Array[] = [],
): boolean {
  return fresh.length === present.length &&
    fresh.every((der, i) => Buffer.compare(der, present[i]) === 0);
}
