import { test } from "node:test";
import assert from "node:assert/strict";
import type { Ended } from "../channel/events.ts";
import { AlertCode, SecuritySetting } from "../schema/registries.ts";
import { connect } from "./connect.ts";
import { RawPeer, withRawServer } from "./raw_peer.ts";
import { echo, Queue, withServer } from "./test_server.ts";

const CLEAR_ABORTED = "1500000151";
const CLEAN: Ended = { how: "clean" };
const GIVEN_UP = aborted("The application gave the connection up");

function aborted(message: string): Ended {
  const { aborted: code } = AlertCode;
  return { how: "alert", code, local: true, authenticated: false, message };
}

test("a server that closes tells those in their handshake", async () => {
  const accepted = new Queue<string>();
  const onAccept = (remote: string): void => accepted.push(remote);
  await withServer({ onAccept }, async ({ server, ends }) => {
    const client = await RawPeer.dial(server.port);
    await accepted.next();
    const closed = server.close();
    assert.deepEqual(await client.ended, { hex: CLEAR_ABORTED, how: "FIN" });
    client.finish();
    await closed;
    assert.deepEqual(
      await ends.next(),
      aborted("Closed before the connection was established"),
    );
  });
});

test("a server that closes ends its channels clean, and takes no more", async () => {
  const onChannel = (channel: Parameters<typeof echo>[0]): void =>
    void echo(channel);
  await withServer({ onChannel }, async ({ server, dial, ends }) => {
    const channels = [await dial(), await dial(), await dial()];
    for (const channel of channels) await channel.ping();
    const reads = channels.map((channel) => channel.read());
    await server.close();
    assert.deepEqual(await Promise.all(reads), [
      undefined,
      undefined,
      undefined,
    ]);
    for (const channel of channels) {
      assert.deepEqual(await channel.ended, CLEAN);
      assert.deepEqual(await ends.next(), CLEAN);
    }
    await assert.rejects(dial(), {
      message: `Cannot reach 127.0.0.1:${server.port}: nothing listens there`,
    });
  });
});

test("closing a server a second time is as good as once", async () => {
  await withServer({}, async ({ server }) => {
    await Promise.all([server.close(), server.close()]);
    await server.close();
  });
});

test("a client that gives up in its handshake says so", async () => {
  const peers = new Queue<RawPeer>();
  await withRawServer((peer) => peers.push(peer), async (port) => {
    const controller = new AbortController();
    const connecting = connect({
      host: "127.0.0.1",
      port,
      settings: [SecuritySetting.open],
      identity: { acceptAny: true },
      signal: controller.signal,
    });
    const refused = assert.rejects(connecting, {
      name: "ChannelError",
      ended: GIVEN_UP,
    });
    const peer = await peers.next();
    await peer.hasReceived;
    controller.abort();
    await refused;
    const { hex, how } = await peer.ended;
    assert.equal(hex.slice(-CLEAR_ABORTED.length), CLEAR_ABORTED);
    assert.equal(how, "FIN");
    peer.finish();
  });
});

test("a client that gives up before it dials sends nothing", async () => {
  const accepted = new Queue<string>();
  const onAccept = (remote: string): void => accepted.push(remote);
  await withServer({ onAccept }, async ({ dial }) => {
    const signal = AbortSignal.abort();
    await assert.rejects(dial({ signal }), { ended: GIVEN_UP });
    await (await dial()).close();
    await accepted.next();
    assert.equal(accepted.size, 0);
  });
});

test("a signal ends an established channel too", async () => {
  await withServer({}, async ({ dial, ends }) => {
    const controller = new AbortController();
    const channel = await dial({ signal: controller.signal });
    controller.abort();
    assert.deepEqual(await channel.ended, GIVEN_UP);
    assert.deepEqual(await ends.next(), {
      how: "alert",
      code: AlertCode.aborted,
      local: false,
      authenticated: true,
    });
  });
});
