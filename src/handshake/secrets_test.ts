import { test } from "node:test";
import assert from "node:assert/strict";
import { deploymentKey, testKey } from "../channel/test_keys.ts";
import { nodeProvider, systemRandom } from "../keys/node_provider.ts";
import type { CryptoProvider } from "../keys/provider.ts";
import { finished } from "../schema/codecs.ts";
import { FrameType, SecuritySetting } from "../schema/registries.ts";
import { ClientHandshake } from "./client.ts";
import { type ClientConfig, clientConfig } from "./client_config.ts";
import type { HandshakeEffect, HandshakeInput, Session } from "./handshake.ts";
import { ServerHandshake } from "./server.ts";
import { type ServerConfig, serverConfig } from "./server_config.ts";
import { deriveSessionKeys, eraseSessionKeys } from "./session_keys.ts";
import { Transcript } from "./transcript.ts";

const { proprietary, open } = SecuritySetting;
const WRONG = { name: "ProtocolError", code: "bad_finished" };

/** A provider that keeps every secret which it was asked to derive. */
function watched(): { provider: CryptoProvider; secrets: Uint8Array[] } {
  const secrets: Uint8Array[] = [];
  const keep = (bytes: Uint8Array): Uint8Array => {
    secrets.push(bytes);
    return bytes;
  };
  return {
    secrets,
    provider: {
      ...nodeProvider,
      hkdfExtract: (...args) => keep(nodeProvider.hkdfExtract(...args)),
      hkdfExpand: (...args) => keep(nodeProvider.hkdfExpand(...args)),
    },
  };
}

const isErased = (bytes: Uint8Array): boolean =>
  bytes.every((byte) => byte === 0);

function client(provider: CryptoProvider, options: Partial<ClientConfig>) {
  return new ClientHandshake({
    provider,
    random: systemRandom,
    config: clientConfig({ serverName: "fesa.example", ...options }),
  });
}

function server(
  provider: CryptoProvider,
  options: Partial<ServerConfig> & { settings: readonly number[] },
) {
  return new ServerHandshake({
    provider,
    random: systemRandom,
    config: serverConfig(options),
  });
}

const byKey = {
  client: { settings: [proprietary], deploymentKey },
  server: { settings: [proprietary], deploymentKeys: [{ key: deploymentKey }] },
};

/** The body of a frame that an effect sends, as input for the other end. */
function sent(effect: HandshakeEffect): HandshakeInput {
  if (effect.type !== "send") throw new TypeError(`No frame: ${effect.type}`);
  const { frame } = effect;
  return { type: "frame", frameType: frame[0], body: frame.subarray(4) };
}

function verifyOf(effect: HandshakeEffect): HandshakeInput {
  if (effect.type !== "sealFinished") throw new TypeError(effect.type);
  return {
    type: "finished",
    content: finished.encode({ verify: effect.verify }),
  };
}

function sessionOf(effect: HandshakeEffect): Session {
  if (effect.type !== "established") throw new TypeError(effect.type);
  return effect.session;
}

test("proprietary: of all that was derived, the binding alone is left", () => {
  const [ofClient, ofServer] = [watched(), watched()];
  const dialling = client(ofClient.provider, byKey.client);
  const listening = server(ofServer.provider, byKey.server);
  listening.step({ type: "start" });
  const [hello] = dialling.step({ type: "start" });
  const [answer, , firstFinished] = listening.step(sent(hello));
  dialling.step(sent(answer));
  const [secondFinished, established] = dialling.step(verifyOf(firstFinished));
  const [listened] = listening.step(verifyOf(secondFinished));
  const session = sessionOf(established);
  assert.deepEqual(sessionOf(listened).binding, session.binding);
  assert.equal(isErased(session.binding), false);
  assert.equal(
    isErased(deploymentKey),
    false,
    "its owner's, not the handshake's",
  );
  for (const { secrets } of [ofClient, ofServer]) {
    assert.ok(secrets.length > 0);
    assert.ok(secrets.every(isErased));
  }
});

test("a handshake that fails erases all, the binding too", () => {
  const { provider, secrets } = watched();
  const listening = server(provider, byKey.server);
  const [hello] = client(nodeProvider, byKey.client).step({ type: "start" });
  listening.step(sent(hello));
  const verify = finished.encode({ verify: new Uint8Array(32) });
  assert.throws(
    () => listening.step({ type: "finished", content: verify }),
    WRONG,
  );
  listening.erase();
  assert.ok(secrets.length > 0);
  assert.ok(secrets.every(isErased));
});

test("open: the pre-master is erased when the keys are there", () => {
  const { provider } = watched();
  const settings = [open];
  const dialling = client(provider, { settings });
  const listening = server(provider, { settings, privateKey: testKey });
  const [hello] = dialling.step({ type: "start" });
  const [answer, key] = listening.step(sent(hello));
  dialling.step(sent(answer));
  dialling.step(sent(key));
  const { spki } = testKey;
  const [need] = dialling.step({
    type: "identity",
    identity: { method: "acceptAny", spki },
  });
  if (need.type !== "need" || need.need.kind !== "encrypt") {
    throw new TypeError("Expected to encrypt");
  }
  const { preMaster } = need.need;
  assert.equal(isErased(preMaster), false);
  const supplied = new Uint8Array(preMaster);
  const [keyExchange] = dialling.step({
    type: "encrypted",
    ciphertext: new Uint8Array(256),
  });
  assert.ok(isErased(preMaster));
  listening.step(sent(keyExchange));
  listening.step({ type: "sealed" });
  listening.step({ type: "decrypted", preMaster: supplied });
  assert.ok(isErased(supplied));
});

test("open: a pre-master that is never used is erased", () => {
  const settings = [open];
  const dialling = client(nodeProvider, { settings });
  const listening = server(nodeProvider, { settings, privateKey: testKey });
  const [hello] = dialling.step({ type: "start" });
  for (const effect of listening.step(sent(hello))) dialling.step(sent(effect));
  const [need] = dialling.step({
    type: "identity",
    identity: { method: "acceptAny", spki: testKey.spki },
  });
  if (need.type !== "need" || need.need.kind !== "encrypt") {
    throw new TypeError("Expected to encrypt");
  }
  dialling.erase();
  assert.ok(isErased(need.need.preMaster));
});

test("all that a session derives differs, and is erased together", () => {
  const keys = deriveSessionKeys(nodeProvider, {
    setting: proprietary,
    clientRandom: new Uint8Array(32),
    serverRandom: new Uint8Array(32),
    ikm: new Uint8Array(32),
    transcript: new Transcript([Uint8Array.of(FrameType.ClientHello)]),
  });
  const all = Object.values(keys).map(String);
  assert.equal(new Set(all).size, 5);
  eraseSessionKeys(keys);
  assert.ok(Object.values(keys).every(isErased));
});

test("an input that the state did not ask for is the driver's mistake", () => {
  const wrong = (what: string, state: string) => ({
    name: "TypeError",
    message: `Cannot take "${what}" in ${state}`,
  });
  const preMaster = new Uint8Array(48);
  assert.throws(
    () => client(nodeProvider, {}).step({ type: "sealed" }),
    wrong("sealed", "START"),
  );
  assert.throws(
    () =>
      server(nodeProvider, byKey.server).step({ type: "decrypted", preMaster }),
    wrong("decrypted", "WAIT_CLIENT_HELLO"),
  );
});
