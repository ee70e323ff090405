import { setImmediate } from "node:timers/promises";
import { header } from "../../tester/frame.ts";
import { FrameType, MAX_BLOCKS_PER_KEY } from "../../tester/registry.ts";
import { bothRoles, type Tester } from "../both_roles.ts";

/** Plaintext that fills so many whole blocks, padding included. */
const LARGE = 2 ** 15;

/**
 * What one key may protect (spec/protection.md). The AEADs' 2^20 frames take
 * minutes; the blocks of 3DES are 8 MiB.
 */
export const keyLimits = [
  ...bothRoles({
    layer: "protection",
    name: "3des-last-block",
    title: "A 3DES key is good for 2^20 blocks, and not for one more",
    requirements: ["KUP-8", "KUP-12"],
    ciphers: ["3des"],
    settings: ["open"],
    async run(t, peer) {
      // Counted where the tester seals: it may have had Pings to answer.
      const left = () => MAX_BLOCKS_PER_KEY - peer.sealer!.blocks;
      const data = t.random(8 * LARGE);
      while (left() > 2 * LARGE) {
        sendBlocks(peer, data, LARGE);
        // 3DES is slow: others have their turn in between.
        await setImmediate();
      }
      await peer.ping();
      while (left() > LARGE) sendBlocks(peer, data, LARGE / 2);
      // The rest goes out at once, so that nothing comes between.
      sendBlocks(peer, data, left() - 2);
      const pings = [t.random(6), t.random(6)];
      for (const ping of pings) peer.send(FrameType.Ping, ping);
      peer.sendBytes(
        header(FrameType.Protected, 48),
        "header of Protected, one block past the limit",
      );
      for (const ping of pings) {
        await peer.expectPong(ping, { requirement: "KUP-12" });
      }
      await peer.expectAlert("key_limit", "KUP-8");
    },
  }),
  ...bothRoles({
    layer: "protection",
    name: "3des-sender-updates",
    title: "A sender updates its 3DES key in time, and counts anew after that",
    requirements: ["KUP-7", "KUP-13", "KUP-2"],
    ciphers: ["3des"],
    settings: ["open"],
    async run(t, peer) {
      // Pongs that would fill the target's key to its last block, and go on.
      const content = t.random(8 * LARGE - 2);
      for (let i = 0; i < 36; i++) {
        if (i === 20) peer.sendKeyUpdate(0);
        const less = i === 31 ? 5 * 8 : 0;
        const size = content.length - less;
        await peer.ping(content.subarray(0, size), { requirement: "KUP-2" });
      }
    },
  }),
];

/** Sends Data that takes exactly so many blocks. */
function sendBlocks(peer: Tester, data: Uint8Array, blocks: number): void {
  peer.send(FrameType.Data, data.subarray(0, 8 * blocks - 2));
}
