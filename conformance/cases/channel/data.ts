import { bothRoles } from "../both_roles.ts";
import { FrameType } from "../../tester/registry.ts";

/** Data frames that can't be. */
export const data = [
  ...bothRoles({
    layer: "channel",
    name: "data-empty",
    title: "A Data frame without content is malformed",
    requirements: ["DAT-2"],
    settings: "each",
    async run(_, peer) {
      peer.send(FrameType.Data, new Uint8Array(0));
      await peer.expectAlert("malformed", "DAT-2");
    },
  }),
  ...bothRoles({
    layer: "channel",
    name: "byte-by-byte",
    title: "Frames that come one byte at a time are the same frames",
    requirements: ["FRM-2"],
    settings: "each",
    ciphers: "each",
    async run(t, peer) {
      const content = t.random(8);
      const sealed = peer.seal(FrameType.Ping, content);
      for (const [i, byte] of sealed.entries()) {
        peer.sendBytes(Uint8Array.of(byte), `byte ${i} of a {Ping}`);
        await peer.wire.apart();
      }
      await peer.expectPong(content, { requirement: "FRM-2" });
    },
  }),
];
