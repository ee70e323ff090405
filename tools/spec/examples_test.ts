import { Buffer } from "node:buffer";
import assert from "node:assert/strict";
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
} from "node:crypto";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { findBadExamples, frameExamples } from "./examples.ts";
import { formatProblem, parsePage, readPages } from "./page.ts";

// The key schedule and the sealers are written here once more, from the pages:
// the examples of a specification are checked against nobody's implementation.

const pages = readPages(fileURLToPath(new URL("../../spec", import.meta.url)));

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

const SESSIONS = [
  { section: "proprietary", setting: 1, cipher: 0x0101 },
  { section: "open", setting: 2, cipher: 0x0001 },
  { section: "certified", setting: 3, cipher: 0x0001 },
  { section: "open-with-3des", setting: 2, cipher: 0x0002 },
];

for (const { section, setting, cipher } of SESSIONS) {
  test(`session ${section}: every secret follows from the key schedule`, () => {
    const { values, clear } = sessionIn(section);
    const keys = keySchedule(clear, setting, cipher, ikmOf(values));
    for (const [name, value] of Object.entries(keys)) {
      assert.equal(values[name], value, name);
    }
    assert.equal(values["client random"], hex(clear[0].subarray(7, 39)));
    assert.equal(values["server random"], hex(clear[1].subarray(6, 38)));
  });

  test(`session ${section}: every Protected frame is what its parts give`, () => {
    const { values, frames } = sessionIn(section);
    const sealed = frames.filter(({ bytes }) => bytes[0] === 0x20);
    assert.ok(sealed.length > 10);
    for (const { from, generation, sequence, bytes, line } of sealed) {
      const key = (name: string) =>
        unhex(values[`${name}_${from},${generation}`] ?? "");
      const plain = open(bytes, cipher, sequence, key);
      assert.deepEqual(
        seal(plain, cipher, sequence, key, bytes.subarray(4, 12)),
        bytes,
        `line ${line}`,
      );
    }
  });
}

test("the known answers of keys.md follow from the key schedule", () => {
  const [first, second] = tablesOf("keys.md", () => true);
  const frames = fencedFrames("keys.md");
  assert.equal(frames.length, 6);
  const cases = [
    { values: first, clear: frames.slice(0, 2), setting: 1, cipher: 0x0101 },
    { values: second, clear: frames.slice(2), setting: 2, cipher: 0x0002 },
  ];
  for (const { values, clear, setting, cipher } of cases) {
    const keys = keySchedule(clear, setting, cipher, unhex(values.IKM));
    for (const name of Object.keys(values).filter((name) => name !== "IKM")) {
      assert.equal(keys[name], values[name], name);
    }
  }
});

test("the info of XL in keys.md ends in the first example's TH1", () => {
  const [{ TH1 }] = tablesOf("keys.md", () => true);
  const line = pages.find(({ name }) => name === "keys.md")!.lines
    .find(({ text }) => /^[0-9a-f ]+ …\s+TH1$/.test(text))!;
  const shown = line.text.replace(/….*$/, "").replaceAll(" ", "");
  assert.equal(TH1.slice(0, shown.length), shown);
});

interface SessionFrame {
  readonly from: string;
  readonly generation: number;
  readonly sequence: number;
  readonly bytes: Buffer;
  readonly line: number;
}

/** A session as a reader finds it: its table, and every frame in order. */
function sessionIn(section: string) {
  const page = pages.find(({ name }) => name === "sessions.md")!;
  const lines = page.lines.filter(({ anchor }) => anchor === section);
  const headings = lines.flatMap(({ number, text }) => {
    const found =
      /^\*\*\d+\. (client|server): .*?\*\*(?:, generation (\d+), s = (\d+))?$/
        .exec(text);
    return found === null ? [] : [{ number, found }];
  });
  const inside = frameExamples([page]).filter(({ line }) =>
    line >= lines[0].number && line <= lines.at(-1)!.number
  );
  assert.equal(headings.length, inside.length);
  const frames: SessionFrame[] = headings.map(({ found }, i) => ({
    from: found[1],
    generation: Number(found[2]),
    sequence: Number(found[3]),
    bytes: Buffer.from(inside[i].bytes),
    line: inside[i].line,
  }));
  const clear = frames.filter(({ bytes }) => bytes[0] !== 0x20)
    .map(({ bytes }) => bytes);
  const [values] = tablesOf("sessions.md", (anchor) => anchor === section);
  return { values, frames, clear };
}

function ikmOf(values: Record<string, string>): Buffer {
  return unhex(values["pre-master, IKM"] ?? values["deployment key, IKM"]);
}

