/**
 * A DNS name's labels in lower case, the left-most first: letters, digits,
 * hyphens and underscores, 63 at most in each. Undefined if it is none, or if
 * its last label is a number, so that no IP address passes for a name.
 */
export function dnsLabels(text: string): readonly string[] | undefined {
  if (text.length === 0 || text.length > 253) return undefined;
  const labels = text.toLowerCase().split(".");
  const good = labels.every((label) =>
    /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label)
  );
  return good && !/^(\d+|0x[0-9a-f]*)$/.test(labels[labels.length - 1])
    ? labels
    : undefined;
}

/** A dNSName as certificates have it: a name, or `*.` and a name under it. */
export interface PresentedName {
  readonly wildcard: boolean;
  /** Without the wildcard. */
  readonly labels: readonly string[];
}

/**
 * Reads a dNSName. A wildcard is the whole left-most label, and two labels at
 * least follow it.
 */
export function presentedName(text: string): PresentedName | undefined {
  const wildcard = text.startsWith("*.");
  const labels = dnsLabels(wildcard ? text.slice(2) : text);
  return labels && (!wildcard || labels.length >= 2)
    ? { wildcard, labels }
    : undefined;
}

/** Whether `labels` are those of `base`, or of a name below it. */
export function isBelow(
  labels: readonly string[],
  base: readonly string[],
): boolean {
  const skip = labels.length - base.length;
  return skip >= 0 && base.every((label, i) => label === labels[skip + i]);
}
