import { createHash, generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { test } from "node:test";
import assert from "node:assert/strict";
import { listen, type SecureChannel, SecuritySetting } from "../../src/node.ts";
import { spawnFesa } from "../spawn_fesa.ts";

const MiB = 1_048_576;
const SIZE = 100 * MiB;
/**
 * What may be under way, there and back: pipes and sockets, and in each process
 * a mebibyte to be sent, one received, and some frames.
 */
const MOST_UNDER_WAY = 48 * MiB;

async function echo(channel: SecureChannel): Promise<void> {
  for await (const bytes of channel) await channel.write(bytes);
}

test("100 MiB go in and come out, no faster than they are taken", async () => {
  const server = await listen({
    settings: [SecuritySetting.open],
    privateKey: generateKeyPairSync("rsa", {
      modulusLength: 2048,
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
      publicKeyEncoding: { type: "spki", format: "pem" },
    }).privateKey,
    onChannel: (channel) => void echo(channel),
  });
  const target = `${server.host}:${server.port}`;
  const child = spawnFesa("connect", target, "--accept-any");
  let stderr = "";
  child.stderr.on("data", (text) => stderr += text);
  const exited = once(child, "close");
  const sent = createHash("sha256");
  let taken = 0;
  const feed = async (): Promise<void> => {
    for (let i = 0; i < SIZE / MiB; i++) {
      const piece = new Uint8Array(MiB).fill(i);
      sent.update(piece);
      if (!child.stdin.write(piece)) await once(child.stdin, "drain");
      taken += MiB;
    }
    child.stdin.end();
  };
  const feeding = feed();
  const received = createHash("sha256");
  let count = 0;
  let most = 0;
  for await (const chunk of child.stdout) {
    received.update(chunk);
    count += chunk.length;
    most = Math.max(most, taken - count);
    // Every other end gets a turn, so that the input could run ahead.
    await new Promise((resolve) => setImmediate(resolve));
  }
  await feeding;
  const [status] = await exited;
  await server.close();
  assert.deepEqual({ status, stderr, count }, {
    status: 0,
    stderr: "",
    count: SIZE,
  });
  assert.equal(received.digest("hex"), sent.digest("hex"));
  assert.ok(most < MOST_UNDER_WAY, `${most} bytes were under way`);
});
