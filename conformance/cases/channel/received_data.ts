import { createHash } from "node:crypto";
import type { Event } from "../../contract/mod.ts";
import { clientCase, serverCase } from "../../runner/case.ts";
import { concat, hex } from "../../tester/bytes.ts";
import { FrameType } from "../../tester/registry.ts";
import { Violation } from "../../tester/violation.ts";
import type { Tester } from "../both_roles.ts";

const fields = {
  title: "Data of frames that come together is delivered in their order",
  requirements: ["DAT-1", "END-20"],
  needs: ["contract"] as const,
};

/** What the target's application is given of the tester's Data. */
export const receivedData = [
  serverCase({
    ...fields,
    id: "channel/server-receives-data",
    async run(t) {
      const peer = await t.establish();
      const whole = sendTogether(peer, t.random);
      await peer.close();
      requireWhole(await t.event(peer, isWholeOrEnd(whole)), whole);
    },
  }),
  clientCase({
    ...fields,
    id: "channel/client-receives-data",
    async run(t) {
      const peer = await t.establish();
      const whole = sendTogether(peer, t.random);
      await peer.close();
      requireWhole(await t.event(peer, isWholeOrEnd(whole)), whole);
    },
  }),
];

const SIZES: readonly number[] = [1, 700, 3, 4_000, 64];

/** Frames of Data in one piece; gives all that they hold. */
function sendTogether(
  peer: Tester,
  random: (size: number) => Uint8Array,
): Uint8Array {
  const pieces = SIZES.map(random);
  const frames = pieces.map((piece) => peer.seal(FrameType.Data, piece));
  peer.sendBytes(concat(...frames), `${frames.length} frames of {Data}`);
  return concat(...pieces);
}

type DataOrEnd = Extract<Event, { event: "data" | "ended" }>;

/** The event of all the Data, or of more, or else the end. */
function isWholeOrEnd(whole: Uint8Array): (event: Event) => event is DataOrEnd {
  return (event): event is DataOrEnd =>
    event.event === "ended" ||
    (event.event === "data" && event.count >= whole.length);
}

function requireWhole(
  event: DataOrEnd | undefined,
  whole: Uint8Array,
): void {
  const sha256 = hex(createHash("sha256").update(whole).digest());
  const expected = `"data" of ${whole.length} bytes with SHA-256 ${sha256}`;
  if (event?.event !== "data") {
    throw new Violation("DAT-1", expected, 'none before "ended"');
  }
  if (event.count === whole.length && event.sha256 === sha256) return;
  const observed = `${event.count} bytes with ${event.sha256}`;
  throw new Violation("DAT-1", expected, observed);
}
