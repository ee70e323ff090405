import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { nodeProvider, systemRandom } from "../keys/node_provider.ts";
import { joinChunks } from "../protection/chunk_list.ts";
import { Cipher, Compression, SecuritySetting } from "../schema/registries.ts";
import { type MemoryEnd, MemoryPair } from "./memory_pair.ts";
import { deploymentKey, testKey } from "./test_keys.ts";

/** What an application, or the network below it, does next. */
const step = fc.record({
  end: fc.constantFrom("client" as const, "server" as const),
  deed: fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ flush: fc.integer({ min: 1, max: 9_000 }) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ deliver: fc.integer({ min: 1, max: 9_000 }) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        send: fc.integer({ min: 1, max: 6_000 }),
        compress: fc.boolean(),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ ping: fc.nat(4_096), compress: fc.boolean() }),
    },
    { weight: 2, arbitrary: fc.record({ updateKeys: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ close: fc.constant(true) }) },
    { weight: 1, arbitrary: fc.record({ resume: fc.constant(true) }) },
  ),
});

const plan = fc.record({
  setting: fc.constantFrom(SecuritySetting.proprietary, SecuritySetting.open),
  algorithm: fc.constantFrom(
    Cipher["AES-256-GCM"],
    Cipher["3DES-EDE-CBC-HMAC-SHA-256"],
  ),
  answersLate: fc.boolean(),
  batchSize: fc.constantFrom(Infinity, 1, 5_000),
  steps: fc.array(step, { maxLength: 60 }),
});

/** An end, what it was told to send, and what is under way from it. */
interface Side extends MemoryEnd {
  readonly sent: Uint8Array[];
  underWay: Uint8Array;
}

test("whatever two applications do, however the stream is cut, nobody is at fault", async () => {
  await fc.assert(
    fc.asyncProperty(plan, async ({ steps, ...kind }) => {
      const pair = pairFor(kind);
      await pair.run();
      const client = side(pair.client);
      const server = side(pair.server);
      const other = new Map([[client, server], [server, client]]);
      for (const { end, deed } of steps) {
        const own = end === "client" ? client : server;
        act(own, other.get(own)!, deed);
      }
      for (let round = 0; round < 200; round++) {
        for (const own of [client, server]) {
          if (!own.connection.ended) own.connection.close();
          act(own, other.get(own)!, { flush: Infinity });
          act(own, other.get(own)!, { deliver: Infinity });
          act(own, other.get(own)!, { resume: true });
        }
      }
      for (const own of [client, server]) {
        assert.deepEqual(own.connection.ended, { how: "clean" });
        assert.deepEqual(
          received(other.get(own)!),
          new Uint8Array(joinChunks(own.sent)),
        );
      }
    }),
    { numRuns: 300 },
  );
});

type Deed = (typeof step extends fc.Arbitrary<infer S> ? S : never)["deed"];

function act(own: Side, other: Side, deed: Deed): void {
  const { connection } = own;
  if ("flush" in deed) {
    const out = connection.takeOutput(deed.flush);
    own.underWay = new Uint8Array(joinChunks([own.underWay, ...out]));
  } else if ("deliver" in deed) {
    other.connection.receive(own.underWay.slice(0, deed.deliver));
    own.underWay = own.underWay.slice(deed.deliver);
  } else if ("resume" in deed) {
    while (connection.resume()) own.events.push(...connection.takeEvents());
  } else if ("close" in deed) {
    connection.close();
  } else if (!connection.ended && !connection.isClosing) {
    speak(own, deed);
  }
  own.events.push(...connection.takeEvents());
  other.events.push(...other.connection.takeEvents());
}

function speak({ connection, sent }: Side, deed: Deed): void {
  if ("send" in deed) {
    const { compress } = deed;
    const bytes = new Uint8Array(deed.send).fill(deed.send);
    connection.send(bytes, { compress });
    sent.push(bytes);
  } else if ("ping" in deed) {
    const { compress } = deed;
    try {
      connection.ping(new Uint8Array(deed.ping).fill(deed.ping), { compress });
    } catch (error) {
      // 16 are unanswered: a good application waits.
      assert.ok(error instanceof RangeError);
    }
  } else if ("updateKeys" in deed) {
    connection.updateKeys(deed.updateKeys);
  }
}

function side(end: MemoryEnd): Side {
  return Object.assign(end, { sent: [], underWay: new Uint8Array(0) });
}

function received(end: MemoryEnd): Uint8Array {
  return new Uint8Array(joinChunks(
    end.events.flatMap((event) =>
      event.type === "data" ? [...event.chunks] : []
    ),
  ));
}

function pairFor(
  { setting, algorithm, ...pace }: {
    setting: number;
    algorithm: number;
    answersLate: boolean;
    batchSize: number;
  },
): MemoryPair {
  return new MemoryPair({
    client: {
      serverName: "fesa.example",
      settings: [setting],
      deploymentKey,
      maxFrame: 4_096,
      compressions: [Compression.none, Compression.deflate],
    },
    server: {
      settings: [setting],
      algorithm,
      privateKey: testKey,
      deploymentKeys: [{ key: deploymentKey }],
      deflateSettings: [setting],
    },
    provider: nodeProvider,
    random: systemRandom,
    pace,
  });
}
