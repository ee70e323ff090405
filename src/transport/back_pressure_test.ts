import { test } from "node:test";
import assert from "node:assert/strict";
import { deploymentKey } from "../channel/test_keys.ts";
import { SecuritySetting } from "../schema/registries.ts";
import type { SecureChannel } from "./secure_channel.ts";
import { echo, withServer } from "./test_server.ts";

const MiB = 1_048_576;
const SIZE = 96 * MiB;
const PIECE = new Uint8Array(65_536);

/**
 * What may be under way between two ends: 1 MiB to be sent, 1 MiB received, some
 * frames sealed, and what the two sockets hold.
 */
const MOST_UNDER_WAY = 24 * MiB;

/** Writes `SIZE` bytes as fast as the channel takes them, and counts them. */
async function send(channel: SecureChannel, count: { sent: number }) {
  while (count.sent < SIZE) {
    await channel.write(PIECE);
    count.sent += PIECE.length;
  }
}

test("a writer is held back to what its reader takes", async () => {
  await withServer({}, async ({ dial, channels }) => {
    const channel = await dial();
    const peer = await channels.next();
    const count = { sent: 0 };
    const sending = send(channel, count).then(() => channel.close());
    let read = 0;
    let most = 0;
    for await (const bytes of peer) {
      read += bytes.length;
      most = Math.max(most, count.sent - read);
      // Every other end of a turn, so that the writer could run ahead.
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal(read, SIZE);
    assert.ok(most < MOST_UNDER_WAY, `${most} bytes were under way`);
    assert.deepEqual(await sending, { how: "clean" });
  });
});

test("an echo is held back by a client that doesn't read", async () => {
  await withServer(
    { onChannel: (channel) => void echo(channel) },
    async ({ dial }) => {
      const channel = await dial();
      const count = { sent: 0 };
      const sending = send(channel, count);
      let read = 0;
      let most = 0;
      while (read < SIZE) {
        read += (await channel.read())!.length;
        most = Math.max(most, count.sent - read);
        await new Promise((resolve) => setImmediate(resolve));
      }
      assert.ok(most < 2 * MOST_UNDER_WAY, `${most} bytes were under way`);
      await sending;
      assert.deepEqual(await channel.close(), { how: "clean" });
    },
  );
});

test("a write that waits is refused when the channel ends", async () => {
  await withServer({}, async ({ dial, channels }) => {
    const channel = await dial();
    const peer = await channels.next();
    const writes = Array.from({ length: 600 }, () => channel.write(PIECE));
    const last = writes.pop()!;
    void Promise.allSettled(writes);
    void peer.abort();
    await assert.rejects(last, {
      name: "ChannelError",
      ended: { how: "alert", code: 0x51, local: false, authenticated: true },
    });
  });
});

test("what a little DEFLATE holds is inflated as it is taken", async () => {
  await withServer({}, async ({ dial, channels }) => {
    const settings = [SecuritySetting.proprietary];
    const channel = await dial({ settings, deploymentKey });
    const peer = await channels.next();
    for (let i = 0; i < SIZE / MiB; i++) {
      await channel.write(new Uint8Array(MiB));
    }
    const closed = channel.close();
    // Its few kilobytes have come by then, and would have been inflated.
    for (let i = 0; i < 50; i++) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    let read = 0;
    let isOver = false;
    const count = (chunk: Uint8Array | undefined): void => {
      read += chunk?.length ?? 0;
      isOver ||= chunk === undefined;
    };
    for (let i = 0; i < 4_096; i++) void peer.read().then(count);
    await Promise.resolve();
    const ready = read;
    while (!isOver) count(await peer.read());
    assert.ok(ready < 4 * MiB, `${ready} bytes were ready`);
    assert.equal(read, SIZE);
    assert.deepEqual(await closed, { how: "clean" });
  });
});
