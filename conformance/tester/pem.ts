import { Buffer } from "node:buffer";

/** The DER of every block of a PEM text, in its order. */
export function parsePem(text: string): Uint8Array[] {
  const blocks = text.matchAll(
    /-----BEGIN [A-Z0-9 ]+-----([A-Za-z0-9+/=\s]+)-----END [A-Z0-9 ]+-----/g,
  );
  return Array.from(
    blocks,
    ([, base64]) => new Uint8Array(Buffer.from(base64, "base64")),
  );
}
