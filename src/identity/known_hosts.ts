import { nameOf, SecuritySetting } from "../schema/registries.ts";

/** What is known of a server since its first use. */
export interface KnownHost {
  /** SHA-256 of the key's SubjectPublicKeyInfo, 64 lower-case digits. */
  readonly spkiSha256: string;
  /** The strongest RSA setting in which it was seen. */
  readonly strongest: number;
}

/** Known hosts by `host:port`, an IPv6 host in brackets. */
export type KnownHosts = ReadonlyMap<string, KnownHost>;

/** The key of a host in {@link KnownHosts}; names compare without case. */
export function knownHostKey(host: string, port: number): string {
  const name = host.toLowerCase();
  return name.includes(":") ? `[${name}]:${port}` : `${name}:${port}`;
}

/**
 * Reads a known-hosts file (spec/identity.md): its first line, then one line a
 * host: `host:port setting sha256-of-key`. `name` is the file's, for messages.
 *
 * @throws {TypeError} for anything else. A file that can't be read is never
 *   taken for one without entries: that would make every key a first one.
 */
export function parseKnownHosts(
  text: string,
  name: string = "known hosts",
): KnownHosts {
  const corrupt = (line: number, why: string): TypeError =>
    new TypeError(
      `Cannot read ${name}, line ${line}: ${why}; restore the file, or remove it to trust every server anew`,
    );
  const [head, ...lines] = text.split("\n");
  if (head !== HEAD) throw corrupt(1, `it does not begin with "${HEAD}"`);
  if (lines.pop() !== "") {
    throw corrupt(lines.length + 2, "its last line is cut off");
  }
  const hosts = new Map<string, KnownHost>();
  for (const [i, line] of lines.entries()) {
    const [, key, port, setting, spkiSha256] = LINE.exec(line) ?? [];
    if (key === undefined || Number(port) > 65_535) {
      throw corrupt(i + 2, "it is not an entry");
    }
    if (hosts.has(key)) throw corrupt(i + 2, `${key} stands twice`);
    hosts.set(key, {
      spkiSha256,
      strongest: SecuritySetting[setting as "open" | "certified"],
    });
  }
  return hosts;
}

/**
 * Writes what {@link parseKnownHosts} reads, sorted.
 *
 * @throws {TypeError} for an entry it would not read.
 */
export function formatKnownHosts(hosts: KnownHosts): string {
  const lines = [...hosts].map(([key, { spkiSha256, strongest }]) => {
    const line = `${key} ${nameOf(SecuritySetting, strongest)} ${spkiSha256}`;
    if (!LINE.test(line)) {
      throw new TypeError(`Cannot write known host: ${line}`);
    }
    return line;
  });
  return [HEAD, ...lines.sort(), ""].join("\n");
}

const HEAD = "fesa-known-hosts/1";
const LINE =
  /^((?:[^\s:[\]A-Z]+|\[[^\s[\]A-Z]+\]):([1-9][0-9]{0,4})) (open|certified) ([0-9a-f]{64})$/;
