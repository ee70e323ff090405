import { serverCase } from "../../runner/case.ts";
import { concat, uint } from "../../tester/bytes.ts";
import { header } from "../../tester/frame.ts";
import { FrameType, MAX_HELLO } from "../../tester/registry.ts";

/** What a server makes of a frame's type and length, before its body. */
export const serverTypes = [
  serverCase({
    id: "frames/server-unknown-type",
    title: "A frame of an unknown type is refused from its header",
    requirements: ["FRM-4", "FRM-3"],
    async run(t) {
      const peer = await t.connect();
      peer.sendBytes(header(0x7f, 100), "header of type 0x7f, 100 bytes");
      await peer.expectAlert("unexpected_frame", "FRM-4");
    },
  }),
  serverCase({
    id: "frames/server-hello-too-large",
    title: "A ClientHello over 16,384 bytes is refused from its header",
    requirements: ["FRM-5"],
    async run(t) {
      const peer = await t.connect();
      peer.sendBytes(
        header(FrameType.ClientHello, MAX_HELLO + 1),
        `header of ClientHello, ${MAX_HELLO + 1} bytes`,
      );
      await peer.expectAlert("frame_too_large", "FRM-5");
    },
  }),
  serverCase({
    id: "frames/server-hello-trailing-byte",
    title: "A ClientHello with a byte after its last field is refused",
    requirements: ["FRM-6"],
    async run(t) {
      const peer = await t.connect();
      peer.sendHello({}, (body) => concat(body, uint(0, 1)));
      await peer.expectAlert("malformed", "FRM-6");
    },
  }),
];
