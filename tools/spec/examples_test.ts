import { Buffer } from "node:buffer";
import assert from "node:assert/strict";
import { createCipheriv, createHash, createHmac } from "node:crypto";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { findBadExamples, frameExamples } from "./examples.ts";
import { formatProblem, parsePage, readPages } from "./page.ts";

// The key schedule and the sealers are written here once more, from the pages:
// the examples of a specification are checked against nobody's implementation.

const pages = readPages(fileURLToPath(new URL("../../spec", import.meta.url)));
const examples = frameExamples(pages).map((example) => hex(example.bytes));
const hello = (type: number) =>
  bytes(examples.find((text) => text.startsWith(`0${type}`))!);

test("every frame in the pages has the length its header says", () => {
  assert.deepEqual(findBadExamples(pages), []);
});

test("a frame with another length than its header says is found", () => {
  const text = "```fesa-frame\n15        type\n00 00 02  length\n40  code\n```";
  assert.deepEqual(
    findBadExamples([parsePage("a.md", text)]).map(formatProblem),
    ["a.md:1: example has a body of 1 bytes, its header 2"],
  );
});

const proprietary = schedule({
  hellos: [hello(1), hello(2)],
  rest: [],
  ikm: Buffer.alloc(32, 0xd0),
  first: "server",
  keySize: 32,
});
const open = schedule({
  hellos: openHellos(),
  rest: [bytes("0300000453504b49"), bytes("0500000452534121")],
  ikm: Buffer.alloc(48, 0xa5),
  first: "client",
  keySize: 24,
});

test("the first table of values follows from the key schedule", () => {
  assert.deepEqual(tableOf(0), {
    "TH1": hex(proprietary.th[0]),
    "master": hex(proprietary.master),
    "client_0": hex(proprietary.client),
    "key_client,0": hex(proprietary.key.client),
    "iv_client,0": hex(xl(proprietary.client, "iv", "", 12)),
    "server_0": hex(proprietary.server),
    "key_server,0": hex(proprietary.key.server),
    "iv_server,0": hex(xl(proprietary.server, "iv", "", 12)),
    "finished_server": hex(xl(proprietary.server, "finished", "", 32)),
    "finished_client": hex(xl(proprietary.client, "finished", "", 32)),
    "verify, server's, first": hex(proprietary.verify[0]),
    "TH2": hex(proprietary.th[1]),
    "verify, client's, second": hex(proprietary.verify[1]),
    "TH3": hex(proprietary.th[2]),
    "binding": hex(proprietary.binding),
    "client_1": hex(xl(proprietary.client, "update", "", 32)),
  });
});

test("the second table of values follows from the key schedule", () => {
  assert.deepEqual(tableOf(1), {
    "TH1": hex(open.th[0]),
    "master": hex(open.master),
    "client_0": hex(open.client),
    "key_client,0": hex(open.key.client),
    "mac_client,0": hex(xl(open.client, "mac", "", 32)),
    "server_0": hex(open.server),
    "key_server,0": hex(open.key.server),
    "mac_server,0": hex(xl(open.server, "mac", "", 32)),
    "verify, client's, first": hex(open.verify[0]),
    "TH2": hex(open.th[1]),
    "verify, server's, second": hex(open.verify[1]),
    "TH3": hex(open.th[2]),
    "binding": hex(open.binding),
    "client_1": hex(xl(open.client, "update", "", 32)),
  });
});

test("every Protected frame in the pages is one of these", () => {
  const { client, server, verify } = proprietary;
  const next = xl(client, "update", "", 32);
  const sealed = [
    chacha20(server, 0, "06" + hex(verify[0])),
    chacha20(client, 0, "06" + hex(verify[1])),
    chacha20(client, 1, "10" + hex(text("fesa"))),
    chacha20(client, 2, "1301"),
    chacha20(next, 0, "11" + hex(text("ping"))),
    chacha20(next, 1, "1500"),
    tripleDes(open.client, 0, "0001020304050607", "06" + hex(open.verify[0])),
    tripleDes(open.client, 1, "08090a0b0c0d0e0f", "10" + hex(text("fesa"))),
  ];
  const shown = examples.filter((text) => text.startsWith("20"));
  assert.deepEqual(shown.toSorted(), sealed.toSorted());
});

