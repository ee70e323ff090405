import { concat } from "../../tester/bytes.ts";
import { frameName, header } from "../../tester/frame.ts";
import type { Peer } from "../../tester/peer.ts";

const PAUSE_MS = 100;
/** Of the body: more bytes than anybody waits for. */
const BYTES = 240;

/**
 * Sends a hello that never ends, a byte at a time, for as long as `until`
 * takes. It begins as it should: who reads a hello as it comes is still in its
 * random when the deadline has passed.
 */
export async function trickling(
  peer: Peer,
  type: number,
  versions: Uint8Array,
  random: (size: number) => Uint8Array,
  until: () => Promise<unknown>,
): Promise<void> {
  const bytes = concat(header(type, 256), versions, random(BYTES));
  let at = 0;
  const timer = setInterval(() => {
    if (at < bytes.length) peer.wire.write(bytes.subarray(at, ++at));
  }, PAUSE_MS);
  peer.transcript.add(">", `a ${frameName(type)}, a byte every 100 ms`);
  try {
    await until();
  } finally {
    clearInterval(timer);
  }
}
