import assert from "node:assert/strict";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { VECTORS } from "../generate.ts";
import { problemText } from "../problem.ts";
import { TOPICS, topicsNamed } from "../topics.ts";
import { lint } from "./lint.ts";

const [TOPIC] = topicsNamed(["compression"]);
const TEXT = readFileSync(join(VECTORS, TOPIC.path), "utf8");

// deno-lint-ignore no-explicit-any -- files that are to be made wrong
type Json = any;

/** What lint says of a folder with these files. */
function problemsOf(
  files: Readonly<Record<string, string>>,
  isSet = false,
): string[] {
  const directory = mkdtempSync(join(tmpdir(), "fesa-vectors-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
    return lint(directory, TOPICS, isSet).problems.map(problemText);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The topic's file once it was changed. */
function changed(change: (file: Json) => void): string {
  const file = JSON.parse(TEXT);
  change(file);
  return JSON.stringify(file);
}

function indexOf(id: string): number {
  return JSON.parse(TEXT).vectors.findIndex((v: Json) => v.id === id);
}

test("nothing is wrong with the vectors of this checkout", () => {
  const { problems, figures } = lint(VECTORS);
  assert.deepEqual(problems.map(problemText), []);
  assert.equal(figures.length, TOPICS.length);
  for (const { vectors, distinct, minimum } of figures) {
    assert.ok(vectors >= minimum && distinct <= vectors && distinct > 0);
  }
});

test("one file of a topic is no set, and may be small", () => {
  assert.deepEqual(problemsOf({ "mine.json": TEXT }), []);
});

const REFUSED = indexOf("refused/bomb");
const ACCEPTED = indexOf("accepted/stored");

const WRONG: readonly [
  name: string,
  change: (file: Json) => void,
  problem: string,
][] = [
  [
    "two vectors that differ in what is said of them alone",
    (file) => {
      const again = {
        ...file.vectors[ACCEPTED],
        id: "again",
        comment: "Again",
      };
      file.vectors.push(again);
      file.count++;
    },
    `/vectors/${JSON.parse(TEXT).count}: differs from /vectors/${ACCEPTED} ` +
    "(accepted/stored) in nothing but what is said of it",
  ],
  [
    "a refused vector without a flag",
    (file) => file.vectors[REFUSED].flags = [],
    `/vectors/${REFUSED}/flags: 0 flags where one fault has one`,
  ],
  [
    "a refused vector with two flags",
    (file) => file.vectors[REFUSED].flags.push("Final"),
    `/vectors/${REFUSED}/flags: 2 flags where one fault has one`,
  ],
  [
    "an accepted vector with a flag",
    (file) => file.vectors[ACCEPTED].flags.push("Final"),
    `/vectors/${ACCEPTED}/flags: 1 flags of what is to be accepted`,
  ],
  [
    "a requirement twice",
    (file) => file.vectors[ACCEPTED].requirements = ["CMP-9", "CMP-9"],
    `/vectors/${ACCEPTED}/requirements/1: CMP-9 stands there twice`,
  ],
  [
    "a version that is still to come",
    (file) => file.vectors[ACCEPTED].since = "999.0.0",
    `/vectors/${ACCEPTED}/since: 999.0.0 is later than this version, ${
      JSON.parse(
        readFileSync(new URL("../../../package.json", import.meta.url), "utf8"),
      ).version
    }`,
  ],
  [
    "no since",
    (file) => delete file.vectors[ACCEPTED].since,
    `/vectors/${ACCEPTED}/since: Invalid input: expected string, received undefined`,
  ],
  [
    "upper-case hex",
    (file) =>
      file.vectors[ACCEPTED].contents[0] = file.vectors[ACCEPTED].contents[0]
        .toUpperCase(),
    `/vectors/${ACCEPTED}/contents/0: Expected lower-case hex, two digits a byte`,
  ],
  [
    "an unknown topic",
    (file) => file.topic = "weather",
    `/topic: no topic "weather": there are ${
      TOPICS.map(({ name }) => name).join(", ")
    }`,
  ],
];

for (const [name, change, problem] of WRONG) {
  test(`${name} is found`, () => {
    assert.deepEqual(problemsOf({ "mine.json": changed(change) }), [
      `mine.json#${problem}`,
    ]);
  });
}

test("an id that two files of a topic have is found", () => {
  const one = changed((file) => {
    file.vectors = [file.vectors[ACCEPTED]];
    file.count = 1;
    file.flags = {};
  });
  const other = JSON.parse(one);
  other.vectors[0].maxFrame++;
  assert.deepEqual(
    problemsOf({ "a.json": one, "b/c.json": JSON.stringify(other) }),
    ["b/c.json#/vectors/0/id: accepted/stored is the id of a.json#/vectors/0"],
  );
});

test("a session with two faults is found", () => {
  const [sessions] = topicsNamed(["sessions"]);
  const file = JSON.parse(readFileSync(join(VECTORS, sessions.path), "utf8"));
  const index = file.vectors.findIndex(({ steps }: Json) =>
    steps.some(({ fault }: Json) => fault)
  );
  file.vectors[index].steps[0].fault = { kind: "clear", about: "Another" };
  assert.deepEqual(problemsOf({ "mine.json": JSON.stringify(file) }), [
    `mine.json#/vectors/${index}: 2 steps have a fault, one should`,
  ]);
});

test("JSON that is no file of vectors is found, but for schemas", () => {
  assert.deepEqual(
    problemsOf({ "more.json": "{}", "schemas/rsa.schema.json": "{}" }),
    [
      'more.json#/format: expected the format "fesa-vectors/1", found nothing',
    ],
  );
});

test("a set that has fewer vectors than its topic says is found", () => {
  const files = Object.fromEntries(TOPICS.map(({ path }) => [
    path,
    readFileSync(join(VECTORS, path), "utf8"),
  ]));
  const small = changed((file) => {
    file.vectors = [file.vectors[REFUSED]];
    file.count = 1;
    file.flags = { Bomb: file.flags.Bomb };
  });
  assert.deepEqual(problemsOf({ ...files, [TOPIC.path]: small }, true), [
    `${TOPIC.path}#/vectors: 1 vectors, the topic says at least ${TOPIC.minimum}`,
  ]);
});

test("a set that lacks a topic is found", () => {
  const problems = problemsOf({ [TOPIC.path]: TEXT }, true);
  for (const { path } of TOPICS) {
    const line = `${path}#: there is no such file`;
    assert.equal(problems.includes(line), path !== TOPIC.path);
  }
});

test("a set of what is right alone is found", () => {
  const right = changed((file) => {
    file.vectors = file.vectors.filter((v: Json) => v.flags.length === 0);
    file.count = file.vectors.length;
    file.flags = {};
  });
  const problems = problemsOf({ [TOPIC.path]: right }, true);
  const count = JSON.parse(right).count;
  assert.ok(
    problems.includes(
      `${TOPIC.path}#/vectors: 0 negatives don't outnumber ${count} positives`,
    ),
  );
});

test("a folder without a file of vectors is a problem", () => {
  assert.match(problemsOf({}).join(), /#: no file of vectors there$/);
});
