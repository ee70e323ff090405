import { clientCase } from "../../runner/case.ts";
import { FrameType } from "../../tester/registry.ts";
import { hasty, HASTY_MS } from "../configurations.ts";
import { inTime } from "./in_time.ts";
import { trickling } from "./trickle.ts";

/** A client's handshake deadline. */
export const clientDeadline = [
  clientCase({
    id: "handshake/client-deadline-hello",
    title: "A client that gets no ServerHello ends with timeout, in clear",
    requirements: ["FIN-8"],
    needs: ["contract"],
    config: hasty,
    waits: true,
    async run(t) {
      const peer = await inTime(() => t.until("ServerHello"));
      await peer.expectAlert("timeout", "FIN-8");
    },
  }),
  clientCase({
    id: "handshake/client-deadline-finished",
    title: "A client that gets no Finished ends with timeout",
    requirements: ["FIN-8", "END-7"],
    settings: "each",
    needs: ["contract"],
    config: hasty,
    waits: true,
    async run(t) {
      const peer = await inTime(() => t.until("ServerFinished"));
      await peer.expectAlert("timeout", "FIN-8");
    },
  }),
  clientCase({
    id: "handshake/client-deadline-trickle",
    title: "Bytes that trickle in do not put off the handshake deadline",
    requirements: ["FIN-8"],
    needs: ["contract"],
    config: hasty,
    waits: true,
    async run(t) {
      const peer = await inTime(() => t.until("ServerHello"));
      await trickling(
        peer,
        FrameType.ServerHello,
        Uint8Array.of(0, 1),
        t.random,
        () => peer.expectAlert("timeout", "FIN-8"),
      );
    },
  }),
  clientCase({
    id: "handshake/client-deadline-over",
    title: "The handshake deadline means nothing once established",
    requirements: ["FIN-8", "FIN-4"],
    needs: ["contract"],
    config: hasty,
    waits: true,
    async run(t) {
      const peer = await inTime(() => t.establish());
      const seen = await peer.answer(HASTY_MS + 200);
      if (seen.kind !== "silence") {
        throw peer.unexpected(seen, "FIN-8", "an open connection");
      }
      await peer.ping();
    },
  }),
];
