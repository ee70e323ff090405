import { type ServerCase, serverCase } from "../../runner/case.ts";
import { concat } from "../../tester/bytes.ts";
import { frameName, header } from "../../tester/frame.ts";
import {
  type AlertName,
  FrameType,
  MAX_CLIENT_KEY_EXCHANGE,
  MAX_HELLO,
} from "../../tester/registry.ts";

/** A header in S0, alone: the body is never awaited. */
function refusedHeader(
  id: string,
  title: string,
  requirement: string,
  alert: AlertName,
  type: number,
  length: number,
): ServerCase {
  return serverCase({
    id,
    title,
    requirements: [requirement],
    async run(t) {
      const peer = await t.connect();
      peer.sendBytes(
        header(type, length),
        `the header alone of ${frameName(type)}, ${length} bytes`,
      );
      await peer.expectAlert(alert, requirement);
    },
  });
}

const outOfState = [
  ["server-hello", FrameType.ServerHello, 80],
  ["server-key", FrameType.ServerKey, 294],
  ["server-certificate", FrameType.ServerCertificate, 900],
  ["key-exchange", FrameType.ClientKeyExchange, 256],
  ["protected", FrameType.Protected, 49],
  ["clear-finished", FrameType.Finished, 32],
  ["clear-data", FrameType.Data, 16],
  ["clear-ping", FrameType.Ping, 0],
  ["clear-compressed-data", FrameType.Data | 0x80, 16],
] as const;

/** What a server makes of a frame's type and length, before its body. */
export const serverTypes = [
  refusedHeader(
    "frames/server-unknown-type",
    "A frame of an unknown type is refused from its header",
    "FRM-4",
    "unexpected_frame",
    0x7f,
    100,
  ),
  refusedHeader(
    "frames/server-type-zero",
    "A frame of type 0 is refused from its header",
    "FRM-4",
    "unexpected_frame",
    0x00,
    0,
  ),
  ...outOfState.map(([name, type, length]) =>
    refusedHeader(
      `frames/server-first-${name}`,
      `${frameName(type)} in place of a ClientHello is refused from its header`,
      "FRM-4",
      "unexpected_frame",
      type,
      length,
    )
  ),
  refusedHeader(
    "frames/server-type-before-length",
    "An unknown type of an impossible length is refused for its type",
    "FRM-3",
    "unexpected_frame",
    0x7f,
    0xffffff,
  ),
  refusedHeader(
    "frames/server-state-before-length",
    "A ClientKeyExchange too early and too large is refused for its type",
    "FRM-3",
    "unexpected_frame",
    FrameType.ClientKeyExchange,
    MAX_CLIENT_KEY_EXCHANGE + 1,
  ),
  refusedHeader(
    "frames/server-hello-too-large",
    "A ClientHello one byte over its limit is refused from its header",
    "FRM-5",
    "frame_too_large",
    FrameType.ClientHello,
    MAX_HELLO + 1,
  ),
  refusedHeader(
    "frames/server-hello-largest-length",
    "A ClientHello of 2^24 - 1 bytes is refused from its header",
    "FRM-5",
    "frame_too_large",
    FrameType.ClientHello,
    0xffffff,
  ),
  refusedHeader(
    "frames/server-alert-too-large",
    "An Alert of two bytes is refused from its header",
    "FRM-5",
    "frame_too_large",
    FrameType.Alert,
    2,
  ),
  refusedHeader(
    "frames/server-alert-empty",
    "An Alert without its code is malformed",
    "FRM-6",
    "malformed",
    FrameType.Alert,
    0,
  ),
  serverCase({
    id: "frames/server-key-exchange-too-large",
    title: "A ClientKeyExchange over 512 bytes is refused from its header",
    requirements: ["FRM-5"],
    settings: ["open", "certified"],
    async run(t) {
      const peer = await t.until("ClientKeyExchange");
      peer.sendBytes(
        header(FrameType.ClientKeyExchange, MAX_CLIENT_KEY_EXCHANGE + 1),
        "the header alone of a ClientKeyExchange of 513 bytes",
      );
      await peer.expectAlert("frame_too_large", "FRM-5");
    },
  }),
  serverCase({
    id: "frames/server-alert-survives",
    title: "The Alert reaches a client that had already sent more",
    requirements: ["FRM-10", "FRM-9"],
    async run(t) {
      const peer = await t.connect();
      peer.sendBytes(
        concat(header(0x7f, 0xffff), t.random(0xffff), t.random(100_000)),
        "a frame of an unknown type, then 100,000 bytes",
      );
      await peer.expectAlert("unexpected_frame", "FRM-9");
    },
  }),
];
