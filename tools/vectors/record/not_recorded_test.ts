import assert from "node:assert/strict";
import { createPrivateKey } from "node:crypto";
import { once } from "node:events";
import { connect as dial } from "node:net";
import { test } from "node:test";
import { throwawayKeyPem } from "../../../conformance/tester/throwaway_keys.ts";
import { SecuritySetting } from "../../../src/node.ts";
import { listenBetween } from "./proxy.ts";
import { recordingOf } from "./recording.ts";
import {
  DEPLOYMENT_KEY,
  echoed,
  testClient,
  testServer,
} from "./test_conversation.ts";
import { faultsOf, KEYS, recorded } from "./test_recording.ts";

const { proprietary, open } = SecuritySetting;

for (
  const [setting, keys, message] of [
    [
      open,
      { privateKey: createPrivateKey(throwawayKeyPem("other2048")) },
      "the key given is not the server's",
    ],
    [open, { deploymentKey: DEPLOYMENT_KEY }, "no key of the server was given"],
    [
      proprietary,
      { deploymentKey: new Uint8Array(32) },
      "the deployment key given is not theirs",
    ],
    [
      proprietary,
      { privateKey: KEYS.privateKey },
      "no deployment key was given",
    ],
  ] as const
) {
  test(`${message}: said at the Finished, and what was clear is kept`, async () => {
    const recorder = await recorded({}, async (port) => {
      const channel = await testClient(port, setting);
      await echoed(channel, "not for every ear");
      await channel.close();
    }, keys);
    assert.ok(
      recorder.trouble?.message.startsWith(
        `the Finished does not open: ${message}`,
      ),
      recorder.trouble?.message,
    );
    const vector = recordingOf(recorder)!;
    assert.deepEqual(vector.expect, { result: "unopened" });
    assert.deepEqual(
      vector.steps.map(({ name }) => name),
      setting === open
        ? ["ClientHello", "ServerHello", "ServerKey", "ClientKeyExchange"]
        : ["ClientHello", "ServerHello"],
    );
    assert.equal(vector.inputs.preMaster, undefined);
    assert.equal(vector.inputs.deploymentKey, undefined);
    assert.deepEqual(await faultsOf(vector), []);
  });
}

test("a conversation over the limit is passed on, and not kept", async () => {
  const recorder = await recorded(
    {},
    async (port) => {
      const channel = await testClient(port, open);
      await echoed(channel, "x".repeat(3 * 2 ** 20));
      await channel.close();
    },
    KEYS,
    2 ** 20,
  );
  assert.equal(
    recorder.trouble?.message,
    "it is over 1 MiB: nothing is kept; raise --most MIB",
  );
  assert.equal(recordingOf(recorder), undefined);
});

test("what is no conversation of the protocol is not kept", async () => {
  const recorder = await recorded({}, async (port) => {
    const socket = dial(port, "127.0.0.1");
    socket.end("GET / HTTP/1.1\r\n\r\n").resume();
    await once(socket, "close");
  });
  assert.equal(
    recorder.trouble?.message,
    "the first bytes of the client are no frame: 47455420",
  );
  assert.equal(recordingOf(recorder), undefined);
});

test("a server that is not there is said", async () => {
  const free = await testServer();
  await free.close();
  const proxy = await listenBetween({
    listen: { host: "127.0.0.1", port: 0 },
    to: free,
    keys: KEYS,
    limit: 2 ** 20,
  });
  const socket = dial(proxy.port, "127.0.0.1").on("error", () => {}).resume();
  const { trouble } = await proxy.next();
  assert.equal(
    trouble?.message,
    `cannot connect to 127.0.0.1:${free.port}: ECONNREFUSED`,
  );
  socket.destroy();
  await proxy.close();
});
