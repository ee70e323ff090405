import { clientCase } from "../../runner/case.ts";
import { header } from "../../tester/frame.ts";
import { FrameType } from "../../tester/registry.ts";

/** What a client makes of what should be the server's Finished. */
export const clientFinished = [
  ...[0, 15, 16, 31].map((at) =>
    clientCase({
      id: `keys/client-finished-byte-${at}`,
      title: `A Finished that is wrong in byte ${at} is refused`,
      requirements: ["FIN-3", "FIN-2", "FIN-11"],
      settings: "each",
      ciphers: at === 0 ? "each" : "default",
      async run(t) {
        const peer = await t.until("ServerFinished");
        const verify = peer.verify.slice();
        verify[at] ^= 0x80;
        peer.sendFinished(verify);
        await peer.expectAlert("bad_finished", "FIN-3");
      },
    })
  ),
  clientCase({
    id: "keys/client-finished-flipped",
    title: "A Finished whose tag is wrong is refused",
    requirements: ["PRO-9"],
    settings: "each",
    ciphers: "each",
    async run(t) {
      const peer = await t.until("ServerFinished");
      peer.sendFinished(peer.verify, {
        edit: (body) => body.map((byte, i) => i === 12 ? byte ^ 1 : byte),
      });
      await peer.expectAlert("bad_frame_protection", "PRO-9");
    },
  }),
  ...[
    ["data", FrameType.Data],
    ["ping", FrameType.Ping],
    ["alert", FrameType.Alert],
  ].map(([name, type]) =>
    clientCase({
      id: `keys/client-${name}-for-finished`,
      title: `An inner ${name} of a Finished's size, before it, is refused`,
      requirements: ["FIN-6"],
      settings: "each",
      async run(t) {
        const peer = await t.until("ServerFinished");
        peer.send(Number(type), t.random(32));
        await peer.expectAlert("unexpected_frame", "FIN-6");
      },
    })
  ),
  ...[
    ["longer", 1, "frame_too_large"],
    ["shorter", -1, "bad_frame_protection"],
  ].map(([name, sign, alert]) =>
    clientCase({
      id: `keys/client-finished-${name}`,
      title: `A first Protected frame ${name} than a Finished is refused`,
      requirements: ["FIN-7"],
      settings: "each",
      ciphers: "each",
      async run(t) {
        const peer = await t.until("ServerFinished");
        const [size, step] = t.setup.cipher === "3des" ? [80, 8] : [49, 1];
        const length = size + Number(sign) * step;
        peer.sendBytes(
          header(FrameType.Protected, length),
          `header of Protected, ${length} bytes`,
        );
        await peer.expectAlert(
          alert as "frame_too_large" | "bad_frame_protection",
          "FIN-7",
        );
      },
    })
  ),
  clientCase({
    id: "keys/client-finished-in-clear",
    title: "A Finished in clear is not allowed",
    requirements: ["FRM-4"],
    settings: "each",
    async run(t) {
      const peer = await t.until("ServerFinished");
      peer.sendFrame(FrameType.Finished, peer.verify);
      await peer.expectAlert("unexpected_frame", "FRM-4");
    },
  }),
];
