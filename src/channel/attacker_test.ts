import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { nodeProvider, systemRandom } from "../keys/node_provider.ts";
import { joinChunks } from "../protection/chunk_list.ts";
import { Cipher, SecuritySetting } from "../schema/registries.ts";
import type { MemoryEnd } from "./memory_pair.ts";
import { MemoryPair } from "./memory_pair.ts";
import { deploymentKey, testKey } from "./test_keys.ts";

/** What an attacker in the middle does to one chunk of the stream. */
const tampering = fc.record({
  at: fc.nat(14),
  from: fc.constantFrom("client" as const, "server" as const),
  how: fc.oneof(
    fc.record({ kind: fc.constant("drop" as const) }),
    fc.record({ kind: fc.constant("duplicate" as const) }),
    fc.record({ kind: fc.constant("flip" as const), bit: fc.nat(4_000) }),
    fc.record({ kind: fc.constant("cut" as const), bytes: fc.nat(100) }),
    fc.record({ kind: fc.constant("hold" as const) }),
  ),
});

const conversation = fc.record({
  setting: fc.constantFrom(
    SecuritySetting.proprietary,
    SecuritySetting.open,
    SecuritySetting.certified,
  ),
  algorithm: fc.constantFrom(
    Cipher["AES-256-GCM"],
    Cipher["3DES-EDE-CBC-HMAC-SHA-256"],
  ),
  tampering,
  size: fc.integer({ min: 1, max: 3_000 }),
});

test("whatever an attacker does, both ends agree on every byte or none goes on", async () => {
  await fc.assert(
    fc.asyncProperty(conversation, async (plan) => {
      const pair = pairFor(plan.setting, plan.algorithm);
      const wire = attacker(plan.tampering);
      await pair.run(wire);
      const { client, server } = pair;
      const sent = new Map<MemoryEnd, Uint8Array>();
      for (const end of [client, server]) {
        if (!end.connection.session || end.connection.ended) continue;
        const bytes = systemRandom("application data", plan.size);
        sent.set(end, bytes);
        end.connection.send(bytes);
        end.connection.ping(Uint8Array.of(7));
        end.connection.updateKeys(true);
      }
      await pair.run(wire);
      for (const end of [client, server]) end.connection.close();
      await pair.run(wire);
      requirePrefix(received(server), sent.get(client));
      requirePrefix(received(client), sent.get(server));
      if (client.connection.session && server.connection.session) {
        const { identity: _c, ...ofClient } = client.connection.session;
        const { identity: _s, ...ofServer } = server.connection.session;
        assert.deepEqual(ofClient, ofServer);
      }
      for (const [end, other] of [[client, server], [server, client]]) {
        if (end.connection.ended?.how !== "clean") continue;
        assert.deepEqual(received(end), sent.get(other) ?? new Uint8Array(0));
      }
    }),
    { numRuns: 400 },
  );
});

type Tampering = typeof tampering extends fc.Arbitrary<infer T> ? T : never;

/** Does its one deed to the chunk with that number; the rest passes. */
function attacker(plan: Tampering) {
  let seen = 0;
  const held: Uint8Array[] = [];
  return (from: "client" | "server", chunks: readonly Uint8Array[]) =>
    chunks.flatMap((chunk): Uint8Array[] => {
      if (from !== plan.from || seen++ !== plan.at) {
        return [chunk, ...held.splice(0)];
      }
      const { how } = plan;
      switch (how.kind) {
        case "drop":
          return [];
        case "duplicate":
          return [chunk, chunk];
        case "flip": {
          const flipped = new Uint8Array(chunk);
          const bit = how.bit % (8 * chunk.length);
          flipped[bit >> 3] ^= 1 << (bit & 7);
          return [flipped];
        }
        case "cut":
          return [chunk.subarray(0, Math.max(0, chunk.length - 1 - how.bytes))];
        case "hold":
          held.push(new Uint8Array(chunk));
          return [];
      }
    });
}

function pairFor(setting: number, algorithm: number): MemoryPair {
  return new MemoryPair({
    client: { serverName: "fesa.example", settings: [setting], deploymentKey },
    server: {
      settings: [
        SecuritySetting.proprietary,
        SecuritySetting.open,
        SecuritySetting.certified,
      ],
      algorithm,
      privateKey: testKey,
      certificates: [Uint8Array.of(1)],
      deploymentKeys: [{ key: deploymentKey }],
    },
    provider: nodeProvider,
    random: systemRandom,
  });
}

function received(end: MemoryEnd): Uint8Array {
  return new Uint8Array(joinChunks(
    end.events.flatMap((event) =>
      event.type === "data" ? [...event.chunks] : []
    ),
  ));
}

function requirePrefix(got: Uint8Array, sent: Uint8Array | undefined): void {
  assert.deepEqual(got, (sent ?? new Uint8Array(0)).subarray(0, got.length));
}
