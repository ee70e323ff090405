import { test } from "node:test";
import assert from "node:assert/strict";
import { nodeProvider, systemRandom } from "../keys/node_provider.ts";
import { joinChunks } from "../protection/chunk_list.ts";
import { Cipher, SecuritySetting } from "../schema/registries.ts";
import type { ConnectionEvent } from "./events.ts";
import { MemoryPair, type Wire } from "./memory_pair.ts";
import { deploymentKey, testKey } from "./test_keys.ts";

const { proprietary, open, certified } = SecuritySetting;
const AES = Cipher["AES-256-GCM"];
const TDES = Cipher["3DES-EDE-CBC-HMAC-SHA-256"];

function pair(setting: number, algorithm: number = AES): MemoryPair {
  return new MemoryPair({
    client: { serverName: "fesa.example", settings: [setting], deploymentKey },
    server: {
      settings: [proprietary, open, certified],
      algorithm,
      privateKey: testKey,
      certificates: [new Uint8Array([1])],
      deploymentKeys: [{ key: deploymentKey }],
    },
    provider: nodeProvider,
    random: systemRandom,
  });
}

function received(events: readonly ConnectionEvent[]): string {
  const chunks = events.flatMap((event) =>
    event.type === "data" ? [...event.chunks] : []
  );
  return new TextDecoder().decode(joinChunks(chunks));
}

const rows: [string, number, number][] = [
  ["proprietary", proprietary, AES],
  ["open with AES", open, AES],
  ["open with 3DES", open, TDES],
  ["certified with AES", certified, AES],
];

for (const [name, setting, algorithm] of rows) {
  test(`${name}: both ends agree, talk, update keys and close`, async () => {
    const both = pair(setting, algorithm);
    const { client, server } = both;
    await both.run();
    assert.deepEqual(
      client.connection.session?.binding,
      server.connection.session?.binding,
    );
    client.connection.send(new TextEncoder().encode("to the server, "));
    server.connection.send(new TextEncoder().encode("to the client"));
    client.connection.updateKeys(true);
    client.connection.send(new TextEncoder().encode("and again"));
    client.connection.ping(Uint8Array.of(1, 2, 3), { compress: true });
    await both.run();
    client.connection.close();
    await both.run();
    assert.equal(received(server.events), "to the server, and again");
    assert.equal(received(client.events), "to the client");
    const pong = client.events.find((event) => event.type === "pong");
    assert.deepEqual(pong, { type: "pong", content: Uint8Array.of(1, 2, 3) });
    assert.deepEqual(client.connection.ended, { how: "clean" });
    assert.deepEqual(server.connection.ended, { how: "clean" });
  });
}

const single: Wire = (_, chunks) =>
  [...joinChunks(chunks)].map((byte) => Uint8Array.of(byte));

test("single bytes give the same connection", async () => {
  const both = pair(certified);
  await both.run(single);
  both.client.connection.send(new TextEncoder().encode("x".repeat(5_000)));
  both.client.connection.close();
  await both.run(single);
  assert.equal(received(both.server.events), "x".repeat(5_000));
  assert.deepEqual(both.server.connection.ended, { how: "clean" });
});
