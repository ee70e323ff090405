import type { Socket } from "node:net";
import { AlertCode } from "../../../src/schema/registries.ts";
import { frame } from "../../tester/frame.ts";
import { FrameType } from "../../tester/registry.ts";
import { replacesAlerts } from "../alerts.ts";
import { inBothRoles, type Mutant } from "../mutant.ts";
import { override } from "../override.ts";

/** How a connection ends on the wire: one Alert, FIN, and a lingering read. */
export const endings: readonly Mutant[] = [
  ...inBothRoles({
    layer: "frames",
    name: "malformed-silent",
    requirement: "FRM-9",
    title: "What is malformed is answered with FIN alone",
    models: "A parser that throws past the place where Alerts are made",
    plant: () =>
      replacesAlerts((code, sent) => code === AlertCode.malformed ? [] : sent),
  }),
  ...inBothRoles({
    layer: "frames",
    name: "alert-twice",
    requirement: "FRM-9",
    title: "A second Alert follows the first",
    models: "A clean-up that says once more why it ends",
    plant: (site) => {
      const again = frame(FrameType.Alert, Uint8Array.of(0x50));
      return {
        connection: (connection) =>
          override(connection, {
            failWith: (next) => (error) => {
              next(error);
              site.send([again]);
            },
          }),
      };
    },
  }),
  ...inBothRoles({
    layer: "frames",
    name: "alert-without-fin",
    requirement: "FRM-9",
    title: "No FIN follows the Alert",
    models: "Waiting for the other end to hang up",
    plant: () => ({
      transport: (transport) =>
        override(transport, { finish: () => () => undefined }),
    }),
  }),
  ...inBothRoles({
    layer: "frames",
    name: "reset-after-alert",
    requirement: "FRM-10",
    title: "The connection is reset once the Alert is written",
    models: "destroy() in place of end()",
    plant: () => ({
      transport: (transport, socket) =>
        override(transport, {
          finish: () => () => void socket.resetAndDestroy(),
        }),
    }),
  }),
  ...inBothRoles({
    layer: "frames",
    name: "no-lingering-read",
    requirement: "FRM-10",
    title: "The socket is closed at once, unread input and all",
    models: "close() right behind the last write, which makes a reset",
    plant: () => ({
      transport: (transport, socket) =>
        override(transport, { finish: () => () => closeNow(socket) }),
    }),
  }),
];

/** What close() does: FIN behind the output, and no more reading. */
function closeNow(socket: Socket): void {
  socket.end(() => socket.destroy());
}
