import { clientCase, serverCase } from "../../runner/case.ts";
import type { Event } from "../../contract/mod.ts";
import { FrameType, MIN_MAX_FRAME } from "../../tester/registry.ts";
import { Violation } from "../../tester/violation.ts";
import type { Tester } from "../both_roles.ts";

const fields = {
  title: "Nothing of a long frame is taken before its last byte has come",
  requirements: ["PRO-14", "PRO-9"],
  ciphers: "each",
  waits: true,
} as const;

/** Frames that prove false in their last byte alone. */
export const unreleased = [
  serverCase({
    ...fields,
    id: "protection/server-releases-nothing-early",
    needs: ["echo"],
    async run(t) {
      const peer = await t.establish();
      await falseInItsLastByte(peer, t.random);
      const { length } = peer.takeData();
      if (length > 0) throw released(`${length} bytes of it sent back`);
    },
  }),
  clientCase({
    ...fields,
    id: "protection/client-releases-nothing-early",
    needs: ["contract"],
    async run(t) {
      const peer = await t.establish();
      await falseInItsLastByte(peer, t.random);
      const event = await t.event(peer, isDataOrEnd);
      if (event?.event === "data") throw released(JSON.stringify(event));
    },
  }),
];

/**
 * Sends a frame's body but for its end, gives the target time to do what it
 * must not, and then the end, which proves the whole frame false.
 */
async function falseInItsLastByte(
  peer: Tester,
  random: (size: number) => Uint8Array,
): Promise<void> {
  const body = peer.seal(
    FrameType.Data,
    random(Math.max(MIN_MAX_FRAME, Math.min(peer.maxFrame, 60_000))),
    { edit: (sealed) => sealed.with(-1, sealed[sealed.length - 1] ^ 1) },
  );
  const cut = body.length - 16;
  peer.sendBytes(body.subarray(0, cut), "{Data} without its last 16 bytes");
  const early = await peer.next(300);
  if (early.kind !== "silence") {
    throw peer.unexpected(early, "PRO-14", "nothing before the frame is whole");
  }
  peer.sendBytes(body.subarray(cut), "its last 16 bytes, one of them false");
  await peer.expectAlert("bad_frame_protection", "PRO-9");
}

function released(observed: string): Violation {
  return new Violation(
    "PRO-14",
    "nothing of a frame whose tag or MAC is false",
    observed,
    "Keep what is decrypted until the tag or MAC has been verified",
  );
}

type DataOrEnd = Extract<Event, { event: "data" | "ended" }>;

function isDataOrEnd(event: Event): event is DataOrEnd {
  return event.event === "data" || event.event === "ended";
}
