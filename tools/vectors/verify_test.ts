import assert from "node:assert/strict";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { AlertCode } from "../../src/mod.ts";
import type { VectorHead } from "./format.ts";
import { VECTORS } from "./generate.ts";
import { readVectors } from "./read_vectors.ts";
import { TOPICS, topicsNamed } from "./topics.ts";
import { strangeFiles, verifyDirectory, verifyTopic } from "./verify.ts";

for (const topic of TOPICS) {
  test(`${topic.name}: the reference agrees with every vector`, async () => {
    const { faults, vectors } = await verifyTopic(VECTORS, topic);
    assert.deepEqual(faults, []);
    assert.ok(vectors > 30);
  });
}

/** A byte of a vector, by the way to it, and what verification then says. */
const EDITS: readonly [
  topic: string,
  id: string,
  path: readonly (string | number)[],
  byte: number,
  fault: RegExp,
][] = [
  ["frames", "s0/type-00", ["header"], 0, /expected unexpected_frame/],
  ["frames", "inner/type-14", ["plains", 0], 0, /got acceptance/],
  ["messages", "ping/valid/typical", ["body"], 0, /value\.content: expected/],
  ["messages", "alert/valid/close", ["body"], 0, /value\.code: expected 0/],
  ["messages", "client-hello/valid/typical", ["body"], 42, /value\.maxFrame/],
  ["keys", "external/open-0x0002", ["secrets", "th1"], 7, /secrets\.th1/],
  ["keys", "schedule/open-aes/0", ["frames", 3], 90, /secrets\.th1/],
  ["keys", "schedule/proprietary-chacha20/1", ["ikm"], 0, /secrets\.master/],
  ["keys", "finished/open-3des/client-right", ["frame"], 60, /\(0x30\)/],
  ["rsa", "spki/accepted/2048-bits", ["spki"], 292, /exponent/],
  ["rsa", "oaep/rsa2048/0", ["ciphertext"], 100, /preMaster: expected/],
  ["rsa", "oaep/rsa1024/1", ["preMaster"], 47, /preMaster: expected/],
  ["protection", "aes/first", ["frame"], 4, /bad_frame_protection/],
  ["protection", "3des/first", ["plain"], 2, /plain: expected/],
  ["protection", "chacha20/first", ["secret"], 31, /bad_frame_protection/],
  ["compression", "accepted/one", ["contents", 0], 9, /contents\[0\]|sha256/],
  ["compression", "accepted/stored", ["contents", 0], 70, /sha256/],
  ["negotiation", "offer/setting/2-of-1-2-3", ["clientHello"], 36, /setting/],
  ["negotiation", "answer/accepted/open", ["serverHello"], 1, /illegal/],
  ["sessions", "open-aes", ["steps", 6, "frame"], 9, /server/],
  ["sessions", "certified-3des", ["steps", 9, "frame"], 30, /Pong|server/],
  ["sessions", "proprietary-deflate", ["inputs", "serverRandom"], 0, /server/],
];

for (const [topic, id, path, byte, fault] of EDITS) {
  const place = `byte ${byte} of ${path.join(".")} of ${id}`;
  test(`${topic}: an edit of ${place} is found`, async () => {
    const faults = await faultsAfter(topic, id, (vector) => {
      const key = path[path.length - 1];
      // deno-lint-ignore no-explicit-any -- whatever the path leads to
      const target = path.slice(0, -1).reduce<any>((at, k) => at[k], vector);
      target[key] = flip(target[key], byte);
    });
    assert.equal(faults.length, 1, faults.join("\n"));
    const [start] = faults;
    assert.ok(start.startsWith(`${topicsNamed([topic])[0].path}#${id}: `));
    assert.match(start, fault);
  });
}

for (const topic of topicsNamed(["frames", "messages", "negotiation"])) {
  test(`${topic.name}: no vector passes with another expectation`, async () => {
    const { file } = readVectors(VECTORS, topic);
    const keys = file?.keys ?? {};
    for (const vector of file?.vectors ?? []) {
      // A valid message is held against its value; either may be an Alert.
      if ("value" in vector || vector.expect.result === "either") continue;
      const expect = { result: "alert", codes: [AlertCode.internal_error] };
      const fault = await topic.verify({ ...vector, expect }, { keys });
      assert.ok(fault, vector.id);
    }
  });
}

test("a folder of any files is verified by what they say they are", async () => {
  const directory = mkdtempSync(join(tmpdir(), "fesa-vectors-"));
  try {
    const [compression] = topicsNamed(["compression"]);
    const path = join(VECTORS, compression.path);
    copyFileSync(path, join(directory, "mine.json"));
    const { topics, faults } = await verifyDirectory(directory, []);
    assert.deepEqual(faults, []);
    assert.deepEqual(topics.map(({ topic }) => topic), ["compression"]);
    const other = await verifyDirectory(directory, ["rsa"]);
    assert.deepEqual(other.faults, ["keys/rsa.json#: there is no such file"]);
    writeFileSync(join(directory, "mine.json"), '{"format":"fesa-vectors/2"}');
    const bad = await verifyDirectory(directory, []);
    assert.deepEqual(bad.faults, [
      'mine.json#/format: expected the format "fesa-vectors/1", found "fesa-vectors/2"',
    ]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("a file of no topic is found", () => {
  assert.deepEqual(strangeFiles(VECTORS), []);
  const directory = mkdtempSync(join(tmpdir(), "fesa-vectors-"));
  try {
    writeFileSync(join(directory, "more.json"), "{}");
    assert.deepEqual(strangeFiles(directory), [
      "more.json: no topic has this file",
    ]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

async function faultsAfter(
  name: string,
  id: string,
  edit: (vector: VectorHead) => void,
): Promise<readonly string[]> {
  const [topic] = topicsNamed([name]).filter((topic) => topic.name === name);
  const file = JSON.parse(readFileSync(join(VECTORS, topic.path), "utf8"));
  edit(file.vectors.find((vector: VectorHead) => vector.id === id));
  const directory = mkdtempSync(join(tmpdir(), "fesa-vectors-"));
  try {
    mkdirSync(dirname(join(directory, topic.path)));
    writeFileSync(join(directory, topic.path), JSON.stringify(file));
    return (await verifyTopic(directory, topic)).faults;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function flip(hex: string, byte: number): string {
  const flipped = parseInt(hex.slice(2 * byte, 2 * byte + 2), 16) ^ 1;
  return hex.slice(0, 2 * byte) + flipped.toString(16).padStart(2, "0") +
    hex.slice(2 * byte + 2);
}
