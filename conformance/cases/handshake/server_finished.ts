import { serverCase } from "../../runner/case.ts";
import type { ServerContext } from "../../runner/server_context.ts";
import { concat } from "../../tester/bytes.ts";
import { header } from "../../tester/frame.ts";
import { COMPRESSED_BIT, FrameType } from "../../tester/registry.ts";
import type { TesterClient } from "../../tester/tester_client.ts";

/** The size of a sealed Finished in this row. */
function finishedSize(t: ServerContext): number {
  return t.setup.cipher === "3des" ? 80 : 49;
}

/** What the client may seal in place of its Finished, and must not. */
const others = [
  ["data", FrameType.Data],
  ["ping", FrameType.Ping],
  ["pong", FrameType.Pong],
  ["key-update", FrameType.KeyUpdate],
  ["alert", FrameType.Alert],
  ["unknown", 0x7f],
  ["hello", FrameType.ClientHello],
  ["compressed", FrameType.Finished | COMPRESSED_BIT],
] as const;

/** What the application is told of a Finished that was refused. */
async function neverEstablished(
  t: ServerContext,
  peer: TesterClient,
  code: number,
): Promise<void> {
  if (t.server.process === undefined) return;
  const ended = await t.ended(peer);
  t.judge("FIN-10", "an end by an Alert of its own", ended, {
    how: "alert",
    code,
    local: true,
  });
}

/** The client's Finished, and everything that may stand in its place. */
export const serverFinished = [
  serverCase({
    id: "handshake/server-wrong-verify",
    title: "A Finished with one bit of its verify flipped is refused",
    requirements: ["FIN-3", "FIN-2", "FIN-10"],
    settings: "each",
    ciphers: "each",
    alone: true,
    async run(t) {
      const peer = await t.until("Finished");
      const { verify } = peer;
      peer.sendFinished(verify.with(31, verify[31] ^ 1));
      await peer.expectAlert("bad_finished", "FIN-3");
      await neverEstablished(t, peer, 0x31);
    },
  }),
  serverCase({
    id: "handshake/server-verify-first-byte",
    title: "A Finished wrong in its first byte alone is refused",
    requirements: ["FIN-3"],
    settings: "each",
    async run(t) {
      const peer = await t.until("Finished");
      const { verify } = peer;
      peer.sendFinished(verify.with(0, verify[0] ^ 0x80));
      await peer.expectAlert("bad_finished", "FIN-3");
    },
  }),
  serverCase({
    id: "handshake/server-other-verify",
    title: "A Finished that holds the other end's verify is refused",
    requirements: ["FIN-2"],
    settings: "each",
    async run(t) {
      const peer = await t.until("Finished");
      const { verifyFirst, verifySecond } = peer.schedule;
      peer.sendFinished(t.proprietary ? verifyFirst : verifySecond);
      await peer.expectAlert("bad_finished", "FIN-2");
    },
  }),
  serverCase({
    id: "handshake/server-broken-finished",
    title: "A Finished whose frame was tampered with is refused",
    requirements: ["PRO-9"],
    settings: "each",
    ciphers: "each",
    async run(t) {
      const peer = await t.until("Finished");
      peer.sendFinished(peer.verify, {
        edit: (body) => body.with(20, body[20] ^ 1),
      });
      await peer.expectAlert("bad_frame_protection", "PRO-9");
    },
  }),
  ...others.map(([name, type]) =>
    serverCase({
      id: `handshake/server-${name}-for-finished`,
      title: `Inner type 0x${
        type.toString(16).padStart(2, "0")
      } in place of the Finished is refused`,
      requirements: [type === FrameType.Data ? "FIN-5" : "FIN-6"],
      settings: "each",
      async run(t) {
        const peer = await t.until("Finished");
        peer.sendBytes(
          peer.seal(type, peer.verify),
          `{type 0x${type.toString(16)}, 32 bytes}`,
        );
        await peer.expectAlert("unexpected_frame", "FIN-6");
      },
    })
  ),
  serverCase({
    id: "handshake/server-finished-too-large",
    title:
      "A Protected frame larger than a Finished is refused from its header",
    requirements: ["FIN-7"],
    settings: "each",
    ciphers: "each",
    async run(t) {
      const peer = await t.until("Finished");
      const size = finishedSize(t) + (t.setup.cipher === "3des" ? 8 : 1);
      peer.sendBytes(
        header(FrameType.Protected, size),
        `the header alone of Protected, ${size} bytes`,
      );
      await peer.expectAlert("frame_too_large", "FIN-7");
    },
  }),
  serverCase({
    id: "handshake/server-finished-too-small",
    title:
      "A Protected frame smaller than a Finished is refused from its header",
    requirements: ["FIN-7"],
    settings: "each",
    ciphers: "each",
    async run(t) {
      const peer = await t.until("Finished");
      const size = finishedSize(t) - (t.setup.cipher === "3des" ? 8 : 1);
      peer.sendBytes(
        header(FrameType.Protected, size),
        `the header alone of Protected, ${size} bytes`,
      );
      await peer.expectAlert("bad_frame_protection", "FIN-7");
    },
  }),
  serverCase({
    id: "handshake/server-second-finished",
    title: "A second Finished is refused once established",
    requirements: ["FIN-9"],
    settings: "each",
    async run(t) {
      const peer = await t.establish();
      peer.send(FrameType.Finished, peer.verify);
      await peer.expectAlert("unexpected_frame", "FIN-9");
    },
  }),
  serverCase({
    id: "handshake/server-short-finished",
    title: "A Finished that is followed by its own frame again is replayed",
    requirements: ["PRO-10"],
    settings: "each",
    async run(t) {
      const peer = await t.until("Finished");
      const finished = peer.seal(FrameType.Finished, peer.verify);
      peer.sendBytes(finished, "{Finished}");
      if (!t.proprietary) await peer.readFinished();
      peer.established = true;
      await peer.ping();
      peer.sendBytes(finished, "the same {Finished} again");
      await peer.expectAlert("bad_frame_protection", "PRO-10");
    },
  }),
  serverCase({
    id: "handshake/server-replayed-flight",
    title: "A recorded client's flight ends in bad_frame_protection",
    requirements: ["KEX-17", "NEG-17"],
    settings: "each",
    async run(t) {
      const first = await t.until("Finished");
      const finished = first.seal(FrameType.Finished, first.verify);
      const again = await t.connect();
      const flight = first.frames.filter((bytes) =>
        bytes[0] === FrameType.ClientHello ||
        bytes[0] === FrameType.ClientKeyExchange
      );
      again.hello = first.hello;
      again.frames.push(flight[0]);
      again.sendBytes(flight[0], "the recorded ClientHello");
      await again.readServerHello();
      if (t.proprietary) await again.readFinished();
      else await again.readServerKey();
      again.sendBytes(
        concat(...flight.slice(1), finished),
        "the rest of the recorded flight",
      );
      await again.expectAlert("bad_frame_protection", "KEX-17");
    },
  }),
];
