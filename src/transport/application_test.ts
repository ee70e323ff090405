import { test } from "node:test";
import assert from "node:assert/strict";
import { HandMadePeer } from "../channel/test_peer.ts";
import { AlertCode, FrameType } from "../schema/registries.ts";
import { establish, type RunningConnection } from "./establish.ts";
import { FakeTransport } from "./test_transport.ts";
import type { SecureChannel } from "./secure_channel.ts";
import { Queue, withServer } from "./test_server.ts";

const { Data, Alert, Ping } = FrameType;
const CLOSE = Uint8Array.of(AlertCode.close);
const TRUNCATED = { name: "ChannelError", ended: { how: "truncated" } };

/** A channel over a fake transport, and its peer. */
function channelAndPeer(): {
  channel: SecureChannel;
  peer: HandMadePeer;
  transport: FakeTransport;
  running: RunningConnection;
} {
  const transport = new FakeTransport();
  const { connection, peer } = HandMadePeer.meetServer({ answersLate: true });
  let channel: SecureChannel | undefined;
  const running = establish({
    connection,
    transport,
    handshakeTimeoutMs: 10_000,
    idleTimeoutMs: 0,
    fulfil: () => Promise.reject(new TypeError("There is no need")),
    onChannel: (established) => channel = established,
    onEnded: () => {},
    onClosed: () => {},
  });
  if (!channel) throw new TypeError("No channel came of it");
  return { channel, peer, transport, running };
}

/** Lets the deferred and the immediate have their turn. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

// node:test and Deno fail a test in which a rejection stays unhandled.

test("what nobody awaits may fail with the channel", async () => {
  const { channel, transport } = channelAndPeer();
  void channel.read();
  void channel.ping();
  for (let i = 0; i < 5; i++) void channel.write(new Uint8Array(1_000_000));
  transport.destroy();
  void channel.read();
  void channel.ping();
  void channel.write(Uint8Array.of(1));
  await turn();
  await assert.rejects(channel.read(), TRUNCATED);
  await assert.rejects(channel.ping(), TRUNCATED);
  await assert.rejects(channel.write(Uint8Array.of(1)), TRUNCATED);
  assert.equal(channel.updateKeys(), false);
});

test("the caller's own mistakes are thrown, and end nothing", async () => {
  const { channel, peer, transport } = channelAndPeer();
  const text = "text" as unknown as Uint8Array;
  await assert.rejects(channel.write(text), {
    name: "TypeError",
    message: "Cannot send: expected a Uint8Array",
  });
  await assert.rejects(channel.ping(text), {
    name: "TypeError",
    message: "Cannot ping: expected a Uint8Array",
  });
  await assert.rejects(channel.ping(new Uint8Array(262_145)), {
    name: "RangeError",
    message: "Cannot ping: a Ping holds at most 262144 bytes",
  });
  for (let i = 0; i < 16; i++) void channel.ping();
  await assert.rejects(channel.ping(), {
    name: "RangeError",
    message: "Cannot ping: 16 Pings are unanswered",
  });
  assert.deepEqual(
    peer.open(transport.take()).map(({ type }) => type),
    Array(16).fill(Ping),
  );
  void channel.close();
  await assert.rejects(channel.write(Uint8Array.of(1)), {
    name: "TypeError",
    message: "Cannot send: the channel is closed",
  });
  assert.throws(() => channel.updateKeys(), {
    name: "TypeError",
    message: "Cannot updateKeys: the channel is closed",
  });
  transport.destroy();
});

test("bytes that are detached before they are sent end the channel", async () => {
  const { channel } = channelAndPeer();
  const bytes = new Uint8Array(10_000);
  void channel.write(bytes);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  const { message } = await channel.ended as { message?: string };
  assert.equal(
    message,
    "Cannot go on: TypeError: Cannot send: the bytes of a write were detached",
  );
});

test("a write behind the peer's close is refused with how it ended", async () => {
  const { channel, peer, transport } = channelAndPeer();
  transport.deliver(peer.sealed(Alert, CLOSE));
  assert.equal(await channel.read(), undefined);
  await turn();
  await turn();
  const refused = { name: "ChannelError", ended: { how: "clean" } };
  await assert.rejects(channel.write(Uint8Array.of(1)), refused);
  await assert.rejects(channel.ping(), refused);
  assert.equal(channel.updateKeys(), false);
  assert.deepEqual(await channel.close(), { how: "clean" });
  assert.equal(await channel.read(), undefined);
});

test("Data of single bytes costs bytes and not objects", async () => {
  const { channel, peer, transport } = channelAndPeer();
  const size = 20_000;
  for (let i = 0; i < size; i++) {
    transport.deliver(peer.sealed(Data, Uint8Array.of(i)));
  }
  let pieces = 0;
  const read: number[] = [];
  while (read.length < size) {
    read.push(...(await channel.read())!);
    pieces++;
  }
  assert.deepEqual(read, Array.from({ length: size }, (_, i) => i % 256));
  assert.ok(pieces < 10, `${pieces} pieces`);
  transport.destroy();
});

test("bytes that were read stay as they were", async () => {
  const { channel, peer, transport } = channelAndPeer();
  const send = (byte: number): void =>
    transport.deliver(peer.sealed(Data, new Uint8Array(3).fill(byte)));
  send(1);
  send(2);
  send(3);
  const first = await channel.read();
  const second = await channel.read();
  send(4);
  send(5);
  assert.deepEqual(first, Uint8Array.of(1, 1, 1));
  assert.deepEqual(second, Uint8Array.of(2, 2, 2, 3, 3, 3));
  assert.deepEqual(await channel.read(), Uint8Array.of(4, 4, 4));
  transport.destroy();
});

test("reads that wait are served in their order", async () => {
  const { channel, peer, transport } = channelAndPeer();
  const reads = [channel.read(), channel.read(), channel.read()];
  transport.deliver(
    peer.sealed(Data, Uint8Array.of(1)),
    peer.sealed(Data, Uint8Array.of(2)),
    peer.sealed(Alert, CLOSE),
  );
  assert.deepEqual(await Promise.all(reads), [
    Uint8Array.of(1),
    Uint8Array.of(2),
    undefined,
  ]);
  assert.deepEqual(await channel.ended, { how: "clean" });
});

test("what came before a fault is read before it is told", async () => {
  const { channel, peer, transport } = channelAndPeer();
  transport.deliver(
    peer.sealed(Data, Uint8Array.of(1)),
    Uint8Array.of(0x77, 0, 0, 0),
  );
  assert.deepEqual(await channel.read(), Uint8Array.of(1));
  await assert.rejects(channel.read(), {
    name: "ChannelError",
    message:
      "Cannot accept 0x77 in ESTABLISHED: expected Protected (alert unexpected_frame)",
  });
  transport.destroy();
});

test("a handler that fails with its channel's end harms nobody", async () => {
  const failed = new Queue<void>();
  await withServer(
    {
      onChannel: async (channel) => {
        try {
          for await (const bytes of channel) await channel.write(bytes);
        } finally {
          failed.push();
        }
      },
    },
    async ({ dial }) => {
      await (await dial()).abort();
      await failed.next();
      await turn();
      const channel = await dial();
      await channel.ping();
      assert.deepEqual(await channel.close(), { how: "clean" });
    },
  );
});
