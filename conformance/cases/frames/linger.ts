import { Violation } from "../../tester/violation.ts";
import { bothRoles, type Tester } from "../both_roles.ts";

const LINGERED = "FIN, and a read that goes on until EOF, 1 s or 1 MiB";

/** Writes to an end that has sent FIN: a closed socket answers with a reset. */
async function stillReads(peer: Tester, end: "fin" | "reset"): Promise<void> {
  if (end === "fin") {
    // A socket that is closed answers the first write, and fails the second.
    for (let i = 0; i < 2 && !peer.wire.wasReset; i++) {
      peer.sendBytes(new Uint8Array(1_000), "1,000 bytes after its FIN");
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    if (!peer.wire.wasReset) return;
  }
  throw new Violation(
    "FRM-10",
    LINGERED,
    end === "reset" ? "a TCP reset" : "a TCP reset after its FIN",
    "Shut down the write side, read on and discard, and only then close",
  );
}

/** The lingering close: where nothing else shows whether an end lingers. */
export const linger = [
  ...bothRoles({
    layer: "frames",
    name: "lingers-after-alert",
    title: "After its Alert and FIN the end goes on reading for a while",
    requirements: ["FRM-10"],
    async run(_, peer) {
      peer.sendBytes(Uint8Array.of(0x7f, 0, 0, 0), "a frame of unknown type");
      await stillReads(
        peer,
        await peer.expectAlert("unexpected_frame", "FRM-4"),
      );
    },
  }),
  ...bothRoles({
    layer: "frames",
    name: "lingers-after-close",
    title: "After both closes and its FIN the end goes on reading for a while",
    requirements: ["FRM-10", "END-1"],
    async run(_, peer) {
      peer.sendAlert("close");
      await peer.expectClose();
      await stillReads(
        peer,
        await peer.expectEnd("FIN after both closes", "END-1"),
      );
    },
  }),
];
