import { test } from "node:test";
import assert from "node:assert/strict";
import { nodeProvider, systemRandom } from "../keys/node_provider.ts";
import { lengthOf } from "../protection/chunk_list.ts";
import { AlertCode, SecuritySetting } from "../schema/registries.ts";
import type { ConnectionEvent } from "./events.ts";
import { MemoryPair } from "./memory_pair.ts";
import { deploymentKey } from "./test_keys.ts";

const BATCH = 100_000;
const SIZE = 8_388_608;

/** Two ends that are established, with deflate. */
async function pair(
  pace: { answersLate?: boolean; batchSize?: number },
): Promise<MemoryPair> {
  const both = new MemoryPair({
    client: {
      serverName: "fesa.example",
      settings: [SecuritySetting.proprietary],
      deploymentKey,
    },
    server: {
      settings: [SecuritySetting.proprietary],
      deploymentKeys: [{ key: deploymentKey }],
    },
    provider: nodeProvider,
    random: systemRandom,
    pace,
  });
  await both.run();
  return both;
}

/** Bytes of Data in events. */
function sizeOf(events: readonly ConnectionEvent[]): number {
  return events.reduce(
    (sum, event) => sum + (event.type === "data" ? lengthOf(event.chunks) : 0),
    0,
  );
}

test("a batch of Data ends with the frame that fills it", async () => {
  const both = await pair({ batchSize: BATCH });
  const { client, server } = both;
  const { maxFrame } = client.connection.session!;
  client.connection.send(new Uint8Array(SIZE));
  client.connection.close();
  await both.run();
  let size = sizeOf(server.events);
  assert.ok(size >= BATCH && size < BATCH + maxFrame, `${size} bytes at first`);
  while (server.connection.resume()) {
    const events = server.connection.takeEvents();
    const more = sizeOf(events);
    assert.ok(more < BATCH + maxFrame, `${more} bytes more`);
    server.events.push(...events);
    size += more;
  }
  assert.equal(size, SIZE);
  assert.equal(server.events.at(-1)?.type, "peerClosed");
});

test("the end of the input waits behind a full batch", async () => {
  const both = await pair({ batchSize: BATCH });
  const { client, server } = both;
  client.connection.send(new Uint8Array(2 * BATCH));
  await both.run();
  server.connection.receiveEnd();
  assert.equal(server.connection.ended, undefined);
  assert.equal(server.connection.resume(), true);
  assert.deepEqual(server.connection.ended, { how: "truncated" });
});

test("an end that answers late sends after the peer's close", async () => {
  const both = await pair({ answersLate: true });
  const { client, server } = both;
  client.connection.close();
  await both.run();
  assert.equal(server.events.at(-1)?.type, "peerClosed");
  server.connection.send(new Uint8Array(5));
  server.connection.close();
  await both.run();
  assert.equal(sizeOf(client.events), 5);
  assert.deepEqual(client.connection.ended, { how: "clean" });
  assert.deepEqual(server.connection.ended, { how: "clean" });
});

test("an end that does not answer late closes at once", async () => {
  const both = await pair({});
  const { client, server } = both;
  client.connection.close();
  await both.run();
  assert.deepEqual(server.connection.ended, { how: "clean" });
  assert.throws(() => server.connection.send(new Uint8Array(5)), {
    name: "TypeError",
    message: "Cannot send: the channel is closed",
  });
});

test("an end that gives up on its late answers says so", async () => {
  const both = await pair({ answersLate: true });
  const { client, server } = both;
  client.connection.close();
  await both.run();
  server.connection.fail("aborted", "No answer is possible");
  await both.run();
  assert.deepEqual(client.connection.ended, {
    how: "alert",
    code: AlertCode.aborted,
    local: false,
    authenticated: true,
  });
});
