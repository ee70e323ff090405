import assert from "node:assert/strict";
import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { VECTORS } from "../generate.ts";
import { readVectors } from "../read_vectors.ts";
import { TOPICS } from "../topics.ts";
import type { Passage } from "./passage.ts";
import { passagesOf } from "./passages_of.ts";
import { showVector } from "./show.ts";

test("a vector is shown with what it cites, field by field", () => {
  const shown = showVector(VECTORS, "messages#key-update/valid/requested");
  assert.match(shown, /^key-update\/valid\/requested: An answer is due\n/);
  assert.match(shown, /\n\[PRO-1\] A sender MUST seal as plaintext /);
  assert.match(shown, /\nExpected: accept\n/);
  assert.match(shown, /\n +0 {2}KeyUpdate\.request +KUP-1 +\w+ \(0x01\)\n/);
});

test("a vector that is refused is shown with its flag and code", () => {
  const shown = showVector(VECTORS, "keys/rsa.json#spki/bad/pem");
  assert.match(shown, /\nLenientDer: The key is read by a parser /);
  assert.match(shown, /\nExpected: alert, bad_key \(0x20\)\n/);
});

for (
  const [place, message] of [
    ["messages", 'Cannot show "messages": expected FILE#ID'],
    ["messages#none", 'No vector "none" in messages'],
    ["none#none", 'Cannot show "none": no topic, and no such file'],
  ]
) {
  test(`${place} is no vector`, () => {
    assert.throws(() => showVector(VECTORS, place), new RangeError(message));
  });
}

for (const topic of TOPICS) {
  test(`${topic.name}: every vector's bytes are shown, with requirements`, () => {
    const { file } = readVectors(VECTORS, topic);
    for (const vector of file!.vectors) {
      const passages = passagesOf(topic.name, vector, {
        keys: file!.keys ?? {},
      });
      assert.ok(passages.length > 0, vector.id);
      for (const { path, start, end, requirement } of rowsOf(passages)) {
        assert.ok(start <= end, `${vector.id} ${path}`);
        assert.match(requirement ?? "", /^[A-Z]{3}-\d+$/, vector.id);
      }
    }
  });
}

function rowsOf(passages: readonly Passage[]) {
  return passages.flatMap(({ rows }) => rows);
}

/** Lines that must be there: bytes that only the vector's keys give. */
const OPENED: readonly (readonly [place: string, line: RegExp])[] = [
  [
    "protection#3des/first",
    /\n +1–4 {2}Data\.content +DAT-2 +4 bytes: "fesa"\n/,
  ],
  ["protection#aes/tag-last-bit", /\nframe does not open at 1\n/],
  [
    "keys#finished/open-aes/verify-zero",
    /1–32 {2}Finished\.verify +FIN-2 +32 bytes: (00)+\n/,
  ],
  ["rsa#oaep/rsa2048/0", /1–32 {2}OAEP\.seed +KEX-7 +32 bytes: /],
  [
    "sessions#proprietary-deflate",
    /compressed Data, inflated\n +0–18 {2}content +CMP-6 /,
  ],
  ["frames#inner/key-update-2", /KeyUpdate\.request +KUP-1 .* ← /],
];

for (const [place, line] of OPENED) {
  test(`${place} is shown opened`, () => {
    assert.match(showVector(VECTORS, place), line);
  });
}

test("a file outside the project is shown by its path", () => {
  const folder = mkdtempSync(join(tmpdir(), "fesa-vectors-"));
  try {
    const path = join(folder, "mine.json");
    copyFileSync(join(VECTORS, "protection/compression.json"), path);
    assert.match(
      showVector("/nowhere", `${path}#accepted/one`),
      /^accepted\/one: /,
    );
    writeFileSync(path, readFileSync(path, "utf8").replace('"id"', '"di"'));
    assert.throws(() => showVector("/nowhere", `${path}#accepted/one`), {
      name: "BadVectors",
      message: new RegExp(`^${path}#/vectors/0/id: `),
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
