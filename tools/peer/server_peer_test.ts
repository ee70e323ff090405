import { test } from "node:test";
import assert from "node:assert/strict";
import { connect, SecuritySetting } from "../../src/node.ts";
import { ServerPeer } from "./server_peer.ts";

const deploymentKey = "07".repeat(32);

test("a server that is closed before it listens is done", async () => {
  const peer = new ServerPeer(() => {});
  peer.close();
  await peer.done;
});

test("a server that is closed is done when its channels have ended", async () => {
  const events: Readonly<Record<string, unknown>>[] = [];
  const peer = new ServerPeer((event) => events.push(event));
  await peer.configure({
    contract: "fesa-control/1",
    role: "server",
    host: "127.0.0.1",
    port: 0,
    settings: [SecuritySetting.proprietary],
    ciphers: [0x0101],
    compressions: [0],
    minimumRsaBits: 2048,
    maxFrame: 65_536,
    serverNames: [],
    deploymentKey,
    echo: false,
    requires: [],
  });
  const [{ port }] = events;
  const channel = await connect({
    host: "127.0.0.1",
    port: Number(port),
    settings: [SecuritySetting.proprietary],
    deploymentKey: new Uint8Array(32).fill(7),
  });
  await channel.ping();
  peer.close();
  assert.equal(await channel.read(), undefined);
  await peer.done;
  assert.deepEqual(
    events.map(({ event, connection }) => [event, connection]),
    [["listening", undefined], ["established", 1], ["ended", 1]],
  );
  assert.equal(events[2].how, "clean");
});
