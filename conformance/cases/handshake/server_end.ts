import { serverCase } from "../../runner/case.ts";
import type { ClientStep } from "../../tester/tester_client.ts";

const STEPS: readonly [string, string, ClientStep][] = [
  ["before-hello", "before its ClientHello", "ClientHello"],
  ["before-key-exchange", "before its ClientKeyExchange", "ClientKeyExchange"],
  ["before-finished", "before its Finished", "Finished"],
];

/** The end of the client's stream inside a handshake. */
export const serverEnd = [
  ...STEPS.map(([name, title, step]) =>
    serverCase({
      id: `handshake/server-eof-${name}`,
      title: `A client that ends ${title} is truncated, and gets no Alert`,
      requirements: ["END-6", "END-10"],
      settings: step === "ClientKeyExchange" ? ["open", "certified"] : "each",
      alone: true,
      async run(t) {
        // An end proves nothing of a server that no handshake was seen from.
        await t.establish();
        const peer = await t.until(step);
        peer.wire.finish();
        peer.transcript.add(">", "FIN");
        await peer.expectEnd("the end, and no Alert", "END-10");
        if (t.server.process === undefined) return;
        t.judge("END-6", "a truncated end", await t.ended(peer), {
          how: "truncated",
        });
      },
    })
  ),
];
