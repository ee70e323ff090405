import { der, type DerElement, readElements } from "../../tester/der.ts";

/**
 * The parts of a certificate: what is signed, an algorithm, the signature. None
 * of what is no SEQUENCE in DER.
 */
export function partsOf(certificate: Uint8Array): readonly DerElement[] {
  try {
    const [{ tag, content }, ...more] = readElements(certificate);
    return tag === 0x30 && more.length === 0 ? readElements(content) : [];
  } catch {
    return [];
  }
}

/** A certificate of other parts, if it has so many. */
export function reassembled(
  certificate: Uint8Array,
  count: number,
  change: (parts: readonly DerElement[]) => readonly Uint8Array[],
): Uint8Array {
  const parts = partsOf(certificate);
  return parts.length === count ? der(0x30, ...change(parts)) : certificate;
}

/** The algorithm that is signed: it follows the version and a serial number. */
export function signedAlgorithm({ content }: DerElement): Uint8Array {
  return readElements(content)[2].whole;
}
