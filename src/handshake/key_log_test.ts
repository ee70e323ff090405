import { readFileSync } from "node:fs";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import assert from "node:assert/strict";
import { nodeProvider } from "../keys/node_provider.ts";
import { deriveSessionKeys } from "./session_keys.ts";
import { Transcript } from "./transcript.ts";

interface Answers {
  readonly setting: string;
  readonly cipher: number;
  readonly clientHello: string;
  readonly serverHello: string;
  readonly serverKey?: string;
  readonly clientKeyExchange?: string;
  readonly ikm: string;
  readonly client: { readonly secret0: string };
  readonly server: { readonly secret0: string };
}

const file = new URL("../keys/key_schedule_answers.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(file, "utf8")) as {
  cases: Answers[];
};
const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));

for (const answers of cases) {
  const { setting, cipher, clientHello, serverHello } = answers;
  test(`the secrets of ${setting}, cipher ${cipher} are told as lines`, () => {
    const { serverKey = "", clientKeyExchange = "", ikm } = answers;
    const lines: string[] = [];
    const clientRandom = bytes(clientHello).subarray(7, 39);
    deriveSessionKeys(nodeProvider, {
      setting: setting === "open" ? 2 : 1,
      clientRandom,
      serverRandom: bytes(serverHello).subarray(6, 38),
      ikm: bytes(ikm),
      transcript: new Transcript(
        [clientHello, serverHello, serverKey, clientKeyExchange].map(bytes),
      ),
      keyLog: (line) => lines.push(line),
    });
    const random = Buffer.from(clientRandom).toString("hex");
    assert.deepEqual(lines, [
      `FESA_CLIENT_SECRET_0 ${random} ${answers.client.secret0}`,
      `FESA_SERVER_SECRET_0 ${random} ${answers.server.secret0}`,
    ]);
  });
}
