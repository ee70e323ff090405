import { test } from "node:test";
import assert from "node:assert/strict";
import { ClientHandshake } from "../handshake/client.ts";
import { clientConfig } from "../handshake/client_config.ts";
import { ServerHandshake } from "../handshake/server.ts";
import { serverConfig } from "../handshake/server_config.ts";
import { nodeProvider, systemRandom } from "../keys/node_provider.ts";
import { decryptPreMaster, encryptPreMaster } from "../keys/rsa_transport.ts";
import { joinChunks } from "../protection/chunk_list.ts";
import { AlertCode, FrameType, SecuritySetting } from "../schema/registries.ts";
import { Connection } from "./connection.ts";
import type { ConnectionEvent } from "./events.ts";
import { deploymentKey, testKey } from "./test_keys.ts";
import { framesOf, HandMadePeer } from "./test_peer.ts";

/** What may come together, or at an odd moment, before Established. */
const SHARED = { provider: nodeProvider, random: systemRandom };
const settings = [SecuritySetting.open];
const { ClientKeyExchange, Protected, ServerHello, ServerKey } = FrameType;

function client(): Connection {
  return new Connection({
    ...SHARED,
    handshake: new ClientHandshake({
      ...SHARED,
      config: clientConfig({ serverName: "fesa.example", settings }),
    }),
  });
}

function server(): Connection {
  return new Connection({
    ...SHARED,
    handshake: new ServerHandshake({
      ...SHARED,
      config: serverConfig({ settings, privateKey: testKey }),
    }),
  });
}

/** Gives one end's whole output to the other in one piece. */
function carry(from: Connection, to: Connection): number[] {
  const output = from.takeOutput();
  to.receive(joinChunks(output));
  return framesOf(output).map(({ type }) => type);
}

async function answerNeed(
  connection: Connection,
  events: readonly ConnectionEvent[],
): Promise<void> {
  const event = events.at(-1);
  if (event?.type !== "need") throw new TypeError("There is no need");
  const { need } = event;
  switch (need.kind) {
    case "identity": {
      const spki = need.spki!;
      const identity = { method: "acceptAny" as const, spki };
      return connection.supply({ type: "identity", identity });
    }
    case "encrypt": {
      const { key, preMaster } = need;
      const ciphertext = await encryptPreMaster(
        nodeProvider,
        key.spki,
        preMaster,
      );
      return connection.supply({ type: "encrypted", ciphertext });
    }
    case "decrypt": {
      const preMaster = await decryptPreMaster(
        testKey,
        need.ciphertext,
        systemRandom,
      );
      return connection.supply({ type: "decrypted", preMaster });
    }
  }
}

/** Two ends of `open`, the server about to do its RSA operation. */
async function waiting(): Promise<
  { dialling: Connection; listening: Connection; need: ConnectionEvent[] }
> {
  const dialling = client();
  const listening = server();
  carry(dialling, listening);
  assert.deepEqual(carry(listening, dialling), [ServerHello, ServerKey]);
  await answerNeed(dialling, dialling.takeEvents());
  await answerNeed(dialling, dialling.takeEvents());
  assert.deepEqual(carry(dialling, listening), [ClientKeyExchange, Protected]);
  return { dialling, listening, need: listening.takeEvents() };
}

test("flights that come in one piece establish both ends", async () => {
  const { dialling, listening, need } = await waiting();
  assert.equal(listening.wantsInput, false);
  await answerNeed(listening, need);
  assert.equal(listening.wantsInput, true);
  listening.send(Uint8Array.of(1));
  assert.deepEqual(carry(listening, dialling), [Protected, Protected]);
  assert.deepEqual(
    dialling.takeEvents().map(({ type }) => type),
    ["established", "data"],
  );
});

test("EOF behind a Finished whose keys are awaited comes after it", async () => {
  const { dialling, listening, need } = await waiting();
  listening.receiveEnd();
  assert.equal(listening.ended, undefined);
  await answerNeed(listening, need);
  assert.deepEqual(
    listening.takeEvents().map(({ type }) => type),
    ["established", "ended"],
  );
  assert.deepEqual(listening.ended, { how: "truncated" });
  assert.deepEqual(carry(listening, dialling), [Protected]);
});

