import { isIP } from "node:net";

/** Addresses that have the bits of `mask` in common. */
export interface IpRange {
  readonly address: Uint8Array;
  readonly mask: Uint8Array;
}

/** An address, or `ADDRESS/BITS`; undefined if it is neither. */
export function readIpRange(text: string): IpRange | undefined {
  const [, host, digits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const address = host === undefined ? undefined : ipBytes(host);
  if (!address) return undefined;
  const bits = digits === undefined ? 8 * address.length : Number(digits);
  if (bits > 8 * address.length) return undefined;
  const mask = address.map((_, i) =>
    0xff << Math.min(8, Math.max(0, 8 * (i + 1) - bits))
  );
  return { address, mask };
}

/** Whether an address lies in a range; one of another version does not. */
export function isInRange(
  bytes: Uint8Array,
  { address, mask }: IpRange,
): boolean {
  return bytes.length === address.length &&
    bytes.every((byte, i) => ((byte ^ address[i]) & mask[i]) === 0);
}

/** The 4 or 16 bytes of an address; undefined if it is none. */
export function ipBytes(text: string): Uint8Array | undefined {
  switch (isIP(text)) {
    case 4:
      return Uint8Array.from(text.split("."), Number);
    case 6:
      return text.includes("%") ? undefined : ipv6Bytes(text);
    default:
      return undefined;
  }
}

/** An address as text; IPv6 with every group, which no reader takes amiss. */
export function ipText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join(".");
  const groups: string[] = [];
  for (let i = 0; i < bytes.length; i += 2) {
    groups.push((bytes[i] * 256 + bytes[i + 1]).toString(16));
  }
  return groups.join(":");
}

/** A URL has an address in its one form, with hexadecimal groups alone. */
function ipv6Bytes(text: string): Uint8Array {
  const canonical = new URL(`http://[${text}]`).hostname.slice(1, -1);
  const [head, tail] = canonical.split("::").map((half) =>
    half === "" ? [] : half.split(":").map((group) => parseInt(group, 16))
  );
  const zeros = new Array(8 - head.length - (tail?.length ?? 0)).fill(0);
  const groups = [...head, ...zeros, ...tail ?? []];
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}
