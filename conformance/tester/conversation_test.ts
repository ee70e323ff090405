import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createServer } from "node:net";
import { test } from "node:test";
import { Cipher, FrameType, SecuritySetting } from "./registry.ts";
import { TesterClient, type TesterClientOptions } from "./tester_client.ts";
import { TesterServer, type TesterServerOptions } from "./tester_server.ts";
import { makeChain } from "./certificates.ts";
import { throwawayKey, throwawaySpki } from "./throwaway_keys.ts";
import { Transcript } from "./transcript.ts";
import { type Variant, VARIANTS } from "./variants.ts";
import { Violation } from "./violation.ts";
import { Wire } from "./wire.ts";

const CHAIN = (await makeChain("server.example", "rsa2048")).chain;
const TRIPLE_DES = Cipher["3DES-EDE-CBC-HMAC-SHA-256"];
const ROWS = [
  [SecuritySetting.open, Cipher["AES-256-GCM"]],
  [SecuritySetting.certified, TRIPLE_DES],
  [SecuritySetting.proprietary, Cipher["ChaCha20-Poly1305"]],
] as const;

function bytesOf(name: string): (size: number) => Uint8Array {
  let counter = 0;
  return (size) => {
    const hash = createHash("sha512").update(`${name} ${counter++}`).digest();
    return new Uint8Array(hash.subarray(0, size));
  };
}

interface Ends {
  readonly client: TesterClient;
  readonly server: TesterServer;
}

/** The tester in both roles at the two ends of a TCP connection. */
async function withEnds<T>(
  [setting, cipher]: readonly [number, number],
  use: (ends: Ends) => Promise<T>,
  ofClient: Partial<TesterClientOptions> = {},
  ofServer: Partial<TesterServerOptions> = {},
): Promise<T> {
  const listener = createServer({ allowHalfOpen: true });
  const accepted = new Promise<Wire>((resolve) => {
    listener.once("connection", (socket) => resolve(new Wire(socket)));
  });
  await new Promise<void>((done) => listener.listen(0, "127.0.0.1", done));
  const address = listener.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const shared = {
    patience: 5_000,
    transcript: new Transcript(),
    setting,
    cipher,
    deploymentKey: new Uint8Array(32).fill(3),
  };
  const client = new TesterClient(
    await Wire.connect("127.0.0.1", port, 5_000),
    {
      ...shared,
      random: bytesOf("client"),
      compressions: [0, 1],
      serverName: "server.example",
      ...ofClient,
    },
  );
  const server = new TesterServer(await accepted, {
    ...shared,
    random: bytesOf("server"),
    compression: 1,
    key: throwawayKey("rsa2048"),
    spki: throwawaySpki("rsa2048"),
    chain: CHAIN.map(({ der }) => der),
    ...ofServer,
  });
  try {
    return await use({ client, server });
  } finally {
    client.wire.destroy();
    server.wire.destroy();
    listener.close();
  }
}

/** Whether both ends complete a handshake, and a Ping its way and back. */
async function completes({ client, server }: Ends): Promise<boolean> {
  const run = async (steps: () => Promise<boolean>, end: Wire) => {
    try {
      return await steps();
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      return false;
    } finally {
      end.finish();
    }
  };
  const ends = await Promise.all([
    run(async () => {
      await client.until("Established");
      await client.ping();
      return true;
    }, client.wire),
    run(async () => {
      await server.until("Established");
      return (await server.answer()).kind === "fin";
    }, server.wire),
  ]);
  return ends.every((done) => done);
}

for (const row of ROWS) {
  test(`the tester's two roles agree in setting ${row[0]}`, async () => {
    await withEnds(row, async ({ client, server }) => {
      await Promise.all([
        client.until("Established"),
        server.until("Established"),
      ]);
      assert.deepEqual(client.schedule.binding, server.schedule.binding);
      const text = new Uint8Array(500).fill(0x61);
      for (const compress of [true, false, true]) {
        client.sendKeyUpdate(0);
        client.send(FrameType.Data, text, { compress });
        await server.expectData(text);
        server.send(FrameType.Data, text, { compress });
        await client.expectData(text);
      }
      server.send(FrameType.Ping, text, { compress: true });
      client.sendAlert("close");
      await server.expectClose();
      server.sendAlert("close");
      await client.expectClose();
      assert.equal(client.sealer?.generation, 3);
    });
  });
}

/** The row in which a mistake can be seen at all. */
function rowOf({ what, requirement }: Variant): readonly [number, number] {
  if (/3DES|K1|MAC/.test(what)) return ROWS[1];
  return requirement === "KDF-6" ? ROWS[2] : ROWS[0];
}

for (const variant of VARIANTS) {
  const { rules, protection, what, requirement, oaep } = variant;
  if (oaep !== undefined) continue;
  test(`${requirement}: an end that ${what} is told from the others`, async () => {
    const row = rowOf(variant);
    const target = { rules, protection };
    assert.equal(await withEnds(row, completes, {}, target), false);
    assert.equal(await withEnds(row, completes, variant, target), true);
  });
}
