import { ProtocolError } from "../errors.ts";
import { SecuritySetting } from "../schema/registries.ts";
import {
  type KnownHost,
  knownHostKey,
  type KnownHosts,
} from "./known_hosts.ts";

/** A memory of servers, for trust on first use (spec/identity.md). */
export interface TofuStore {
  /**
   * What is known of a server. Rejects if the memory can't be read: a server
   * must never pass for a new one because of that.
   */
  lookup(host: string, port: number): Promise<KnownHost | undefined>;
  /**
   * Adds a server, or raises its strongest setting, and never the reverse.
   *
   * @throws {ProtocolError} `key_not_trusted` if another key is known by now.
   */
  remember(host: string, port: number, entry: KnownHost): Promise<void>;
}

/** A memory that ends with the process. */
export function memoryTofuStore(): TofuStore {
  let hosts: KnownHosts = new Map();
  return {
    lookup: (host, port) =>
      Promise.resolve(hosts.get(knownHostKey(host, port))),
    remember: (host, port, entry) =>
      Promise.resolve().then(() => {
        hosts = withHost(hosts, host, port, entry);
      }),
  };
}

/** The hosts with one more; see {@link TofuStore.remember}. */
export function withHost(
  hosts: KnownHosts,
  host: string,
  port: number,
  entry: KnownHost,
): KnownHosts {
  const key = knownHostKey(host, port);
  const known = hosts.get(key);
  if (known) requireKnownKey(known, entry.spkiSha256, key);
  const strongest = Math.max(known?.strongest ?? 0, entry.strongest);
  return new Map(hosts).set(key, { ...entry, strongest });
}

/** Refuses a key that is not the one known. Throws `key_not_trusted`. */
export function requireKnownKey(
  known: KnownHost,
  spkiSha256: string,
  server: string,
): void {
  if (known.spkiSha256 === spkiSha256) return;
  throw new ProtocolError(
    "key_not_trusted",
    `Cannot accept the key of ${server}: it is ${spkiSha256}, known is ${known.spkiSha256}`,
  );
}

/**
 * The settings a client may still offer to a server it knows: `open` no more
 * once `certified` was seen, so that nobody talks it down.
 */
export function settingsToOffer(
  settings: readonly number[],
  known: KnownHost | undefined,
): readonly number[] {
  return known?.strongest === SecuritySetting.certified
    ? settings.filter((setting) => setting !== SecuritySetting.open)
    : settings;
}
