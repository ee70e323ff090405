import { concat } from "../../tester/bytes.ts";
import { FrameType, MAX_OUTSTANDING_PINGS } from "../../tester/registry.ts";
import { bothRoles } from "../both_roles.ts";

/** Ping and Pong. */
export const pings = [
  ...bothRoles({
    layer: "channel",
    name: "ping-empty",
    title: "An empty Ping is answered by an empty Pong",
    requirements: ["PNG-1"],
    settings: "each",
    async run(_, peer) {
      await peer.ping(new Uint8Array(0));
    },
  }),
  ...bothRoles({
    layer: "channel",
    name: "pings-in-order",
    title: "Sixteen Pings at once are answered in order",
    requirements: ["PNG-1", "PNG-2"],
    settings: "each",
    async run(t, peer) {
      const contents = Array.from(
        { length: MAX_OUTSTANDING_PINGS },
        (_, i) => t.random(i + 1),
      );
      const sealed = contents.map((content) =>
        peer.seal(FrameType.Ping, content)
      );
      peer.sendBytes(concat(...sealed), "16 Pings of 1 to 16 bytes");
      for (const content of contents) await peer.expectPong(content);
    },
  }),
  ...bothRoles({
    layer: "channel",
    name: "pong-unsolicited",
    title: "A Pong that no Ping awaits ends the connection",
    requirements: ["PNG-4"],
    settings: "each",
    async run(t, peer) {
      // With bytes that no Ping of the target's own could hold by chance.
      peer.send(FrameType.Pong, t.random(37));
      await peer.expectAlert("unexpected_frame", "PNG-4");
    },
  }),
];
