import { randomBytes } from "node:crypto";

/**
 * A serial number that nobody can guess, in hex: 20 octets, the most there may
 * be (RFC 5280 §4.1.2.2), positive, and none of them to be left out.
 */
export function freshSerialNumber(): string {
  const bytes = randomBytes(20);
  bytes[0] = 0x40 | bytes[0] & 0x3f;
  return bytes.toString("hex");
}
