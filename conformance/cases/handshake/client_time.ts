import { clientCase } from "../../runner/case.ts";
import { Violation } from "../../tester/violation.ts";

/** What a client may send when. */
export const clientTime = [
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
