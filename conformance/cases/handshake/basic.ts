import { clientCase, serverCase } from "../../runner/case.ts";

/** The basic handshake: every other case of its row depends on it. */
export const basic = [
  serverCase({
    id: "handshake/server-completes",
    title: "The server completes a handshake and answers a Ping",
    requirements: ["FIN-4", "NEG-5", "NEG-6", "KEX-1", "FIN-1", "FIN-2"],
    settings: "each",
    ciphers: "each",
    gate: true,
    async run(t) {
      const peer = await t.establish();
      await peer.ping();
      await peer.close();
    },
  }),
  clientCase({
    id: "handshake/client-completes",
    title: "The client completes a handshake and answers a Ping",
    requirements: ["FIN-4", "NEG-1", "NEG-2", "KEX-1", "FIN-1", "FIN-2"],
    settings: "each",
    ciphers: "each",
    gate: true,
    async run(t) {
      const peer = await t.establish();
      await peer.ping();
      await peer.close();
    },
  }),
];
