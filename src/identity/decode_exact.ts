import { AsnConvert } from "@peculiar/asn1-schema";
import { DerError } from "./der.ts";
import { sameBytes } from "./same_bytes.ts";

/**
 * Decodes a small structure with a schema of `@peculiar/asn1-x509`, and refuses
 * what does not encode to the same bytes again: that parser takes BER, and skips
 * what follows the fields it knows. It spends 20 µs on an element, which is why
 * lists, where the sender sets the number of elements, are read by `DerReader`.
 *
 * @throws {DerError} for any fault.
 */
export function decodeExact<T>(der: Uint8Array, schema: new () => T): T {
  if (der.length > MAX_SIZE) {
    throw new DerError(`A ${schema.name} of ${der.length} bytes`);
  }
  let value: T;
  let again: Uint8Array;
  try {
    value = AsnConvert.parse(der, schema);
    again = new Uint8Array(AsnConvert.serialize(value));
  } catch (error) {
    throw new DerError(
      `A ${schema.name} does not parse: ${
        error instanceof Error ? error.message : error
      }`,
    );
  }
  if (!sameBytes(again, der)) {
    throw new DerError(`A ${schema.name} is not in DER, or holds too much`);
  }
  return value;
}

/** In bytes: more than any of the structures read here can have. */
const MAX_SIZE = 64;
