import {
  constants,
  createPublicKey,
  publicEncrypt,
  randomBytes,
} from "node:crypto";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import assert from "node:assert/strict";
import { encodeFrame } from "../frames/frame.ts";
import { ClientHandshake } from "../handshake/client.ts";
import { clientConfig } from "../handshake/client_config.ts";
import { ServerHandshake } from "../handshake/server.ts";
import { serverConfig } from "../handshake/server_config.ts";
import { nodeProvider, systemRandom } from "../keys/node_provider.ts";
import { readRsaPublicKey } from "../keys/rsa_public_key.ts";
import { decryptPreMaster } from "../keys/rsa_transport.ts";
import { AlertCode, FrameType, SecuritySetting } from "../schema/registries.ts";
import { Connection } from "./connection.ts";
import type { ConnectionEvent } from "./events.ts";
import { framesOf } from "./test_peer.ts";
import { testKey } from "./test_keys.ts";

/**
 * KEX-9 to KEX-12: whatever is wrong with a ClientKeyExchange of the right size,
 * a server answers, reports and awaits what it does for a good one whose
 * Finished was sealed under other keys.
 */
const SHARED = { provider: nodeProvider, random: systemRandom };
const settings = [SecuritySetting.open];
const { modulusBytes, spki } = testKey;
const modulus = Buffer.from(readRsaPublicKey(spki).modulus).toString("hex");
const n = BigInt(`0x${modulus}`);

function bytesOf(number: bigint): Uint8Array {
  const hex = number.toString(16).padStart(2 * modulusBytes, "0");
  return new Uint8Array(Buffer.from(hex, "hex"));
}

function encrypted(message: Uint8Array, oaepHash = "sha256"): Uint8Array {
  const key = createPublicKey({
    key: Buffer.from(spki),
    format: "der",
    type: "spki",
  });
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  return new Uint8Array(publicEncrypt({ key, padding, oaepHash }, message));
}

const CIPHERTEXTS: Readonly<Record<string, Uint8Array>> = {
  "48 bytes, right": encrypted(randomBytes(48)),
  "47 bytes": encrypted(randomBytes(47)),
  "49 bytes": encrypted(randomBytes(49)),
  "no bytes": encrypted(new Uint8Array(0)),
  "another hash": encrypted(randomBytes(48), "sha1"),
  "0": bytesOf(0n),
  "1": bytesOf(1n),
  "n - 1": bytesOf(n - 1n),
  "n": bytesOf(n),
  "n + 1": bytesOf(n + 1n),
  "the highest": new Uint8Array(modulusBytes).fill(0xff),
  "random": bytesOf(n >> 3n),
};

interface Answer {
  readonly frames: readonly { type: number; body: Uint8Array }[];
  readonly events: readonly ConnectionEvent[];
  /** What was drawn at random, in order. */
  readonly drawn: readonly string[];
}

async function answerTo(
  ciphertext: Uint8Array,
  finished: Uint8Array,
): Promise<Answer> {
  const drawn: string[] = [];
  const random = (purpose: string, size: number): Uint8Array => {
    drawn.push(`${purpose}: ${size}`);
    return systemRandom(purpose, size);
  };
  const server = new Connection({
    ...SHARED,
    handshake: new ServerHandshake({
      ...SHARED,
      config: serverConfig({ settings, privateKey: testKey }),
    }),
  });
  const client = new Connection({
    ...SHARED,
    handshake: new ClientHandshake({
      ...SHARED,
      config: clientConfig({ serverName: "fesa.example", settings }),
    }),
  });
  for (const chunk of client.takeOutput()) server.receive(chunk);
  server.takeOutput();
  server.receive(encodeFrame(FrameType.ClientKeyExchange, ciphertext));
  server.receive(encodeFrame(FrameType.Protected, finished));
  const [event, ...none] = server.takeEvents();
  assert.deepEqual(none, []);
  assert.ok(event.type === "need" && event.need.kind === "decrypt");
  assert.deepEqual(event.need.ciphertext, ciphertext);
  const preMaster = await decryptPreMaster(testKey, ciphertext, random);
  server.supply({ type: "decrypted", preMaster });
  const events = server.takeEvents();
  return { frames: framesOf(server.takeOutput()), events, drawn };
}

const EXPECTED: Answer = {
  frames: [
    {
      type: FrameType.Alert,
      body: Uint8Array.of(AlertCode.bad_frame_protection),
    },
  ],
  events: [
    {
      type: "ended",
      ended: {
        how: "alert",
        code: AlertCode.bad_frame_protection,
        local: true,
        authenticated: false,
        message: "Cannot open the Protected frame: its protection is not right",
      },
    },
  ],
  drawn: ["implicit rejection: 48"],
};

for (const [name, ciphertext] of Object.entries(CIPHERTEXTS)) {
  test(`a ClientKeyExchange of ${name} is answered as any other`, async () => {
    assert.deepEqual(await answerTo(ciphertext, randomBytes(49)), EXPECTED);
  });
}
