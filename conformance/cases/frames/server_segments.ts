import { serverCase } from "../../runner/case.ts";
import type { ServerContext } from "../../runner/server_context.ts";
import { concat } from "../../tester/bytes.ts";
import { frame } from "../../tester/frame.ts";
import { FrameType } from "../../tester/registry.ts";
import type { TesterClient } from "../../tester/tester_client.ts";
import type { Wire } from "../../tester/wire.ts";

function singleBytes(bytes: Uint8Array): Uint8Array[] {
  return Array.from(bytes, (byte) => Uint8Array.of(byte));
}

/** Holds what is written until it is let go, in one piece. */
function hold(wire: Wire): () => void {
  const write = wire.write.bind(wire);
  const held: Uint8Array[] = [];
  wire.write = (bytes) => void held.push(bytes);
  return () => {
    wire.write = write;
    write(concat(...held));
  };
}

async function connectCut(
  t: ServerContext,
  pieces: (bytes: Uint8Array) => Uint8Array[],
): Promise<TesterClient> {
  const peer = await t.connect();
  peer.wire.cutInto(pieces);
  return peer;
}

/** Segments carry no meaning: the stream may be cut and joined anywhere. */
export const serverSegments = [
  serverCase({
    id: "frames/server-single-bytes",
    title: "A conversation that arrives byte by byte goes as any other",
    requirements: ["FRM-2"],
    settings: "each",
    ciphers: "each",
    async run(t) {
      const peer = await connectCut(t, singleBytes);
      await peer.until("Established");
      await peer.ping();
      await peer.close();
    },
  }),
  serverCase({
    id: "frames/server-cut-headers",
    title: "Frames cut inside and right after their headers are put together",
    requirements: ["FRM-2"],
    settings: "each",
    async run(t) {
      for (const size of [1, 3, 4, 5]) {
        const peer = await connectCut(
          t,
          (bytes) => [bytes.subarray(0, size), bytes.subarray(size)],
        );
        await peer.until("Established");
        await peer.ping();
      }
    },
  }),
  serverCase({
    id: "frames/server-joined",
    title: "Frames that arrive in one segment are taken one after the other",
    requirements: ["FRM-2", "FRM-8"],
    settings: "each",
    async run(t) {
      const peer = await t.connect();
      await peer.until(t.proprietary ? "Finished" : "ClientKeyExchange");
      const letGo = hold(peer.wire);
      if (!t.proprietary) peer.sendKeyExchange();
      peer.sendFinished();
      const pings = [t.random(3), t.random(0), t.random(300)];
      // Only in `proprietary` is the client's end established by now.
      if (t.proprietary) {
        for (const ping of pings) peer.send(FrameType.Ping, ping);
      }
      letGo();
      if (!t.proprietary) await peer.readFinished();
      peer.established = true;
      if (!t.proprietary) {
        const letPingsGo = hold(peer.wire);
        for (const ping of pings) peer.send(FrameType.Ping, ping);
        letPingsGo();
      }
      for (const ping of pings) await peer.expectPong(ping);
      await peer.close();
    },
  }),
  serverCase({
    id: "frames/server-fault-after-frame",
    title: "A frame is answered before the fault in the next one is",
    requirements: ["FRM-8"],
    settings: "each",
    async run(t) {
      const peer = await t.establish();
      const letGo = hold(peer.wire);
      const ping = t.random(20);
      peer.send(FrameType.Ping, ping);
      peer.sendBytes(frame(0x7f, t.random(9)), "a frame of unknown type");
      letGo();
      await peer.expectPong(ping);
      await peer.expectAlert("unexpected_frame", "FRM-8");
    },
  }),
];
