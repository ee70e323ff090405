import { test } from "node:test";
import assert from "node:assert/strict";
import { ClientHandshake } from "../handshake/client.ts";
import { clientConfig } from "../handshake/client_config.ts";
import { ServerHandshake } from "../handshake/server.ts";
import { serverConfig } from "../handshake/server_config.ts";
import { nodeProvider, systemRandom } from "../keys/node_provider.ts";
import type { PrivateTransform } from "../protection/private_transform.ts";
import { AlertCode, FrameType, SecuritySetting } from "../schema/registries.ts";
import { Connection } from "./connection.ts";
import type { Ended } from "./events.ts";
import { framesOf, HandMadePeer } from "./test_peer.ts";
import { testKey } from "./test_keys.ts";

const { Data, Ping } = FrameType;
const { close, aborted } = AlertCode;

function localAlert(code: number, message: string): Ended {
  return { how: "alert", code, local: true, authenticated: false, message };
}

/** A transform that works until its switch is thrown. */
function brittleTransform(): { transform: PrivateTransform; break(): void } {
  let broken = false;
  const key = nodeProvider.aead(0x0101, new Uint8Array(32));
  return {
    break: () => void (broken = true),
    transform: {
      cipher: 0xe000,
      keySize: 32,
      nonceSize: 12,
      maxFrames: 2 ** 20,
      create: () => ({
        open: key.open,
        seal(...args) {
          if (broken) throw new Error("Out of order");
          return key.seal(...args);
        },
      }),
    },
  };
}

const OUT_OF_ORDER = localAlert(
  AlertCode.internal_error,
  "Cannot go on: Error: Out of order",
);

test("an alert that can't be sealed ends the connection all the same", () => {
  const brittle = brittleTransform();
  const { connection, peer } = HandMadePeer.meetServer(brittle);
  const data = peer.sealed(Data);
  brittle.break();
  connection.receive(data);
  assert.deepEqual(
    connection.ended,
    localAlert(AlertCode.malformed, "Cannot decode: Data is empty"),
  );
  assert.deepEqual(connection.takeOutput(), []);
});

test("Data that can't be sealed ends the connection", () => {
  const brittle = brittleTransform();
  const { connection } = HandMadePeer.meetServer(brittle);
  connection.send(new Uint8Array(5));
  brittle.break();
  assert.deepEqual(connection.takeOutput(), []);
  assert.deepEqual(connection.ended, OUT_OF_ORDER);
});

test("a Ping or KeyUpdate that can't be sealed ends the connection", () => {
  for (
    const act of [
      (connection: Connection) => connection.ping(new Uint8Array(5)),
      (connection: Connection) => void connection.updateKeys(true),
    ]
  ) {
    const brittle = brittleTransform();
    const { connection } = HandMadePeer.meetServer(brittle);
    brittle.break();
    act(connection);
    assert.deepEqual(connection.ended, OUT_OF_ORDER);
  }
});

test("an answer that comes after the end is erased", () => {
  const connection = new Connection({
    provider: nodeProvider,
    random: systemRandom,
    handshake: new ServerHandshake({
      provider: nodeProvider,
      random: systemRandom,
      config: serverConfig({
        settings: [SecuritySetting.open],
        privateKey: testKey,
      }),
    }),
  });
  connection.transportLost();
  const preMaster = new Uint8Array(48).fill(7);
  connection.supply({ type: "decrypted", preMaster });
  assert.deepEqual(preMaster, new Uint8Array(48));
});

test("an alert of the handshake is clear, and the only frame after a fault", () => {
  const shared = { provider: nodeProvider, random: systemRandom };
  const connection = new Connection({
    ...shared,
    handshake: new ClientHandshake({
      ...shared,
      config: clientConfig({ serverName: "fesa.example" }),
    }),
  });
  assert.deepEqual(
    framesOf(connection.takeOutput()).map(({ type }) => type),
    [FrameType.ClientHello],
  );
  connection.receive(Uint8Array.of(FrameType.ServerKey, 0, 0, 1));
  connection.receive(Uint8Array.of(FrameType.ServerHello, 0, 0, 1, 0));
  connection.fail("aborted", "Too late");
  assert.deepEqual(framesOf(connection.takeOutput()), [
    {
      type: FrameType.Alert,
      body: Uint8Array.of(AlertCode.unexpected_frame),
    },
  ]);
  assert.deepEqual(
    connection.ended,
    localAlert(
      AlertCode.unexpected_frame,
      "Cannot accept ServerKey in WAIT_SERVER_HELLO: expected ServerHello",
    ),
  );
});

test("who gives up while draining says so, and what it kept back is dropped", () => {
  const { connection, peer } = HandMadePeer.meetServer();
  connection.send(new Uint8Array(5));
  peer.send(FrameType.Alert, Uint8Array.of(close));
  connection.fail("aborted", "Enough");
  assert.deepEqual(peer.take(), [
    { type: FrameType.Alert, content: Uint8Array.of(aborted) },
  ]);
  assert.deepEqual(connection.ended, localAlert(aborted, "Enough"));
});

test("17 Pings in one go are a flood, 16 are not", () => {
  const { connection, peer } = HandMadePeer.meetServer();
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 16; i++) peer.send(Ping, Uint8Array.of(i));
    assert.deepEqual(
      peer.take().map(({ type, content }) => [type, content[0]]),
      Array.from({ length: 16 }, (_, i) => [FrameType.Pong, i]),
    );
  }
  for (let i = 0; i < 17; i++) peer.send(Ping);
  assert.deepEqual(
    connection.ended,
    localAlert(AlertCode.flood, "More than 16 Pongs wait to be sent"),
  );
});
