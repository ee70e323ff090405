import { clientCase } from "../../runner/case.ts";
import { Violation } from "../../tester/violation.ts";

/** Deadlines, and what a client may send when. */
export const clientTime = [
  clientCase({
    id: "handshake/client-deadline-hello",
    title: "A client that gets no ServerHello ends with timeout, in clear",
    requirements: ["FIN-8"],
    needs: ["contract"],
    config: (base) => ({ ...base, handshakeTimeoutMs: 700 }),
    alone: true,
    async run(t) {
      const peer = await t.until("ServerHello");
      await peer.expectAlert("timeout", "FIN-8");
    },
  }),
  clientCase({
    id: "handshake/client-deadline-finished",
    title: "A client that gets no Finished ends with timeout",
    requirements: ["FIN-8", "END-7"],
    settings: "each",
    needs: ["contract"],
    config: (base) => ({ ...base, handshakeTimeoutMs: 700 }),
    alone: true,
    async run(t) {
      const peer = await t.until("ServerFinished");
      await peer.expectAlert("timeout", "FIN-8");
    },
  }),
  clientCase({
    id: "handshake/client-deadline-trickle",
    title: "Bytes that trickle in do not put off the handshake deadline",
    requirements: ["FIN-8"],
    needs: ["contract"],
    config: (base) => ({ ...base, handshakeTimeoutMs: 700 }),
    alone: true,
    async run(t) {
      const peer = await t.until("ServerHello");
      const bytes = Uint8Array.of(2, 0, 1, 0, ...t.random(240));
      let at = 0;
      const timer = setInterval(() => {
        if (at < bytes.length) peer.wire.write(bytes.subarray(at, ++at));
      }, 100);
      try {
        peer.transcript.add(">", "a ServerHello, a byte every 100 ms");
        await peer.expectAlert("timeout", "FIN-8");
      } finally {
        clearInterval(timer);
      }
    },
  }),
  clientCase({
    id: "handshake/client-deadline-over",
    title: "The handshake deadline means nothing once established",
    requirements: ["FIN-8", "FIN-4"],
    needs: ["contract"],
    // Long enough for a handshake on a crowded machine.
    config: (base) => ({ ...base, handshakeTimeoutMs: 1_500 }),
    waits: true,
    async run(t) {
      const peer = await t.establish();
      const seen = await peer.answer(1_700);
      if (seen.kind !== "silence") {
        throw peer.unexpected(seen, "FIN-8", "an open connection");
      }
      await peer.ping();
    },
  }),
  clientCase({
    id: "handshake/client-no-early-data",
    title: "A client sends no Data before it has verified the Finished",
    requirements: ["FIN-5", "FIN-4"],
    settings: ["open", "certified"],
    needs: ["commands"],
    async run(t) {
      const peer = await t.until("ServerFinished");
      t.command(peer, { do: "send", bytes: "00112233" });
      const seen = await peer.next(400);
      if (seen.kind !== "silence") {
        throw peer.unexpected(seen, "FIN-5", "nothing before Established");
      }
      peer.sendFinished();
      peer.established = true;
      await peer.ping();
    },
  }),
  clientCase({
    id: "handshake/client-reports-session",
    title: "A client reports what was agreed, and the binding",
    requirements: ["KDF-9", "KDF-3", "FIN-10", "IDN-14"],
    settings: "each",
    ciphers: "each",
    needs: ["contract"],
    async run(t) {
      const peer = await t.establish();
      const told = await t.established(peer);
      const agreed = peer.serverHello;
      for (
        const field of ["setting", "cipher", "compression", "maxFrame"] as const
      ) {
        if (told[field] === agreed[field]) continue;
        throw new Violation(
          "KDF-9",
          `"established" with ${field} ${agreed[field]}`,
          `${field} ${told[field]}`,
        );
      }
    },
  }),
];
