import { dnsLabels, isBelow, presentedName } from "./dns_name.ts";
import { isWithin } from "./distinguished_name.ts";
import type { GeneralName } from "./general_names.ts";
import type { Subtree } from "./name_constraints.ts";

/**
 * A name, ready to be compared with the subtrees of its kind. One that can't be
 * read is of no subtree, and so neither permitted nor safe from exclusion.
 */
export type ConstrainedName =
  | {
    readonly kind: "dNSName";
    readonly labels: readonly string[];
    readonly wildcard: boolean;
  }
  | {
    readonly kind: "rfc822Name" | "uniformResourceIdentifier";
    readonly local?: string;
    readonly labels: readonly string[];
  }
  | Extract<GeneralName, { kind: "iPAddress" | "directoryName" }>
  | { readonly kind: GeneralName["kind"]; readonly unreadable: true };

/** A name as it has to be compared. */
export function constrainedName(name: GeneralName): ConstrainedName {
  const unreadable = { kind: name.kind, unreadable: true } as const;
  switch (name.kind) {
    case "dNSName": {
      const presented = presentedName(name.text);
      return presented ? { kind: name.kind, ...presented } : unreadable;
    }
    case "rfc822Name": {
      const at = name.text.lastIndexOf("@");
      const local = name.text.slice(0, Math.max(at, 0));
      const labels = dnsLabels(name.text.slice(at + 1));
      if (!DOT_ATOM.test(local) || !labels) return unreadable;
      return { kind: name.kind, local, labels };
    }
    case "uniformResourceIdentifier": {
      const labels = uriHost(name.text);
      return labels ? { kind: name.kind, labels } : unreadable;
    }
    case "iPAddress":
    case "directoryName":
      return name;
    default:
      return unreadable;
  }
}

/** Whether all that a name stands for lies in the subtree, of the same kind. */
export function isInside(name: ConstrainedName, base: Subtree): boolean {
  if ("unreadable" in name) return false;
  switch (name.kind) {
    case "dNSName":
      return base.kind === name.kind && isBelow(name.labels, base.labels);
    case "rfc822Name":
    case "uniformResourceIdentifier":
      return base.kind === name.kind &&
        (base.local === undefined || base.local === name.local) &&
        isBelow(name.labels, base.labels) &&
        (name.labels.length > base.labels.length) === base.below;
    case "iPAddress":
      return base.kind === name.kind &&
        base.address.length === name.bytes.length &&
        name.bytes.every((byte, i) =>
          ((byte ^ base.address[i]) & base.mask[i]) === 0
        );
    case "directoryName":
      return base.kind === name.kind && isWithin(name.name, base.name);
  }
}

/** Whether anything a name stands for lies, or may lie, in the subtree. */
export function touches(name: ConstrainedName, base: Subtree): boolean {
  if ("unreadable" in name || isInside(name, base)) return true;
  return name.kind === "dNSName" && base.kind === "dNSName" && name.wildcard &&
    base.labels.length === name.labels.length + 1 &&
    isBelow(base.labels, name.labels);
}

/** A mailbox's local part that has one spelling: a quoted one has many. */
const DOT_ATOM = /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;

/**
 * The host of a URI with an authority; an IP address is none. What RFC 3986
 * has no place for is not guessed at: a browser would read `\` as `/`.
 */
function uriHost(uri: string): readonly string[] | undefined {
  const [, authority] = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(uri) ?? [];
  const [, host] = /^(?:[\w.~!$&'()*+,;=:%-]*@)?([\w.-]*)(?::\d*)?$/.exec(
    authority ?? "",
  ) ?? [];
  return host === undefined ? undefined : dnsLabels(host);
}
