import { concat } from "../../tester/bytes.ts";
import { alertOf } from "../../tester/received.ts";
import { header } from "../../tester/frame.ts";
import {
  AEAD_TAG_SIZE,
  AlertCode,
  FrameType,
  MAX_FRAMES_PER_KEY,
  MAX_OUTSTANDING_PINGS,
} from "../../tester/registry.ts";
import { bothRoles, type EitherContext, type Tester } from "../both_roles.ts";

/** A million round trips, sixteen at a time. */
const TIMEOUT_MS = 900_000;

const fields = {
  layer: "protection",
  settings: "any",
  optIn: true,
  timeoutMs: TIMEOUT_MS,
} as const;

/**
 * The 2^20 frames of an AEAD key. They take a minute or two, and so are opted
 * into; for 3DES the limit is a matter of 8 MiB, in key_limits.ts.
 */
export const aeadLimit = [
  ...bothRoles({
    ...fields,
    name: "aead-last-frame",
    title: "An AEAD key is good for 2^20 frames, and not for one more",
    requirements: ["KUP-8", "KUP-12"],
    async run(t, peer) {
      await pingUntil(t, peer, MAX_FRAMES_PER_KEY - 2);
      await peer.ping(t.random(8), { requirement: "KUP-12" });
      // A Ping has no business in the last place; which answer it gets is
      // left open.
      const content = t.random(8);
      peer.send(FrameType.Ping, content);
      peer.sendBytes(
        header(FrameType.Protected, 1 + AEAD_TAG_SIZE),
        "header of Protected, one frame past the limit",
      );
      const seen = await peer.answer();
      if (seen.kind === "inner" && seen.type === FrameType.Pong) {
        return void await peer.expectAlert("key_limit", "KUP-8");
      }
      if (alertOf(seen)?.code !== AlertCode.key_limit) {
        throw peer.unexpected(seen, "KUP-8", "a protected Alert key_limit");
      }
    },
  }),
  ...bothRoles({
    ...fields,
    name: "aead-sender-updates",
    title: "A sender updates its AEAD key in time, by itself",
    requirements: ["KUP-6", "KUP-13", "KUP-2"],
    async run(t, peer) {
      // The tester's own key is fresh when the target's is used up.
      await pingUntil(t, peer, MAX_FRAMES_PER_KEY / 2);
      peer.sendKeyUpdate(0);
      await pingUntil(t, peer, MAX_FRAMES_PER_KEY / 2 + 64);
      await peer.ping(t.random(8), { requirement: "KUP-13" });
    },
  }),
];

/** Pings until the tester's next frame is at this sequence number. */
async function pingUntil(
  t: EitherContext,
  peer: Tester,
  sequence: number,
): Promise<void> {
  const contents = Array.from(
    { length: MAX_OUTSTANDING_PINGS },
    () => t.random(8),
  );
  while (true) {
    const left = sequence - Number(peer.sealer!.sequence);
    if (left <= 0) return;
    const some = contents.slice(0, left);
    const sealed = some.map((content) => peer.seal(FrameType.Ping, content));
    peer.sendBytes(concat(...sealed), `${some.length} Pings`);
    for (const content of some) {
      await peer.expectPong(content, { requirement: "KUP-13" });
    }
  }
}
