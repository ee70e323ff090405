import { DerError, DerReader, Tag } from "./der.ts";
import { sameBytes } from "./same_bytes.ts";

/** What certificates and revocation lists have in common: they are signed. */
export interface Signed {
  /** The bytes that were signed, an element. */
  readonly signed: Uint8Array;
  readonly algorithm: {
    /** The object identifier. */
    readonly id: string;
    /** All of the AlgorithmIdentifier, parameters included. */
    readonly der: Uint8Array;
  };
  readonly signature: Uint8Array;
}

/** Reads the outer structure (RFC 5280 §4.1.1). Throws {@link DerError}. */
export function readSigned(der: Uint8Array): Signed {
  const outer = DerReader.open(der);
  const signed = outer.element(Tag.sequence).whole;
  const algorithm = outer.element(Tag.sequence).whole;
  const signature = outer.octetsOfBitString();
  outer.end();
  return {
    signed,
    algorithm: { id: readAlgorithmId(algorithm), der: algorithm },
    signature,
  };
}

/** Refuses what is signed to name another algorithm (RFC 5280 §4.1.1.2). */
export function requireSameAlgorithm(
  reader: DerReader,
  { algorithm }: Signed,
): void {
  if (!sameBytes(reader.element(Tag.sequence).whole, algorithm.der)) {
    throw new DerError("The signature's algorithm is named twice, differently");
  }
}

function readAlgorithmId(der: Uint8Array): string {
  const sequence = DerReader.open(der);
  const id = sequence.oid();
  if (!sequence.done) sequence.element();
  sequence.end();
  return id;
}
