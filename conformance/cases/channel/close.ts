import { concat, uint } from "../../tester/bytes.ts";
import { AlertCode, FrameType } from "../../tester/registry.ts";
import { bothRoles } from "../both_roles.ts";

/** The end of a channel, on the wire. */
export const close = [
  ...bothRoles({
    layer: "channel",
    name: "close-answered",
    title: "A close is answered by a close, and then FIN",
    requirements: ["END-2", "END-1"],
    settings: "each",
    ciphers: "each",
    async run(_, peer) {
      await peer.close();
    },
  }),
  ...bothRoles({
    layer: "channel",
    name: "close-then-anything",
    title: "Bytes after a close are discarded without being parsed",
    requirements: ["END-5"],
    settings: "each",
    async run(t, peer) {
      const alert = peer.seal(FrameType.Alert, uint(AlertCode.close, 1));
      peer.sendBytes(
        concat(alert, t.random(64)),
        "{close} and 64 random bytes",
      );
      await peer.expectClose("END-5");
      await peer.expectEnd("FIN after both closes", "END-5");
    },
  }),
  ...bothRoles({
    layer: "channel",
    name: "close-after-ping",
    title: "After its own close the target sends no frame",
    requirements: ["END-3", "END-2"],
    async run(t, peer) {
      const close = peer.seal(FrameType.Alert, uint(AlertCode.close, 1));
      const ping = peer.seal(FrameType.Ping, t.random(8));
      peer.sendBytes(concat(close, ping), "{close}, {Ping}");
      await peer.expectClose("END-2");
      await peer.expectEnd("FIN, and no Pong before it", "END-3");
    },
  }),
  ...bothRoles({
    layer: "channel",
    name: "alert-not-answered",
    title: "A protected Alert ends the connection and is not answered",
    requirements: ["END-10"],
    settings: "each",
    async run(_, peer) {
      peer.sendAlert("internal_error");
      await peer.expectEnd("FIN without an Alert", "END-10");
    },
  }),
  ...bothRoles({
    layer: "channel",
    name: "alert-unknown-code",
    title: "A protected Alert of an unknown code is fatal, and not answered",
    requirements: ["END-11", "END-10"],
    async run(_, peer) {
      peer.send(FrameType.Alert, uint(0xee, 1));
      await peer.expectEnd("FIN without an Alert", "END-11");
    },
  }),
  ...bothRoles({
    layer: "channel",
    name: "eof-not-answered",
    title: "EOF without a close ends the connection, without an Alert",
    requirements: ["END-10", "END-6"],
    settings: "each",
    async run(_, peer) {
      peer.wire.finish();
      await peer.expectEnd("FIN without an Alert", "END-10");
    },
  }),
];
