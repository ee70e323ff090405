import { DerError, DerReader, Tag } from "./der.ts";

/** An extension as it stands in a certificate or a revocation list. */
export interface RawExtension {
  readonly critical: boolean;
  readonly value: Uint8Array;
}

/**
 * Reads a SEQUENCE of extensions, each at most once. An empty one is against
 * RFC 5280 §4.1.2.9, but generators write it, and it says nothing. Throws
 * `DerError`.
 */
export function readRawExtensions(
  der: Uint8Array,
): ReadonlyMap<string, RawExtension> {
  const sequence = DerReader.open(der);
  const extensions = new Map<string, RawExtension>();
  while (!sequence.done) {
    const extension = sequence.enter();
    const id = extension.oid();
    const critical = extension.flag();
    const value = extension.element(Tag.octetString).content;
    extension.end();
    if (extensions.has(id)) throw new DerError(`Extension ${id} stands twice`);
    extensions.set(id, { critical, value });
  }
  return extensions;
}