test("a reset does not wait for anything", async () => {
  const { listening, need } = await waiting();
  listening.transportLost();
  assert.deepEqual(listening.ended, { how: "truncated" });
  await answerNeed(listening, need);
  assert.deepEqual(listening.takeOutput(), []);
  assert.equal(listening.session, undefined);
});

test("what comes behind a Finished whose keys are awaited is judged after it", async () => {
  const { listening, need } = await waiting();
  listening.receive(Uint8Array.of(ClientKeyExchange, 0, 1, 0));
  assert.equal(listening.ended, undefined);
  await answerNeed(listening, need);
  const [established, last] = listening.takeEvents();
  assert.equal(established.type, "established");
  assert.deepEqual(last, {
    type: "ended",
    ended: {
      how: "alert",
      code: AlertCode.unexpected_frame,
      local: true,
      authenticated: false,
      message:
        "Cannot accept ClientKeyExchange in ESTABLISHED: expected Protected",
    },
  });
});

test("a clear Alert behind a frame that waits is heeded after it", async () => {
  const dialling = client();
  const listening = server();
  carry(dialling, listening);
  dialling.receive(joinChunks([
    ...listening.takeOutput(),
    Uint8Array.of(FrameType.Alert, 0, 0, 1, AlertCode.busy),
  ]));
  assert.equal(dialling.ended, undefined);
  await answerNeed(dialling, dialling.takeEvents());
  await answerNeed(dialling, dialling.takeEvents());
  assert.deepEqual(dialling.ended, {
    how: "alert",
    code: AlertCode.busy,
    local: false,
    authenticated: false,
  });
});

test("an answer to another need is an internal error", async () => {
  const { listening } = await waiting();
  listening.supply({ type: "encrypted", ciphertext: new Uint8Array(256) });
  assert.deepEqual(listening.ended, {
    how: "alert",
    code: AlertCode.internal_error,
    local: true,
    authenticated: false,
    message:
      'Cannot go on: TypeError: Cannot take "encrypted" in WAIT_DECRYPTION',
  });
});

test("a transform that is not configured is an internal error, in clear", () => {
  const proprietary = [SecuritySetting.proprietary];
  const listening = new Connection({
    ...SHARED,
    handshake: new ServerHandshake({
      ...SHARED,
      config: serverConfig({
        settings: proprietary,
        proprietaryCipher: 0xe000,
        deploymentKeys: [{ key: deploymentKey }],
      }),
    }),
  });
  const dialling = new Connection({
    ...SHARED,
    handshake: new ClientHandshake({
      ...SHARED,
      config: clientConfig({
        serverName: "fesa.example",
        settings: proprietary,
        ciphers: [0xe000],
        deploymentKey,
      }),
    }),
  });
  carry(dialling, listening);
  const frames = framesOf(listening.takeOutput());
  assert.deepEqual(frames.at(-1), {
    type: FrameType.Alert,
    body: Uint8Array.of(AlertCode.internal_error),
  });
});

test("Data right behind a Finished is delivered", () => {
  const { connection, peer } = HandMadePeer.meetServer();
  peer.send(FrameType.Data, Uint8Array.of(1));
  assert.deepEqual(
    connection.takeEvents().map(({ type }) => type),
    ["established", "data"],
  );
});

test("before Established nothing can be said", () => {
  const connection = client();
  const early = (what: string) => ({
    name: "TypeError",
    message: `Cannot ${what}: not established yet`,
  });
  assert.throws(() => connection.send(Uint8Array.of(1)), early("send"));
  assert.throws(() => connection.ping(Uint8Array.of(1)), early("ping"));
  assert.throws(() => connection.updateKeys(true), early("updateKeys"));
  connection.close();
  assert.deepEqual(connection.ended, {
    how: "alert",
    code: AlertCode.aborted,
    local: true,
    authenticated: false,
    message: "Closed before the connection was established",
  });
});
