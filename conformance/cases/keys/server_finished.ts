import { serverCase } from "../../runner/case.ts";
import { uint } from "../../tester/bytes.ts";
import { header } from "../../tester/frame.ts";
import { FrameType } from "../../tester/registry.ts";

/** What a server makes of what should be the client's Finished. */
export const serverFinished = [
  ...[0, 15, 16, 31].map((at) =>
    serverCase({
      id: `keys/server-finished-byte-${at}`,
      title: `A Finished that is wrong in byte ${at} is refused`,
      requirements: ["FIN-3", "FIN-2"],
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
    id: "keys/server-finished-other-deployment-key",
    title: "A Finished under another deployment key is refused",
    requirements: ["PRO-9", "KDF-4"],
    settings: ["proprietary"],
    async run(t) {
      const peer = await t.until("Finished");
      peer.sendFinished(peer.verify, {
        edit: (body) => body.map((byte, i) => i === 5 ? byte ^ 1 : byte),
      });
      await peer.expectAlert("bad_frame_protection", "PRO-9");
    },
  }),
  ...[
    ["data", FrameType.Data],
    ["ping", FrameType.Ping],
    ["keyupdate", FrameType.KeyUpdate],
    ["alert", FrameType.Alert],
    ["clienthello", FrameType.ClientHello],
  ].map(([name, type]) =>
    serverCase({
      id: `keys/server-${name}-for-finished`,
      title: `An inner ${name} of a Finished's size, before it, is refused`,
      requirements: ["FIN-6"],
      settings: "each",
      async run(t) {
        const peer = await t.until("Finished");
        peer.send(Number(type), t.random(32));
        await peer.expectAlert("unexpected_frame", "FIN-6");
      },
    })
  ),
  ...[
    ["longer", 1, "frame_too_large"],
    ["shorter", -1, "bad_frame_protection"],
  ].map(([name, sign, alert]) =>
    serverCase({
      id: `keys/server-finished-${name}`,
      title: `A first Protected frame ${name} than a Finished is refused`,
      requirements: ["FIN-7"],
      settings: "each",
      ciphers: "each",
      async run(t) {
        const peer = await t.until("Finished");
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
  serverCase({
    id: "keys/server-finished-without-exchange",
    title: "A Protected frame before the key exchange is not allowed",
    requirements: ["FRM-4"],
    settings: ["open", "certified"],
    async run(t) {
      const peer = await t.until("ClientKeyExchange");
      peer.sendBytes(header(FrameType.Protected, 49), "header of Protected");
      await peer.expectAlert("unexpected_frame", "FRM-4");
    },
  }),
  serverCase({
    id: "keys/server-clear-alert-accepted",
    title: "A clear Alert before the Finished ends it, without an answer",
    requirements: ["END-10", "END-8"],
    settings: "each",
    async run(t) {
      const peer = await t.until("Finished");
      peer.sendFrame(FrameType.Alert, uint(0x51, 1), "clear Alert aborted");
      await peer.expectEnd("FIN without an Alert", "END-10");
    },
  }),
];
