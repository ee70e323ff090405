import { AsnConvert } from "@peculiar/asn1-schema";
import { DerError } from "./der.ts";
import { sameBytes } from "./same_bytes.ts";

/**
 * Decodes `der` with a schema of `@peculiar/asn1-x509`, and refuses what does
 * not encode to the same bytes again: that parser takes BER, and skips what
 * follows the fields it knows. Throws {@link DerError} for any fault.
 */
export function decodeExact<T>(der: Uint8Array, schema: new () => T): T {
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
