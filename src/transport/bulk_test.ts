import { createHash } from "node:crypto";
import process from "node:process";
import { test } from "node:test";
import assert from "node:assert/strict";
import { deploymentKey } from "../channel/test_keys.ts";
import { Cipher, Compression, SecuritySetting } from "../schema/registries.ts";
import type { ConnectOptions } from "./connect.ts";
import type { ListenOptions } from "./listen_options.ts";
import type { SecureChannel } from "./secure_channel.ts";
import { withServer } from "./test_server.ts";

const { proprietary } = SecuritySetting;
const { deflate, none } = Compression;
const MiB = 1_048_576;

/** FESA_BULK_MIB asks for another size, for every row. */
const ASKED = process.env.FESA_BULK_MIB;
const SIZE = Number(ASKED ?? 100) * MiB;
/** 3DES is slow: as much as takes three keys. */
const TDES_SIZE = ASKED === undefined ? 20 * MiB : SIZE;

const ROWS: readonly {
  name: string;
  size: number;
  server: Partial<ListenOptions>;
  client: Partial<ConnectOptions>;
}[] = [
  {
    name: "AES",
    size: SIZE,
    server: { algorithm: Cipher["AES-256-GCM"] },
    client: {},
  },
  {
    name: "3DES",
    size: TDES_SIZE,
    server: { algorithm: Cipher["3DES-EDE-CBC-HMAC-SHA-256"] },
    client: {},
  },
  {
    name: "ChaCha20",
    size: SIZE,
    server: {},
    client: { settings: [proprietary], compressions: [none], deploymentKey },
  },
  {
    name: "ChaCha20 with deflate",
    size: SIZE,
    server: {},
    client: {
      settings: [proprietary],
      compressions: [none, deflate],
      deploymentKey,
    },
  },
];

for (const { name, size, server, client } of ROWS) {
  test(`${size / MiB} MiB under ${name} arrive as they were sent`, async () => {
    await withServer(server, async ({ dial, channels }) => {
      const channel = await dial(client);
      const received = digestOf(await channels.next());
      const sent = await send(channel, size);
      assert.deepEqual(await channel.close(), { how: "clean" });
      assert.deepEqual(await received, { count: size, sha256: sent });
    });
  });
}

/** Sends `size` bytes in writes of many sizes; gives their SHA-256. */
async function send(channel: SecureChannel, size: number): Promise<string> {
  const hash = createHash("sha256");
  for (const bytes of writes(size)) {
    hash.update(bytes);
    await channel.write(bytes);
  }
  return hash.digest("hex");
}

async function digestOf(
  channel: SecureChannel,
): Promise<{ count: number; sha256: string }> {
  const hash = createHash("sha256");
  let count = 0;
  for await (const bytes of channel) {
    hash.update(bytes);
    count += bytes.length;
  }
  return { count, sha256: hash.digest("hex") };
}

/** Shorter and longer than a block, a frame and the queue. */
const WRITE_SIZES = [1, 100, 2_048, 16_385, 65_536, 262_145, MiB + 17];

/** Pieces of a text that compresses, the next from where the last one ended. */
function* writes(size: number): Generator<Uint8Array> {
  let at = 0;
  for (let i = 0; size > 0; i++) {
    const length = Math.min(WRITE_SIZES[i % WRITE_SIZES.length], size);
    if (at + length > TEXT.length) at = i % 1_000;
    yield TEXT.subarray(at, at + length);
    at += length;
    size -= length;
  }
}

const TEXT = new TextEncoder().encode(
  Array.from(
    { length: 60_000 },
    (_, i) => `{"id":${i * 7919 % 65_521},"account":"4-${i * i % 997}"}\n`,
  ).join(""),
);