/** Every value of spec/keys.md that its tables may name. */
function keySchedule(
  clear: readonly Buffer[],
  setting: number,
  cipher: number,
  ikm: Buffer,
): Record<string, string> {
  const randoms = [clear[0].subarray(7, 39), clear[1].subarray(6, 38)];
  const master = hmac(Buffer.concat(randoms), ikm);
  const order = setting === 1 ? ["server", "client"] : ["client", "server"];
  const frames = [...clear];
  const th = [sha256(...frames)];
  const values: Record<string, string> = {
    TH1: hex(th[0]),
    master: hex(master),
  };
  const finished: Record<string, Buffer> = {};
  for (const end of ["client", "server"]) {
    let secret = xl(master, end, th[0], 32);
    finished[end] = xl(secret, "finished", "", 32);
    values[`finished_${end}`] = hex(finished[end]);
    for (let i = 0; i < 3; i++) {
      values[`${end}_${i}`] = hex(secret);
      const sizes = cipher === 2 ? { key: 24, mac: 32 } : { key: 32, iv: 12 };
      for (const [name, size] of Object.entries(sizes)) {
        values[`${name}_${end},${i}`] = hex(xl(secret, name, "", size));
      }
      secret = xl(secret, "update", "", 32);
    }
  }
  for (const [i, end] of order.entries()) {
    const verify = hmac(finished[end], th[i]);
    values[`verify, ${end}'s, ${i === 0 ? "first" : "second"}`] = hex(verify);
    frames.push(unhex("06000020"), verify);
    th.push(sha256(...frames));
    values[`TH${i + 2}`] = hex(th[i + 1]);
  }
  values.binding = hex(xl(master, "binding", th[2], 32));
  return values;
}

type KeyOf = (name: string) => Buffer;

/** Seals as spec/protection.md says. */
function seal(
  plain: Buffer,
  cipher: number,
  sequence: number,
  key: KeyOf,
  iv8: Buffer,
): Buffer {
  if (cipher !== 2) {
    const header = headerOf(plain.length + 16);
    const aead = aeadOf(cipher, key, sequence, header, plain.length);
    const ct = Buffer.concat([aead.update(plain), aead.final()]);
    return Buffer.concat([header, ct, aead.getAuthTag()]);
  }
  const des = createCipheriv("des-ede3-cbc", key("key"), iv8);
  const ct = Buffer.concat([des.update(plain), des.final()]);
  const covered = [headerOf(8 + ct.length + 32), iv8, ct];
  const mac = hmac(key("mac"), Buffer.concat([u64(sequence), ...covered]));
  return Buffer.concat([...covered, mac]);
}

/** The plaintext: a stream cipher's ciphertext is encrypted back. */
function open(
  frame: Buffer,
  cipher: number,
  sequence: number,
  key: KeyOf,
): Buffer {
  if (cipher !== 2) {
    const ct = frame.subarray(4, frame.length - 16);
    return aeadOf(cipher, key, sequence, frame.subarray(0, 4), ct.length)
      .update(ct);
  }
  const decipher = createDecipheriv(
    "des-ede3-cbc",
    key("key"),
    frame.subarray(4, 12),
  );
  const ct = frame.subarray(12, frame.length - 32);
  return Buffer.concat([decipher.update(ct), decipher.final()]);
}

function aeadOf(
  cipher: number,
  key: KeyOf,
  sequence: number,
  header: Buffer,
  plaintextLength: number,
) {
  const nonce = Buffer.from(key("iv"));
  nonce[11] ^= sequence;
  const options = { authTagLength: 16 };
  const aead = cipher === 1
    ? createCipheriv("aes-256-gcm", key("key"), nonce, options)
    : createCipheriv("chacha20-poly1305", key("key"), nonce, options);
  aead.setAAD(header, { plaintextLength });
  return aead;
}

/** The tables of values in a page's sections, each as name and hex. */
function tablesOf(
  name: string,
  inSection: (anchor: string) => boolean,
): Record<string, string>[] {
  const tables: Record<string, string>[] = [];
  const page = pages.find((page) => page.name === name)!;
  for (const { text, anchor } of page.lines) {
    if (!inSection(anchor)) continue;
    if (/^\| value +\| bytes/.test(text)) tables.push({});
    const row = /^\| ([^|]+?) +\| `([0-9a-f]+)` +\|$/.exec(text);
    if (row && tables.length > 0) tables.at(-1)![row[1]] = row[2];
  }
  return tables;
}

/** Frames in lists of a name and, over several lines, its bytes. */
function fencedFrames(name: string): Buffer[] {
  const frames: string[] = [];
  const page = pages.find((page) => page.name === name)!;
  for (const { text, code } of page.lines) {
    const found = code
      ? /^([A-Z]\w* +| {19})((?:[0-9a-f]{2} ?)+)$/.exec(text)
      : null;
    if (found === null) continue;
    if (found[1].trim() !== "") frames.push("");
    frames[frames.length - 1] += found[2].replaceAll(" ", "");
  }
  return frames.map(unhex);
}

function xl(secret: Buffer, label: string, context: Buffer | "", size: number) {
  const name = Buffer.from(`fesa1 ${label}`, "ascii");
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

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes[7] = value;
  return bytes;
}

function sha256(...parts: Buffer[]): Buffer {
  return createHash("sha256").update(Buffer.concat(parts)).digest();
}

function hmac(key: Buffer, message: Buffer): Buffer {
  return createHmac("sha256", key).update(message).digest();
}

function unhex(text: string): Buffer {
  return Buffer.from(text, "hex");
}

function hex(value: Uint8Array): string {
  return Buffer.from(value).toString("hex");
}
