import { hex } from "./bytes.ts";
import type { KeySchedule } from "./schedule.ts";

/** Takes the lines of a key log (spec/key-log.md), without their ends. */
export type KeyLog = (line: string) => void;

/** Writes the two lines of a connection whose keys are there. */
export function logKeys(
  log: KeyLog | undefined,
  clientRandom: Uint8Array,
  { secrets }: Pick<KeySchedule, "secrets">,
): void {
  const random = hex(clientRandom);
  log?.(`FESA_CLIENT_SECRET_0 ${random} ${hex(secrets.client)}`);
  log?.(`FESA_SERVER_SECRET_0 ${random} ${hex(secrets.server)}`);
}
