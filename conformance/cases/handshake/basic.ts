import { clientCase, serverCase } from "../../runner/case.ts";
import { CIPHERS } from "../../runner/setup.ts";
import { Transcript } from "../../tester/transcript.ts";
import type { Variant } from "../../tester/variants.ts";
import { diagnosed } from "./diagnosis.ts";

/** A second try says nothing in the case's own transcript. */
function apart(variant: Variant): Variant & { transcript: Transcript } {
  return { ...variant, transcript: new Transcript() };
}

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
      await diagnosed(async (variant) => {
        const peer = await t.establish(variant && apart(variant));
        await peer.ping();
      }, CIPHERS[t.setup.cipher]);
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
      await diagnosed(async (variant) => {
        const peer = await t.establish(variant && apart(variant));
        await peer.ping();
      }, CIPHERS[t.setup.cipher]);
    },
  }),
];
