import { concat, hex, uint } from "../../tester/bytes.ts";
import { header } from "../../tester/frame.ts";
import { Sealer } from "../../tester/protection.ts";
import { FrameType } from "../../tester/registry.ts";
import { Violation } from "../../tester/violation.ts";
import { CIPHERS, type Setup } from "../../runner/setup.ts";
import { bothRoles, type Tester } from "../both_roles.ts";

/** Frames that were changed, moved or repeated on the way. */
export const tampered = [
  ...onPing(
    "flipped-ciphertext",
    "A frame with one bit of its ciphertext flipped ends the connection",
    {
      edit: (body) => flipped(body, 8),
    },
  ),
  ...onPing(
    "flipped-tag",
    "A frame with one bit of its tag or MAC flipped ends the connection",
    {
      edit: (body) => flipped(body, body.length - 1),
    },
  ),
  ...onPing(
    "flipped-first-byte",
    "A frame whose first byte was changed ends the connection",
    {
      edit: (body) => flipped(body, 0),
    },
  ),
  ...bothRoles({
    layer: "protection",
    name: "shortened",
    title: "A frame that was shortened, its header too, ends the connection",
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
    title: "A frame that authenticates another header ends the connection",
    requirements: ["PRO-3", "PRO-4", "PRO-5"],
    settings: "each",
    ciphers: "each",
    async run(t, peer) {
      peer.send(FrameType.Ping, t.random(20), {
        aad: header(FrameType.Protected, 1),
      });
      await peer.expectAlert("bad_frame_protection", protectionOf(t.setup));
    },
  }),
  ...bothRoles({
    layer: "protection",
    name: "replayed",
    title: "A frame that comes a second time ends the connection",
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
    title: "A frame after one that was dropped ends the connection",
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
    title: "Two frames in the wrong order end the connection",
    requirements: ["PRO-10", "PRO-2"],
    async run(t, peer) {
      const first = peer.seal(FrameType.Ping, t.random(8));
      const second = peer.seal(FrameType.Ping, t.random(8));
      peer.sendBytes(concat(second, first), "{Ping 2}, {Ping 1}");
      await peer.expectAlert("bad_frame_protection", "PRO-10");
    },
  }),
  // At the number the receiver expects, and at those it sends with.
  ...reflected("reflected", (peer) => peer.sealer!.sequence),
  ...reflected("reflected-next", (peer) => peer.opener!.sequence),
  ...reflected("reflected-last", (peer) => {
    const { sequence } = peer.opener!;
    // A target that has just updated its key has sent nothing under it.
    return sequence === 0n ? 0n : sequence - 1n;
  }),
  ...bothRoles({
    layer: "protection",
    name: "fresh-ivs",
    title: "Every 3DES frame has an IV that nothing before it shows",
    requirements: ["PRO-7"],
    ciphers: ["3des"],
    async run(_, peer) {
      for (let i = 0; i < 20; i++) await peer.ping();
      const { ivs, lastBlocks } = peer.opener!;
      const seen = new Set(lastBlocks.map(hex));
      for (const iv of ivs.map(hex)) {
        if (seen.has(iv)) {
          throw new Violation("PRO-7", "a fresh, random IV", `${iv} once more`);
        }
        seen.add(iv);
      }
    },
  }),
  ...bothRoles({
    layer: "protection",
    name: "old-generation",
    title: "A frame after KeyUpdate under the old key ends the connection",
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
    title:
      "A sequence number that goes on over a KeyUpdate ends the connection",
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

/** A Ping as the target itself would seal it, at a sequence number. */
function reflected(name: string, sequenceOf: (peer: Tester) => bigint) {
  return bothRoles({
    layer: "protection",
    name,
    title: "A frame sealed with the receiver's own key ends the connection",
    requirements: ["PRO-10", "KDF-5"],
    settings: "each",
    ciphers: "each",
    async run(t, peer) {
      const secret = peer.schedule.secrets[t.role];
      const cipher = CIPHERS[t.setup.cipher];
      const sealer = new Sealer(peer.schedule, secret, cipher, t.random);
      sealer.sequence = sequenceOf(peer);
      peer.sendBytes(
        sealer.seal(concat(uint(FrameType.Ping, 1), t.random(8))),
        "{Ping} under the target's own key",
      );
      await peer.expectAlert("bad_frame_protection", "PRO-10");
    },
  });
}

function protectionOf(setup: Setup): string {
  return { aes: "PRO-3", chacha20: "PRO-4", "3des": "PRO-5" }[setup.cipher];
}
