import { test } from "node:test";
import assert from "node:assert/strict";
import { FakeTime } from "@std/testing/time";
import type { Ended } from "../channel/events.ts";
import { AlertCode, SecuritySetting } from "../schema/registries.ts";
import { connect } from "./connect.ts";
import { RawPeer, withRawServer } from "./raw_peer.ts";
import { Relay } from "./test_relay.ts";
import { Queue, withServer } from "./test_server.ts";

const CLEAR_TIMEOUT = "1500000140";
const CLEAN: Ended = { how: "clean" };
const TRUNCATED: Ended = { how: "truncated" };
const LONG = new Uint8Array(65_536);

function timeout(message: string): Ended {
  const { timeout: code } = AlertCode;
  return { how: "alert", code, local: true, authenticated: false, message };
}

const PEERS_TIMEOUT: Ended = {
  how: "alert",
  code: AlertCode.timeout,
  local: false,
  authenticated: true,
};

/** Declares a test whose timers stand still unless ticked; sockets don't. */
function timed(name: string, use: (time: FakeTime) => Promise<void>): void {
  test(name, async () => {
    const time = new FakeTime();
    try {
      await use(time);
    } finally {
      time.restore();
    }
  });
}

/** Lets time pass, slower than sockets are, until it has happened. */
async function passUntil<T>(time: FakeTime, wanted: Promise<T>): Promise<T> {
  let isOver = false;
  void wanted.finally(() => isOver = true);
  for (;;) {
    await turns(time);
    if (isOver) return await wanted;
    time.tick(100);
  }
}

/** Lets sockets have a few turns, while time stands still. */
async function turns(time: FakeTime): Promise<void> {
  for (let i = 0; i < 5; i++) await time.runMicrotasks();
}

timed("a server gives a silent client ten seconds", async (time) => {
  const accepted = new Queue<string>();
  const onAccept = (remote: string): void => accepted.push(remote);
  await withServer({ onAccept }, async ({ server, ends }) => {
    const client = await RawPeer.dial(server.port);
    await accepted.next();
    time.tick(9_999);
    assert.equal(ends.size, 0);
    time.tick(1);
    assert.equal(ends.size, 1);
    assert.deepEqual(await ends.next(), timeout("The handshake took too long"));
    assert.deepEqual(await client.ended, { hex: CLEAR_TIMEOUT, how: "FIN" });
    client.finish();
  });
});

timed("a client that sends byte after byte gets no more", async (time) => {
  const limits = { handshakeTimeoutMs: 3_000 };
  await withServer({ limits }, async ({ server, ends }) => {
    const client = await RawPeer.dial(server.port);
    const hello = [0x01, 0x00, 0x00, 0x40, 0x02, 0x00, 0x01, 0x20];
    for (let i = 0; ends.size === 0; i++) {
      client.write(Uint8Array.of(hello[i % hello.length]));
      await turns(time);
      time.tick(500);
    }
    assert.deepEqual(await ends.next(), timeout("The handshake took too long"));
    assert.deepEqual(await client.ended, { hex: CLEAR_TIMEOUT, how: "FIN" });
    client.finish();
  });
});

timed("a client gives a silent server ten seconds", async (time) => {
  const peers = new Queue<RawPeer>();
  await withRawServer((peer) => peers.push(peer), async (port) => {
    const connecting = connect({
      host: "127.0.0.1",
      port,
      settings: [SecuritySetting.open],
      identity: { acceptAny: true },
    });
    const refused = assert.rejects(connecting, {
      name: "ChannelError",
      ended: timeout("The handshake took too long"),
    });
    const peer = await peers.next();
    await peer.hasReceived;
    time.tick(9_999);
    time.tick(1);
    await refused;
    const { hex, how } = await peer.ended;
    assert.equal(hex.slice(0, 2), "01");
    assert.equal(hex.slice(-CLEAR_TIMEOUT.length), CLEAR_TIMEOUT);
    assert.equal(how, "FIN");
    peer.finish();
  });
});

timed("an idle channel ends with a protected timeout", async (time) => {
  const limits = { idleTimeoutMs: 8_000 };
  await withServer({ limits }, async ({ dial, channels, ends }) => {
    const channel = await dial();
    await channels.next();
    for (let i = 0; i < 5; i++) {
      time.tick(7_000);
      await channel.ping();
    }
    assert.equal(ends.size, 0);
    time.tick(8_000);
    assert.equal(ends.size, 0);
    time.tick(2_000);
    const ended = timeout("Nothing was sent for too long");
    assert.deepEqual(await ends.next(), ended);
    assert.deepEqual(await channel.ended, PEERS_TIMEOUT);
  });
});

timed("a close that is never answered is a truncation", async (time) => {
  await withServer({}, async ({ server, dial, channels, ends }) => {
    await Relay.with(server.port, async (relay) => {
      const channel = await dial({ port: relay.port });
      await channels.next();
      relay.holdServer();
      const start = time.now;
      const closed = channel.close();
      assert.deepEqual(await passUntil(time, ends.next()), CLEAN);
      assert.deepEqual(await passUntil(time, closed), TRUNCATED);
      const passed = time.now - start;
      assert.ok(passed >= 5_000 && passed < 5_200, `after ${passed} ms`);
    });
  });
});

timed(
  "a close behind output that nobody takes ends in timeout",
  async (time) => {
    await withServer({}, async ({ server, dial, channels, ends }) => {
      await Relay.with(server.port, async (relay) => {
        const channel = await dial({ port: relay.port });
        await channels.next();
        relay.holdClient();
        const writes = Array.from({ length: 600 }, () => channel.write(LONG));
        void Promise.allSettled(writes);
        assert.deepEqual(
          await passUntil(time, channel.close()),
          timeout("Cannot close: the peer reads nothing"),
        );
      });
      assert.deepEqual(await ends.next(), TRUNCATED);
    });
  },
);

timed(
  "an application that never reads does not hold up a close",
  async (time) => {
    await withServer({}, async ({ dial, ends }) => {
      const channel = await dial();
      await channel.write(new Uint8Array(5));
      assert.deepEqual(await passUntil(time, channel.close()), CLEAN);
      assert.deepEqual(await ends.next(), CLEAN);
    });
  },
);

timed(
  "an application has time to answer what came before a close",
  async (time) => {
    await withServer({}, async ({ dial, channels }) => {
      const channel = await dial();
      const peer = await channels.next();
      await channel.write(Uint8Array.of(1, 2, 3));
      const question = await peer.read();
      const closed = channel.close();
      await turns(time);
      time.tick(900);
      await peer.write(question!);
      assert.deepEqual(await channel.read(), question);
      time.tick(900);
      await peer.write(question!);
      assert.deepEqual(await channel.read(), question);
      assert.deepEqual(await passUntil(time, closed), CLEAN);
    });
  },
);
