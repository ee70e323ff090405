import { clientCase } from "../../runner/case.ts";
import { concat } from "../../tester/bytes.ts";
import { alertFrame, frame, frameName, header } from "../../tester/frame.ts";
import {
  FrameType,
  MAX_HELLO,
  MAX_SERVER_CERTIFICATE,
  MAX_SERVER_KEY,
} from "../../tester/registry.ts";
import type { SettingName } from "../../runner/setup.ts";
import type { ServerStep } from "../../tester/tester_server.ts";
import { Violation } from "../../tester/violation.ts";

/** A header at a step where its type is not allowed. */
function outOfState(
  name: string,
  step: ServerStep,
  type: number,
  settings: "any" | "each" | readonly SettingName[] = "any",
) {
  return clientCase({
    id: `frames/client-${name}`,
    title: `${frameName(type)} in place of the ${step} is refused at once`,
    requirements: ["FRM-4", "FRM-3"],
    settings,
    async run(t) {
      const peer = await t.until(step);
      peer.sendBytes(
        header(type, 40),
        `header of ${frameName(type)}, 40 bytes`,
      );
      await peer.expectAlert("unexpected_frame", "FRM-4");
    },
  });
}

/** A header whose length is one over its type's limit. */
function tooLarge(
  step: ServerStep,
  type: number,
  limit: number,
  settings: "any" | readonly SettingName[] = "any",
) {
  const name = frameName(type);
  return clientCase({
    id: `frames/client-${name.toLowerCase()}-too-large`,
    title: `A ${name} over ${limit} bytes is refused from its header`,
    requirements: ["FRM-5"],
    settings,
    async run(t) {
      const peer = await t.until(step);
      peer.sendBytes(
        header(type, limit + 1),
        `header of ${name}, ${limit + 1} bytes`,
      );
      await peer.expectAlert("frame_too_large", "FRM-5");
    },
  });
}

/** A type that the state does not accept, with a length that no type has. */
function typeBeforeLength(name: string, title: string, type: number) {
  return clientCase({
    id: `frames/client-${name}`,
    title,
    requirements: ["FRM-3"],
    async run(t) {
      const peer = await t.until("ServerHello");
      peer.sendBytes(
        header(type, 0xffffff),
        `header of ${frameName(type)}, ${0xffffff} bytes`,
      );
      await peer.expectAlert("unexpected_frame", "FRM-3");
    },
  });
}

/** A clear Alert at a step: the end, no answer, and an error reported. */
function clearAlert(
  step: ServerStep,
  code: number,
  settings: "any" | "each" | readonly SettingName[] = "each",
) {
  return clientCase({
    id: `frames/client-clear-alert-${code}-${step.toLowerCase()}`,
    title: `A clear Alert ${code} in place of the ${step} is an error`,
    requirements: ["END-9", "END-10"],
    settings,
    needs: ["contract"],
    async run(t) {
      const peer = await t.until(step);
      peer.sendBytes(alertFrame(code), `clear Alert ${code}`);
      await peer.expectEnd("the end, and no Alert", "END-10");
      const { how, code: told, authenticated, local } = await t.ended(peer);
      const isRight = how === "alert" && told === code && !authenticated &&
        !local;
      if (isRight) return;
      throw new Violation(
        "END-9",
        `"ended" by an unauthenticated Alert ${code}, not local`,
        JSON.stringify({ how, code: told, authenticated, local }),
      );
    },
  });
}

/** EOF at a step: a truncation, and no Alert. */
function truncated(step: ServerStep) {
  return clientCase({
    id: `frames/client-eof-${step.toLowerCase()}`,
    title: `EOF in place of the ${step} is reported as a truncation`,
    requirements: ["END-6", "END-10"],
    settings: "each",
    needs: ["contract"],
    async run(t) {
      const peer = await t.until(step);
      peer.wire.finish();
      await peer.expectEnd("the end, and no Alert", "END-10");
      const { how } = await t.ended(peer);
      if (how === "truncated") return;
      throw new Violation("END-6", '"ended" as truncated', String(how));
    },
  });
}

const RSA = ["open", "certified"] as const;

/** Frames a client does not expect, and ends it must report. */
export const clientStates = [
  outOfState("unknown-for-hello", "ServerHello", 0x7f),
  outOfState("client-hello-for-hello", "ServerHello", FrameType.ClientHello),
  outOfState("server-key-for-hello", "ServerHello", FrameType.ServerKey),
  outOfState("protected-for-hello", "ServerHello", FrameType.Protected),
  outOfState("data-for-hello", "ServerHello", FrameType.Data),
  outOfState("certificate-for-key", "ServerKey", FrameType.ServerCertificate, [
    "open",
  ]),
  outOfState("key-for-certificate", "ServerKey", FrameType.ServerKey, [
    "certified",
  ]),
  outOfState("second-server-hello", "ServerKey", FrameType.ServerHello, RSA),
  outOfState("protected-for-key", "ServerKey", FrameType.Protected, RSA),
  outOfState("key-in-proprietary", "ServerFinished", FrameType.ServerKey, [
    "proprietary",
  ]),
  outOfState("hello-for-finished", "ServerFinished", FrameType.ServerHello, [
    "open",
    "certified",
    "proprietary",
  ]),
  typeBeforeLength(
    "type-before-length",
    "An unknown type of an impossible length is refused for its type",
    0x7f,
  ),
  typeBeforeLength(
    "state-before-length",
    "A ServerKey too early and too large is refused for its type",
    FrameType.ServerKey,
  ),
  tooLarge("ServerHello", FrameType.ServerHello, MAX_HELLO),
  tooLarge("ServerKey", FrameType.ServerKey, MAX_SERVER_KEY, ["open"]),
  tooLarge("ServerKey", FrameType.ServerCertificate, MAX_SERVER_CERTIFICATE, [
    "certified",
  ]),
  clientCase({
    id: "frames/client-alert-empty",
    title: "An Alert without its code is malformed",
    requirements: ["FRM-6"],
    async run(t) {
      const peer = await t.until("ServerHello");
      peer.sendFrame(FrameType.Alert, new Uint8Array(0));
      await peer.expectAlert("malformed", "FRM-6");
    },
  }),
  clientCase({
    id: "frames/client-fault-after-frame",
    title: "A frame is answered before the fault in the next one is",
    requirements: ["FRM-8"],
    settings: "each",
    async run(t) {
      const peer = await t.establish();
      const ping = t.random(20);
      const frames = [
        peer.seal(FrameType.Ping, ping),
        frame(0x7f, t.random(9)),
      ];
      peer.sendBytes(concat(...frames), "{Ping}, and a frame of unknown type");
      await peer.expectPong(ping);
      await peer.expectAlert("unexpected_frame", "FRM-8");
    },
  }),
  clearAlert("ServerHello", 0, "any"),
  clearAlert("ServerHello", 0x12, "any"),
  clearAlert("ServerKey", 0x50, RSA),
  clearAlert("ServerFinished", 0, "each"),
  clearAlert("ServerFinished", 0x30, "each"),
  truncated("ServerHello"),
  truncated("ServerFinished"),
];