function schedule(input: {
  hellos: Buffer[];
  rest: Buffer[];
  ikm: Buffer;
  first: "client" | "server";
  keySize: number;
}) {
  const randoms = [input.hellos[0].subarray(7, 39), randomOf(input.hellos[1])];
  const master = hmac(Buffer.concat(randoms), input.ikm);
  const frames = [...input.hellos, ...input.rest];
  const th = [sha256(...frames)];
  const client = xl(master, "client", th[0], 32);
  const server = xl(master, "server", th[0], 32);
  const order = input.first === "client" ? [client, server] : [server, client];
  const verify = order.map((secret, i) => {
    const value = hmac(xl(secret, "finished", "", 32), th[i]);
    frames.push(bytes("06000020"), value);
    th.push(sha256(...frames));
    return value;
  });
  const key = {
    client: xl(client, "key", "", input.keySize),
    server: xl(server, "key", "", input.keySize),
  };
  const binding = xl(master, "binding", th[2], 32);
  return { master, client, server, th, verify, key, binding };
}

function randomOf(serverHello: Buffer): Buffer {
  return serverHello.subarray(6, 38);
}

/** The hellos of the second example, changed as keys.md says. */
function openHellos(): Buffer[] {
  const [head, tail] = [hello(1).subarray(0, 39), hello(1).subarray(47)];
  const middle = bytes("0102" + "0400010002" + "0100");
  const client = Buffer.concat([head, middle, tail]);
  client[3] = 0x3e;
  const server = Buffer.from(hello(2));
  server.set([0x02, 0x00, 0x02, 0x00], 38);
  return [client, server];
}

function chacha20(secret: Buffer, sequence: number, plain: string): string {
  const nonce = xl(secret, "iv", "", 12);
  nonce[11] ^= sequence;
  const content = bytes(plain);
  const header = headerOf(content.length + 16);
  const key = xl(secret, "key", "", 32);
  const cipher = createCipheriv("chacha20-poly1305", key, nonce, {
    authTagLength: 16,
  });
  cipher.setAAD(header, { plaintextLength: content.length });
  const body = [cipher.update(content), cipher.final(), cipher.getAuthTag()];
  return hex(Buffer.concat([header, ...body]));
}

function tripleDes(
  secret: Buffer,
  sequence: number,
  iv: string,
  plain: string,
): string {
  const key = xl(secret, "key", "", 24);
  const cipher = createCipheriv("des-ede3-cbc", key, bytes(iv));
  const ct = Buffer.concat([cipher.update(bytes(plain)), cipher.final()]);
  const header = headerOf(8 + ct.length + 32);
  const number = Buffer.alloc(8);
  number[7] = sequence;
  const covered = [header, bytes(iv), ct];
  const mac = hmac(
    xl(secret, "mac", "", 32),
    Buffer.concat([number, ...covered]),
  );
  return hex(Buffer.concat([...covered, mac]));
}

/** The rows of a table of keys.md whose value is nothing but hex. */
function tableOf(index: number): Record<string, string> {
  const tables: Record<string, string>[] = [];
  for (const { text } of pages.find((p) => p.name === "keys.md")!.lines) {
    if (/^\| value +\|/.test(text)) tables.push({});
    const row = /^\| ([^|]+?) +\| `([0-9a-f]{24,64})` +\|$/.exec(text);
    if (row) tables.at(-1)![row[1]] = row[2];
  }
  return tables[index];
}

function xl(secret: Buffer, label: string, context: Buffer | "", size: number) {
  const name = text(`fesa1 ${label}`);
  const info = Buffer.concat([
    Buffer.of(0, size, name.length),
    name,
    Buffer.of(context.length),
    Buffer.from(context),
  ]);
  return hmac(secret, Buffer.concat([info, Buffer.of(1)])).subarray(0, size);
}

function headerOf(length: number): Buffer {
  return Buffer.of(0x20, 0, 0, length);
}

function sha256(...parts: Buffer[]): Buffer {
  return createHash("sha256").update(Buffer.concat(parts)).digest();
}

function hmac(key: Buffer, message: Buffer): Buffer {
  return createHmac("sha256", key).update(message).digest();
}

function bytes(text: string): Buffer {
  return Buffer.from(text, "hex");
}

function text(ascii: string): Buffer {
  return Buffer.from(ascii, "ascii");
}

function hex(value: Uint8Array): string {
  return Buffer.from(value).toString("hex");
}
