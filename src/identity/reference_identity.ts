import { dnsLabels, isBelow, presentedName } from "./dns_name.ts";
import type { GeneralName } from "./general_names.ts";
import { formatIpAddress, parseIpAddress } from "./ip_address.ts";
import type { Fault } from "./reasons.ts";
import { sameBytes } from "./same_bytes.ts";

/**
 * Whether one of the names is the host that was asked for (RFC 9525): a
 * dNSName for a DNS name, an iPAddress for an IP address, and never a common
 * name. A host in Unicode is taken for its A-labels.
 */
export function hostFault(
  names: readonly GeneralName[],
  host: string,
): Fault | undefined {
  if (matches(names, host)) return undefined;
  return {
    reason: "name_mismatch",
    detail: `It is not for ${quoted(host)}: its names are ${describe(names)}`,
  };
}

function matches(names: readonly GeneralName[], host: string): boolean {
  const address = parseIpAddress(host);
  if (address) {
    return names.some((name) =>
      name.kind === "iPAddress" && sameBytes(name.bytes, address)
    );
  }
  const reference = dnsLabels(asciiHost(host));
  if (!reference) return false;
  return names.some((name) => {
    const presented = name.kind === "dNSName" && presentedName(name.text);
    if (!presented) return false;
    const below = presented.wildcard ? 1 : 0;
    return reference.length === presented.labels.length + below &&
      isBelow(reference, presented.labels);
  });
}

/** A-labels, without the dot that ends an absolute name. */
function asciiHost(host: string): string {
  const relative = host.endsWith(".") ? host.slice(0, -1) : host;
  if (!/[^\u0020-\u007e]/.test(relative)) return relative;
  if (/[\s\p{Cc}/\\?#@:%[\]]/u.test(relative)) return "";
  try {
    return new URL(`wss://${relative}`).hostname;
  } catch {
    return "";
  }
}

function describe(names: readonly GeneralName[]): string {
  const shown = names.slice(0, 4).map((name) => {
    switch (name.kind) {
      case "dNSName":
        return quoted(name.text);
      case "iPAddress":
        return formatIpAddress(name.bytes);
      default:
        return name.kind;
    }
  });
  if (names.length > shown.length) shown.push("…");
  return shown.join(", ") || "none";
}

/** A name as a message has it, no longer than a DNS name can be. */
function quoted(name: string): string {
  return JSON.stringify(name.length > 253 ? `${name.slice(0, 253)}…` : name);
}
