import { hex } from "../identity/hex.ts";

/**
 * Takes the lines of a key log (spec/key-log.md), without their ends. Whoever
 * has a line reads what that direction of the connection says and will say.
 */
export type KeyLog = (line: string) => void;

/** Writes the lines of a connection whose traffic secrets are derived. */
export function logKeys(
  log: KeyLog,
  clientRandom: Uint8Array,
  secrets: { readonly client: Uint8Array; readonly server: Uint8Array },
): void {
  const random = hex(clientRandom);
  log(`FESA_CLIENT_SECRET_0 ${random} ${hex(secrets.client)}`);
  log(`FESA_SERVER_SECRET_0 ${random} ${hex(secrets.server)}`);
}
