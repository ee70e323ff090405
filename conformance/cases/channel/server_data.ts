import { serverCase } from "../../runner/case.ts";
import { concat } from "../../tester/bytes.ts";
import { FrameType, MIN_MAX_FRAME } from "../../tester/registry.ts";

/** Data through a server whose application sends it back. */
export const serverData = [
  serverCase({
    id: "channel/server-echo",
    title: "Data comes back byte for byte, whatever its frames",
    requirements: ["DAT-1", "PRO-2", "CNF-3"],
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
  serverCase({
    id: "channel/server-echo-small-frames",
    title: "Data comes back in frames of the maxFrame that was agreed",
    requirements: ["PRO-13", "DAT-1"],
    needs: ["echo"],
    async run(t) {
      const peer = await t.establish({ hello: { maxFrame: MIN_MAX_FRAME } });
      const data = t.random(10 * MIN_MAX_FRAME);
      const frames = Array.from(
        { length: 10 },
        (_, i) =>
          peer.seal(
            FrameType.Data,
            data.subarray(i * MIN_MAX_FRAME, (i + 1) * MIN_MAX_FRAME),
          ),
      );
      peer.sendBytes(concat(...frames), "ten full frames of Data");
      await peer.expectData(data);
    },
  }),
];
