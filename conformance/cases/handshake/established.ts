import { clientCase, serverCase } from "../../runner/case.ts";
import type { Event } from "../../contract/mod.ts";
import { Violation } from "../../tester/violation.ts";

/** When an end says that its channel is open, and what it says then. */
export const established = [
  serverCase({
    id: "handshake/server-not-established-early",
    title: "A server without its client's Finished reports no open channel",
    requirements: ["FIN-10", "FIN-4"],
    settings: "each",
    needs: ["contract"],
    async run(t) {
      const peer = await t.until("Finished");
      peer.wire.finish();
      await peer.expectEnd("the end, and no Alert", "END-10");
      requireNotOpen(await t.event(peer, isOpenOrEnd));
    },
  }),
  clientCase({
    id: "handshake/client-not-established-early",
    title: "A client without its server's Finished reports no open channel",
    requirements: ["FIN-10", "FIN-4"],
    settings: "each",
    needs: ["contract"],
    async run(t) {
      const peer = await t.until("ServerFinished");
      peer.wire.finish();
      await peer.expectEnd("the end, and no Alert", "END-10");
      requireNotOpen(await t.event(peer, isOpenOrEnd));
    },
  }),
  serverCase({
    id: "handshake/server-reports-session",
    title: "A server reports what was agreed, and the binding",
    requirements: ["KDF-9", "KDF-3", "FIN-10"],
    settings: "each",
    ciphers: "each",
    needs: ["contract"],
    async run(t) {
      const peer = await t.establish();
      const told = await t.established(peer);
      const { setting, cipher, compression, maxFrame } = peer.serverHello;
      const agreed = { setting, cipher, compression, maxFrame };
      t.judge("KDF-9", '"established" with what was agreed', told, agreed);
    },
  }),
];

type OpenOrEnd = Extract<Event, { event: "established" | "ended" }>;

function isOpenOrEnd(event: Event): event is OpenOrEnd {
  return event.event === "established" || event.event === "ended";
}

function requireNotOpen(event: OpenOrEnd | undefined): void {
  if (event?.event !== "established") return;
  throw new Violation(
    "FIN-10",
    '"ended", and no "established" before it',
    '"established" without its peer\'s Finished',
  );
}
