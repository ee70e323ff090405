import { concat, uint } from "../../tester/bytes.ts";
import { header } from "../../tester/frame.ts";
import type { Peer } from "../../tester/peer.ts";
import { Sealer } from "../../tester/protection.ts";
import { FrameType } from "../../tester/registry.ts";
import { bothRoles } from "../both_roles.ts";
import { CIPHERS } from "../../runner/setup.ts";

/** Frames that were changed, moved or repeated on the way. */
export const tampered = [
  ...onPing("flipped-ciphertext", "one bit of the ciphertext is flipped", {
    edit: (body) => flipped(body, 8),
  }),
  ...onPing("flipped-tag", "one bit of the tag or MAC is flipped", {
    edit: (body) => flipped(body, body.length - 1),
  }),
  ...onPing("flipped-first-byte", "the first byte of the body is changed", {
    edit: (body) => flipped(body, 0),
  }),
  ...bothRoles({
    layer: "protection",
    name: "shortened",
    title: "the end of a frame's tag is cut off, and its header tells so",
    requirements: ["PRO-10", "PRO-9"],
    settings: "each",
    ciphers: "each",
    async run(t, peer) {
      const step = t.setup.cipher === "3des" ? 8 : 1;
      peer.send(FrameType.Ping, t.random(20), {
        edit: (body) => body.subarray(0, body.length - step),
      });
      await peer.expectAlert("bad_frame_protection", "PRO-10");
    },
  }),
  ...bothRoles({
    layer: "protection",
    name: "other-header",
    title: "the header is not what was authenticated",
    requirements: ["PRO-3", "PRO-4", "PRO-5"],
    settings: "each",
    ciphers: "each",
    async run(t, peer) {
      peer.send(FrameType.Ping, t.random(20), {
        aad: header(FrameType.Protected, 1),
      });
      await peer.expectAlert("bad_frame_protection", requirementOf(t.setup));
    },
  }),
  ...bothRoles({
    layer: "protection",
    name: "replayed",
    title: "a frame comes a second time",
    requirements: ["PRO-10"],
    settings: "each",
    ciphers: "each",
    async run(t, peer) {
      const content = t.random(8);
      const ping = peer.seal(FrameType.Ping, content);
      peer.sendBytes(ping, "{Ping}");
      await peer.expectPong(content);
      peer.sendBytes(ping, "the same {Ping} again");
      await peer.expectAlert("bad_frame_protection", "PRO-10");
    },
  }),
  ...bothRoles({
    layer: "protection",
    name: "dropped",
    title: "a frame follows one that was dropped",
    requirements: ["PRO-10", "PRO-2"],
    ciphers: "each",
    settings: "each",
    async run(t, peer) {
      peer.seal(FrameType.Ping, t.random(8));
      peer.send(FrameType.Ping, t.random(8));
      await peer.expectAlert("bad_frame_protection", "PRO-10");
    },
  }),
  ...bothRoles({
    layer: "protection",
    name: "reordered",
    title: "two frames come in the wrong order",
    requirements: ["PRO-10", "PRO-2"],
    async run(t, peer) {
      const first = peer.seal(FrameType.Ping, t.random(8));
      const second = peer.seal(FrameType.Ping, t.random(8));
      peer.sendBytes(concat(second, first), "{Ping 2}, {Ping 1}");
      await peer.expectAlert("bad_frame_protection", "PRO-10");
    },
  }),
  ...bothRoles({
    layer: "protection",
    name: "reflected",
    title: "a frame is sealed with the receiver's own sending key",
    requirements: ["PRO-10", "KDF-5"],
    settings: "each",
    ciphers: "each",
    async run(t, peer) {
      peer.sendBytes(
        sealedAsTarget(peer, t),
        "{Ping} under the target's own key",
      );
      await peer.expectAlert("bad_frame_protection", "PRO-10");
    },
  }),
  ...bothRoles({
    layer: "protection",
    name: "old-generation",
    title: "a frame after KeyUpdate is sealed under the old key",
    requirements: ["KUP-2", "PRO-10"],
    ciphers: "each",
    async run(t, peer) {
      peer.send(FrameType.KeyUpdate, uint(0, 1));
      peer.send(FrameType.Ping, t.random(8));
      await peer.expectAlert("bad_frame_protection", "KUP-2");
    },
  }),
  ...bothRoles({
    layer: "protection",
    name: "sequence-kept-over-update",
    title: "the sequence number goes on after KeyUpdate, and does not restart",
    requirements: ["KUP-2", "PRO-2"],
    async run(t, peer) {
      const sequence = peer.sealer!.sequence + 1n;
      peer.sendKeyUpdate(0);
      peer.send(FrameType.Ping, t.random(8), { sequence });
      await peer.expectAlert("bad_frame_protection", "KUP-2");
    },
  }),
];

/** One edit to a sealed Ping, in every setting and cipher. */
function onPing(
  name: string,
  title: string,
  overrides: { edit: (body: Uint8Array) => Uint8Array },
) {
  return bothRoles({
    layer: "protection",
    name,
    title,
    requirements: ["PRO-9", "PRO-10"],
    settings: "each",
    ciphers: "each",
    async run(t, peer) {
      peer.send(FrameType.Ping, t.random(20), overrides);
      await peer.expectAlert("bad_frame_protection", "PRO-9");
    },
  });
}

function flipped(body: Uint8Array, at: number): Uint8Array {
  const changed = body.slice();
  changed[at] ^= 0x01;
  return changed;
}

function sealedAsTarget(
  peer: Peer,
  t: { setup: { cipher: keyof typeof CIPHERS }; random(n: number): Uint8Array },
): Uint8Array {
  const schedule = scheduleOf(peer);
  const { secrets } = schedule;
  const role = peer.constructor.name === "TesterClient" ? "server" : "client";
  const cipher = CIPHERS[t.setup.cipher];
  const sealer = new Sealer(schedule, secrets[role], cipher, t.random);
  sealer.sequence = peer.sealer!.sequence;
  return sealer.seal(concat(uint(FrameType.Ping, 1), t.random(8)));
}
