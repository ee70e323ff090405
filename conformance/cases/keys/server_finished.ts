import { serverCase } from "../../runner/case.ts";
import { FrameType } from "../../tester/registry.ts";

/** What a server makes of what should be the client's Finished. */
export const serverFinished = [
  ...[0, 15, 16, 31].map((at) =>
    serverCase({
      id: `keys/server-finished-byte-${at}`,
      title: `A Finished that is wrong in byte ${at} is refused`,
      requirements: ["FIN-3", "FIN-2", "FIN-11"],
      settings: "each",
      ciphers: at === 0 ? "each" : "default",
      async run(t) {
        const peer = await t.until("Finished");
        const verify = peer.verify.slice();
        verify[at] ^= 0x80;
        peer.sendFinished(verify);
        await peer.expectAlert("bad_finished", "FIN-3");
      },
    })
  ),
  serverCase({
    id: "keys/server-finished-wrong-key",
    title: "A Finished sealed under other keys is refused",
    requirements: ["PRO-9", "KEX-9"],
    settings: ["open", "certified"],
    ciphers: "each",
    async run(t) {
      const peer = await t.until("ClientKeyExchange");
      peer.sendKeyExchange();
      peer.derive(t.random(48));
      peer.sendFinished();
      await peer.expectAlert("bad_frame_protection", "PRO-9");
    },
  }),
  serverCase({
    id: "keys/server-finished-in-clear",
    title: "A Finished in clear is not allowed",
    requirements: ["FRM-4"],
    settings: "each",
    async run(t) {
      const peer = await t.until("Finished");
      peer.sendFrame(FrameType.Finished, peer.verify);
      await peer.expectAlert("unexpected_frame", "FRM-4");
    },
  }),
];
