import type { Ended } from "../../contract/mod.ts";
import { clientCase, serverCase } from "../../runner/case.ts";
import { alertFrame } from "../../tester/frame.ts";
import { AlertCode, FrameType } from "../../tester/registry.ts";
import { bothRoles } from "../both_roles.ts";

const RSA = ["open", "certified"] as const;

/** Alerts in clear and protected: when they are sent, how they are reported. */
export const alertForm = [
  ...bothRoles({
    layer: "channel",
    name: "alert-protected",
    title: "Once established, a fault is answered with a protected Alert",
    requirements: ["END-7"],
    settings: "each",
    ciphers: "each",
    async run(_, peer) {
      peer.send(FrameType.Data, new Uint8Array(0));
      await peer.expectAlert("malformed", "END-7");
    },
  }),
  serverCase({
    id: "channel/server-alert-clear-with-keys",
    title: "A server that has keys, and sent no Finished, sends a clear Alert",
    requirements: ["END-7"],
    settings: RSA,
    ciphers: "each",
    async run(t) {
      const peer = await t.until("Finished");
      peer.sendFinished(peer.verify.with(7, peer.verify[7] ^ 1));
      await peer.expectAlert("bad_finished", "END-7");
    },
  }),
  clientCase({
    id: "channel/client-alert-clear-with-keys",
    title: "A client that has keys, and sent no Finished, sends a clear Alert",
    requirements: ["END-7"],
    settings: ["proprietary"],
    async run(t) {
      const peer = await t.until("ServerFinished");
      const { verifyFirst } = peer.schedule;
      peer.sendFinished(verifyFirst.with(7, verifyFirst[7] ^ 1));
      await peer.expectAlert("bad_finished", "END-7");
    },
  }),
  ...[AlertCode.close, AlertCode.aborted, 0xee].map((code) =>
    serverCase({
      id: `channel/server-clear-alert-${code}-reported`,
      title: `A clear Alert ${code} is reported as an error, unauthenticated`,
      requirements: ["END-9"],
      needs: ["contract"],
      async run(t) {
        const peer = await t.until(t.proprietary ? "ClientHello" : "Finished");
        peer.sendBytes(alertFrame(code), `clear Alert ${code}`);
        await peer.expectEnd("the end, and no Alert", "END-10");
        const expected: Partial<Ended> = {
          how: "alert",
          code,
          authenticated: false,
          local: false,
        };
        const ended = await t.ended(peer);
        t.judge("END-9", `"ended" by a clear Alert ${code}`, ended, expected);
      },
    })
  ),
];
