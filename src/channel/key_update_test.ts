import { test } from "node:test";
import assert from "node:assert/strict";
import { nodeProvider } from "../keys/node_provider.ts";
import type { PrivateTransform } from "../protection/private_transform.ts";
import { AlertCode, FrameType } from "../schema/registries.ts";
import type { Connection } from "./connection.ts";
import { HandMadePeer, type SealedMessage } from "./test_peer.ts";

/** The rules of KeyUpdate in spec/channel.md, row by row. */
const { Alert, Data, KeyUpdate, Ping, Pong } = FrameType;
const ONE = Uint8Array.of(1);

function meet(options = {}): ReturnType<typeof HandMadePeer.meetServer> {
  const meeting = HandMadePeer.meetServer({ deflate: false, ...options });
  meeting.connection.takeEvents();
  return meeting;
}

function update(request: number): SealedMessage {
  return { type: KeyUpdate, content: Uint8Array.of(request) };
}

function typesOf(messages: readonly SealedMessage[]): number[] {
  return messages.map(({ type }) => type);
}

function requireFault(connection: Connection, code: number): void {
  const { ended } = connection;
  assert.ok(ended?.how === "alert" && ended.local, JSON.stringify(ended));
  assert.equal(ended.code, code);
}

test("a request is answered before anything that isn't sealed yet", () => {
  const { connection, peer } = meet();
  peer.send(Ping);
  connection.send(ONE);
  peer.updateKeys(1);
  peer.send(Ping);
  assert.deepEqual(typesOf(peer.take()), [Pong, KeyUpdate, Pong, Data]);
});

test("without a request there is no answer, and the peer's key moves", () => {
  const { connection, peer } = meet();
  peer.updateKeys(0);
  peer.send(Data, ONE);
  assert.deepEqual(peer.take(), []);
  assert.equal(connection.takeEvents().length, 1);
});

test("at the own sequence number 0 a request asks for nothing", () => {
  const { connection, peer } = meet();
  assert.equal(connection.updateKeys(false), true);
  peer.updateKeys(1);
  assert.deepEqual(peer.take(), [update(0)]);
  connection.send(ONE);
  assert.deepEqual(typesOf(peer.take()), [Data]);
});

test("requests that cross are no requests any more", () => {
  const { connection, peer } = meet();
  assert.equal(connection.updateKeys(true), true);
  peer.updateKeys(1);
  assert.deepEqual(peer.take(), [update(1)]);
  peer.send(Ping);
  assert.deepEqual(typesOf(peer.take()), [Pong]);
});

test("a fresh key is not updated", () => {
  const { connection, peer } = meet();
  assert.equal(connection.updateKeys(true), true);
  assert.equal(connection.updateKeys(true), false);
  assert.deepEqual(peer.take(), [update(1)]);
  connection.ping(ONE);
  assert.equal(connection.updateKeys(false), true);
  assert.deepEqual(peer.take(), [{ type: Ping, content: ONE }, update(0)]);
});

test("after the own close a request is not answered, and followed", () => {
  const { connection, peer } = meet();
  connection.close();
  assert.deepEqual(typesOf(peer.take()), [Alert]);
  peer.updateKeys(1);
  peer.send(Data, ONE);
  assert.deepEqual(peer.take(), []);
  assert.deepEqual(
    connection.takeEvents().map(({ type }) => type),
    ["closeSent", "data"],
  );
});

test("two in a row are refused, also over different requests", () => {
  for (const request of [0, 1]) {
    const { connection, peer } = meet();
    peer.updateKeys(1);
    peer.updateKeys(request);
    requireFault(connection, AlertCode.unexpected_frame);
  }
});

test("anything between two is enough", () => {
  const { connection, peer } = meet();
  for (let i = 0; i < 5; i++) {
    peer.updateKeys(1);
    peer.send(Ping);
  }
  assert.equal(connection.ended, undefined);
  assert.deepEqual(
    typesOf(peer.take()),
    Array(5).fill([KeyUpdate, Pong]).flat(),
  );
});

