import { serverCase } from "../../runner/case.ts";
import { FrameType } from "../../tester/registry.ts";

/** Data through a server whose application sends it back. */
export const serverData = [
  serverCase({
    id: "channel/server-echo",
    title: "Data comes back byte for byte, whatever its frames",
    requirements: ["DAT-1", "PRO-2"],
    settings: "each",
    ciphers: "each",
    needs: ["echo"],
    async run(t) {
      const peer = await t.establish();
      const data = t.random(5_000);
      peer.send(FrameType.Data, data.subarray(0, 1));
      peer.send(FrameType.Data, data.subarray(1, 4_000));
      peer.send(FrameType.Data, data.subarray(4_000));
      await peer.expectData(data);
      await peer.close();
    },
  }),
];
