import { header } from "../../tester/frame.ts";
import { concat } from "../../tester/bytes.ts";
import type { Peer } from "../../tester/peer.ts";

const PAUSE_MS = 100;
/** Of the body: more bytes than anybody waits for. */
const BYTES = 240;

/** Sends the begin of a message, a byte at a time, for as long as `until` takes. */
export async function trickling(
  peer: Peer,
  type: number,
  random: (size: number) => Uint8Array,
  until: () => Promise<unknown>,
): Promise<void> {
  const bytes = concat(header(type, 256), random(BYTES));
  let at = 0;
  const timer = setInterval(() => {
    if (at < bytes.length) peer.wire.write(bytes.subarray(at, ++at));
  }, PAUSE_MS);
  peer.transcript.add(">", `a message of type ${type}, a byte every 100 ms`);
  try {
    await until();
  } finally {
    clearInterval(timer);
  }
}