test("a request is 0 or 1", () => {
  for (const request of [2, 255]) {
    const { connection, peer } = meet();
    peer.send(KeyUpdate, Uint8Array.of(request));
    requireFault(connection, AlertCode.malformed);
  }
});

test("a frame under the key before is refused", () => {
  const { connection, peer } = meet();
  peer.send(KeyUpdate, Uint8Array.of(0));
  peer.send(Data, ONE);
  requireFault(connection, AlertCode.bad_frame_protection);
});

test("compression goes on over an update", () => {
  const { connection, peer } = meet({ deflate: true });
  const text = new TextEncoder().encode("the same again and again ".repeat(20));
  const sent: number[] = [];
  for (let i = 0; i < 3; i++) {
    connection.send(text);
    const [data] = peer.take();
    sent.push(data.content.length);
    assert.deepEqual(peer.inflate(data), text);
    connection.updateKeys(true);
    assert.deepEqual(peer.take(), [update(1)]);
  }
  assert.ok(sent[1] < sent[0], "the window was lost");
  const compressed = [peer.compress(text), peer.compress(text)];
  peer.send(0x90, compressed[0]);
  peer.updateKeys(0);
  peer.send(0x90, compressed[1]);
  assert.equal(connection.ended, undefined);
});

/** A transform that may protect so many frames with a key. */
function limited(maxFrames: number): PrivateTransform {
  return {
    cipher: 0xe042,
    keySize: 32,
    nonceSize: 12,
    maxFrames,
    create: (key) => nodeProvider.aead(0x0101, key),
  };
}

test("a sender updates its key in the last place, by itself", () => {
  const { connection, peer } = meet({ transform: limited(3) });
  const sent: number[] = [];
  for (let i = 0; i < 5; i++) {
    connection.send(ONE);
    sent.push(...typesOf(peer.take()));
  }
  // The Finished took the first place of the first key.
  assert.deepEqual(sent, [
    Data,
    KeyUpdate,
    Data,
    Data,
    KeyUpdate,
    Data,
    Data,
  ]);
});

test("the last place is there for an alert", () => {
  const { connection, peer } = meet({ transform: limited(2) });
  connection.fail("aborted", "Enough");
  assert.deepEqual(typesOf(peer.take()), [Alert]);
});

test("a key of two places is one frame and one update", () => {
  const { connection, peer } = meet({ transform: limited(2) });
  for (let i = 0; i < 3; i++) connection.send(ONE);
  connection.ping(ONE);
  connection.close();
  assert.deepEqual(typesOf(peer.take()), [
    KeyUpdate,
    Ping,
    KeyUpdate,
    Data,
    Alert,
  ]);
});

test("the last place is accepted whatever it holds, one more is key_limit", () => {
  const { connection, peer } = meet({
    transform: limited(3),
    peerTransform: limited(100),
  });
  peer.send(Data, ONE);
  peer.send(Data, ONE);
  assert.equal(connection.ended, undefined);
  const beyond = peer.sealed(Alert, ONE);
  connection.receive(beyond.subarray(0, 4));
  requireFault(connection, AlertCode.key_limit);
  assert.deepEqual(peer.take(), [
    { type: Alert, content: Uint8Array.of(AlertCode.key_limit) },
  ]);
});

test("a KeyUpdate in the last place gives a whole new key", () => {
  const { connection, peer } = meet({
    transform: limited(3),
    peerTransform: limited(100),
  });
  for (let i = 0; i < 3; i++) {
    peer.send(Data, ONE);
    peer.updateKeys(0);
    peer.send(Data, ONE);
  }
  assert.equal(connection.ended, undefined);
});

test("keys are updated after as many frames as was asked for", () => {
  const { connection, peer } = meet({ keyUpdateAfterFrames: 3 });
  const sent: number[] = [];
  for (let i = 0; i < 6; i++) {
    connection.send(ONE);
    sent.push(...typesOf(peer.take()));
  }
  assert.deepEqual(sent, [
    Data,
    Data,
    KeyUpdate,
    Data,
    Data,
    Data,
    KeyUpdate,
    Data,
  ]);
});
