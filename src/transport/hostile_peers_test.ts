import { once } from "node:events";
import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Ended } from "../channel/events.ts";
import { LINGER_BYTES } from "../schema/limits.ts";
import { AlertCode, FrameType } from "../schema/registries.ts";
import { RawPeer } from "./raw_peer.ts";
import { Relay } from "./test_relay.ts";
import { echo, Queue, type TestServer, withServer } from "./test_server.ts";

const TRUNCATED: Ended = { how: "truncated" };

/** A clear Alert, in hex. */
function clearAlert(name: keyof typeof AlertCode): string {
  return `15000001${AlertCode[name].toString(16).padStart(2, "0")}`;
}

/** Whether the server still serves. */
async function talks({ dial }: TestServer): Promise<void> {
  const channel = await dial();
  await channel.ping(Uint8Array.of(1));
  assert.deepEqual(await channel.close(), { how: "clean" });
}

const onChannel = (channel: Parameters<typeof echo>[0]): void =>
  void echo(channel);

test("garbage gets one alert, or nothing where a frame is cut off", async () => {
  await withServer({ onChannel }, async (server) => {
    const property = fc.asyncProperty(
      fc.uint8Array({ minLength: 1, maxLength: 2_000 }),
      async (garbage) => {
        const client = await RawPeer.dial(server.server.port);
        client.write(garbage);
        client.finish();
        const { hex, how } = await client.ended;
        assert.equal(how, "FIN");
        const [type] = garbage;
        const mayBeSilent = garbage.length < 4 ||
          type === FrameType.ClientHello || type === FrameType.Alert;
        if (hex === "" && mayBeSilent) return;
        assert.match(hex, /^15000001(01|02|03|1[0-3])$/);
      },
    );
    await fc.assert(property, { numRuns: 60 });
    await talks(server);
  });
});

test("an alert reaches a client that has sent much more by then", async () => {
  await withServer({}, async ({ server, ends }) => {
    const client = await RawPeer.dial(server.port);
    const closed = once(client.socket, "close");
    const bytes = new Uint8Array(LINGER_BYTES / 2 - 4_096).fill(0x77);
    client.write(bytes);
    assert.deepEqual(await client.ended, {
      hex: clearAlert("unexpected_frame"),
      how: "FIN",
    });
    client.write(bytes);
    client.finish();
    assert.deepEqual(await closed, [false], "all was sent, without a reset");
    assert.deepEqual(await ends.next(), {
      how: "alert",
      code: AlertCode.unexpected_frame,
      local: true,
      authenticated: false,
      message: "Cannot accept 0x77 in WAIT_CLIENT_HELLO: expected ClientHello",
    });
  });
});

test("a client that never stops sending is dropped", async () => {
  await withServer({}, async ({ server }) => {
    const client = await RawPeer.dial(server.port);
    const bytes = new Uint8Array(65_536).fill(0x77);
    const closed = new Promise((resolve) =>
      client.socket.once("close", resolve)
    );
    const more = (): void => {
      while (client.socket.write(bytes));
      client.socket.once("drain", more);
    };
    more();
    await closed;
  });
});

test("a client that ends before its hello is truncated, unanswered", async () => {
  await withServer({}, async ({ server, ends }) => {
    for (const bytes of [[], [0x01], [0x01, 0x00, 0x00, 0x80, 0x02]]) {
      const client = await RawPeer.dial(server.port);
      client.write(Uint8Array.from(bytes));
      client.finish();
      assert.deepEqual(await client.ended, { hex: "", how: "FIN" });
      assert.deepEqual(await ends.next(), TRUNCATED);
    }
  });
});

test("a client that resets its connection is truncated", async () => {
  const accepted = new Queue<string>();
  const onAccept = (remote: string): void => accepted.push(remote);
  await withServer({ onAccept }, async ({ server, ends }) => {
    const client = await RawPeer.dial(server.port);
    await accepted.next();
    client.socket.resetAndDestroy();
    assert.deepEqual(await ends.next(), TRUNCATED);
  });
});

test("a clear alert is heeded, reported as unauthenticated, not answered", async () => {
  await withServer({}, async ({ server, ends }) => {
    for (const name of ["close", "aborted"] as const) {
      const client = await RawPeer.dial(server.port);
      client.write(Uint8Array.of(0x15, 0, 0, 1, AlertCode[name]));
      assert.deepEqual(await client.ended, { hex: "", how: "FIN" });
      client.finish();
      assert.deepEqual(await ends.next(), {
        how: "alert",
        code: AlertCode[name],
        local: false,
        authenticated: false,
      });
    }
  });
});

test("a stream that ends without close is truncated, after what it brought", async () => {
  await withServer({}, async ({ server, dial, channels, ends }) => {
    await Relay.with(server.port, async (relay) => {
      const channel = await dial({ port: relay.port });
      const peer = await channels.next();
      await channel.write(Uint8Array.of(1, 2, 3));
      await channel.ping();
      relay.finish();
      assert.deepEqual(await channel.ended, TRUNCATED);
      assert.deepEqual(await ends.next(), TRUNCATED);
      assert.deepEqual(await peer.read(), Uint8Array.of(1, 2, 3));
      await assert.rejects(peer.read(), {
        name: "ChannelError",
        ended: TRUNCATED,
        message:
          "The connection ended without the peer's close: data may be missing",
      });
    });
  });
});
