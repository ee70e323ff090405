import { type ServerCase, serverCase } from "../../runner/case.ts";
import type { ServerContext } from "../../runner/server_context.ts";
import { alertFrame, frameName, header } from "../../tester/frame.ts";
import { AlertCode, FrameType, MAX_HELLO } from "../../tester/registry.ts";
import type { ClientStep, TesterClient } from "../../tester/tester_client.ts";

/** A clear header at a step where its type is not allowed. */
function outOfState(
  id: string,
  step: ClientStep,
  type: number,
  length: number,
  settings: "each" | readonly ("open" | "certified")[],
): ServerCase {
  return serverCase({
    id,
    title: `${frameName(type)} ${where(step)} is refused from its header`,
    requirements: ["FRM-4"],
    settings,
    async run(t) {
      const peer = await t.until(step);
      peer.sendBytes(
        header(type, length),
        `the header alone of ${frameName(type)}, ${length} bytes`,
      );
      await peer.expectAlert("unexpected_frame", "FRM-4");
    },
  });
}

function where(step: ClientStep): string {
  switch (step) {
    case "ClientKeyExchange":
      return "in place of ClientKeyExchange";
    case "Finished":
      return "in place of the client's Finished";
    default:
      return "once established";
  }
}

const RSA = ["open", "certified"] as const;

/** An Alert in clear, which ends the connection and is never answered. */
function clearAlert(
  name: string,
  step: ClientStep,
  code: number,
): ServerCase {
  return serverCase({
    id: `frames/server-clear-alert-${name}`,
    title: `A clear Alert ${code} ${
      step === "ClientHello" ? "before anything" : where(step)
    } ends the connection without an answer`,
    requirements: ["END-10", "END-7"],
    settings: step === "ClientHello"
      ? "any"
      : step === "ClientKeyExchange"
      ? RSA
      : "each",
    alone: true,
    async run(t) {
      // An end proves nothing of a server that no handshake was seen from.
      await t.establish();
      const peer = await t.until(step);
      peer.sendBytes(alertFrame(code), `a clear Alert ${code}`);
      await peer.expectEnd("the end, and no Alert", "END-10");
      await endedByAlert(t, peer, code);
    },
  });
}

/** What the application is told, where it can be seen. */
async function endedByAlert(
  t: ServerContext,
  peer: TesterClient,
  code: number,
): Promise<void> {
  if (t.server.process === undefined) return;
  const ended = await t.ended(peer);
  t.judge("END-9", "an end by an unauthenticated Alert received", ended, {
    how: "alert",
    code,
    authenticated: false,
    local: false,
  });
}

/** Frames out of state after the first, and Alerts in clear. */
export const serverStates = [
  outOfState(
    "frames/server-second-hello",
    "ClientKeyExchange",
    FrameType.ClientHello,
    100,
    RSA,
  ),
  outOfState(
    "frames/server-early-finished",
    "ClientKeyExchange",
    FrameType.Protected,
    49,
    RSA,
  ),
  outOfState(
    "frames/server-key-from-client",
    "ClientKeyExchange",
    FrameType.ServerKey,
    294,
    RSA,
  ),
  outOfState(
    "frames/server-second-key-exchange",
    "Finished",
    FrameType.ClientKeyExchange,
    256,
    RSA,
  ),
  outOfState(
    "frames/server-hello-for-finished",
    "Finished",
    FrameType.ClientHello,
    100,
    "each",
  ),
  outOfState(
    "frames/server-unknown-for-finished",
    "Finished",
    0x21,
    49,
    "each",
  ),
  outOfState(
    "frames/server-clear-hello-established",
    "Established",
    FrameType.ClientHello,
    MAX_HELLO,
    "each",
  ),
  outOfState(
    "frames/server-clear-data-established",
    "Established",
    FrameType.Data,
    16,
    "each",
  ),
  outOfState(
    "frames/server-unknown-established",
    "Established",
    0x7f,
    16,
    "each",
  ),
  serverCase({
    id: "frames/server-clear-alert-established",
    title: "A clear Alert once established is an unexpected frame",
    requirements: ["END-8"],
    settings: "each",
    async run(t) {
      const peer = await t.establish();
      peer.sendBytes(
        alertFrame(AlertCode.internal_error),
        "a clear Alert internal_error",
      );
      await peer.expectAlert("unexpected_frame", "END-8");
    },
  }),
  clearAlert("first", "ClientHello", AlertCode.internal_error),
  clearAlert("first-close", "ClientHello", AlertCode.close),
  clearAlert("in-key-exchange", "ClientKeyExchange", AlertCode.key_not_trusted),
  clearAlert("in-finished", "Finished", AlertCode.aborted),
  clearAlert("unknown-code", "Finished", 0xee),
];
