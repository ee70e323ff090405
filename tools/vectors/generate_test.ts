import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import {
  generatedFiles,
  jsonFiles,
  staleFiles,
  VECTORS,
  writeFiles,
} from "./generate.ts";
import { SecuritySetting } from "../../src/mod.ts";
import { lint } from "./lint/lint.ts";
import { readAllVectors } from "./read_vectors.ts";
import { TOPICS, topicsNamed } from "./topics.ts";

const generated = generatedFiles(TOPICS);

test("the vectors of this checkout are what is generated", async () => {
  assert.deepEqual(staleFiles(VECTORS, await generated, true), []);
});

test("negatives outnumber positives", async () => {
  let accepted = 0;
  let others = 0;
  for (const [path, text] of await generated) {
    if (path.startsWith("schemas/")) continue;
    for (const { expect } of JSON.parse(text).vectors) {
      if (expect.result === "accept") accepted++;
      else others++;
    }
  }
  assert.ok(others > 2 * accepted, `${others} and ${accepted}`);
});

test("a topic's file does not depend on the other topics", async () => {
  const all = await generated;
  for (const [path, text] of await generatedFiles(topicsNamed(["rsa"]))) {
    assert.equal(text, all.get(path));
  }
});

test("another seed gives other bytes and the same vectors", async () => {
  const protection = topicsNamed(["protection"])[0];
  const [mine, other] = await Promise.all([1, 2].map(async (seed) => {
    const files = await generatedFiles([protection], { seed, count: 2 });
    return JSON.parse(files.get(protection.path)!);
  }));
  const shapes = [mine, other].map(({ vectors }) =>
    vectors.map(({ id, expect }: Record<string, unknown>) => ({ id, expect }))
  );
  assert.deepEqual(shapes[0], shapes[1]);
  assert.notEqual(mine.vectors[20].frame, other.vectors[20].frame);
});

test("a count of 5 gives three drawn vectors more a family", async () => {
  const [keys] = topicsNamed(["keys"]);
  const files = await generatedFiles([keys], { seed: 1, count: 5 });
  const drawn = JSON.parse(files.get(keys.path)!).vectors
    .filter(({ id }: { id: string }) => id.startsWith("schedule/open-3des/"));
  assert.equal(drawn.length, 5);
});

test("a setting's vectors are about it, and name what is there", async () => {
  const topics = topicsNamed(["rsa", "protection", "handshake"]);
  const setting = SecuritySetting.proprietary;
  const files = await generatedFiles(topics, { seed: 1, count: 1, setting });
  // RSA keys and their transport are of the other two.
  assert.equal(files.has("keys/rsa.json"), false);
  const directory = mkdtempSync(join(tmpdir(), "fesa-vectors-"));
  try {
    writeFiles(directory, files);
    assert.deepEqual(lint(directory).problems, []);
    for (const { topic, file } of readAllVectors(directory, topics)) {
      for (const vector of file.vectors) {
        assert.ok(topic.settingsOf(vector).includes(setting), vector.id);
      }
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("a file that changed, is missing or is an orphan is found", async () => {
  const directory = mkdtempSync(join(tmpdir(), "fesa-vectors-"));
  try {
    const files = await generatedFiles(topicsNamed(["compression"]));
    writeFiles(directory, files);
    assert.deepEqual(staleFiles(directory, files, true), []);
    const [schema, path] = jsonFiles(directory).toReversed();
    writeFileSync(join(directory, path), `${files.get(path)} `);
    rmSync(join(directory, schema));
    writeFileSync(join(directory, "old.json"), "{}");
    assert.deepEqual(staleFiles(directory, files, true), [
      `${schema}: missing`,
      `${path}: not what the generator makes`,
      "old.json: nothing generates it",
    ]);
    assert.equal(staleFiles(directory, files, false).length, 2);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
