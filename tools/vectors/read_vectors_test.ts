import assert from "node:assert/strict";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { VECTORS } from "./generate.ts";
import { problemText } from "./problem.ts";
import { readVectors } from "./read_vectors.ts";
import { topicsNamed } from "./topics.ts";

const [MESSAGES] = topicsNamed(["messages"]);
const TEXT = readFileSync(join(VECTORS, MESSAGES.path), "utf8");
const COUNT: number = JSON.parse(TEXT).count;

// deno-lint-ignore no-explicit-any -- a file that is to be made wrong
type Json = any;

/** What reading says once the file was changed. */
function problemsOf(change: (file: Json) => void): string[] {
  const file = JSON.parse(TEXT);
  change(file);
  return problemsIn(JSON.stringify(file));
}

function problemsIn(text: string): string[] {
  const directory = mkdtempSync(join(tmpdir(), "fesa-vectors-"));
  try {
    mkdirSync(join(directory, "messages"));
    writeFileSync(join(directory, MESSAGES.path), text);
    return readVectors(directory, MESSAGES).problems.map(problemText);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const WRONG: readonly [
  name: string,
  change: (file: Json) => void,
  problem: string,
][] = [
  [
    "an unknown version of the format",
    (file) => file.format = "fesa-vectors/2",
    '/format: expected the format "fesa-vectors/1", found "fesa-vectors/2"',
  ],
  [
    "no format at all",
    (file) => delete file.format,
    '/format: expected the format "fesa-vectors/1", found nothing',
  ],
  [
    "an unknown key of the file",
    (file) => file.remark = "",
    "/remark: unknown key",
  ],
  [
    "an unknown key of a vector",
    (file) => file.vectors[3]["a/b~"] = 1,
    "/vectors/3/a~1b~0: unknown key",
  ],
  [
    "an id twice",
    (file) => file.vectors[5].id = file.vectors[2].id,
    "/vectors/5/id: client-hello/valid/grease is the id of vector 2",
  ],
  [
    "a digit that is not hex",
    (file) => file.vectors[0].body = "0g",
    "/vectors/0/body: Expected lower-case hex, two digits a byte",
  ],
  [
    "half a byte",
    (file) => file.vectors[0].body = "020",
    "/vectors/0/body: Expected lower-case hex, two digits a byte",
  ],
  [
    "an id that is not lower-case words",
    (file) => file.vectors[0].id = "Client Hello",
    "/vectors/0/id: Expected lower-case words, - . /",
  ],
  [
    "a vector less than the count",
    (file) => file.vectors.pop(),
    `/count: says ${COUNT}, there are ${COUNT - 1} vectors`,
  ],
  [
    "a flag that is not explained",
    (file) => file.vectors[1].flags = ["Strange"],
    "/vectors/1/flags/0: no flag Strange",
  ],
  [
    "a flag that no vector has",
    (file) => file.flags.Strange = { bugClass: "a", effect: "b" },
    "/flags/Strange: no vector has it",
  ],
  [
    "a provenance that is not explained",
    (file) => file.vectors[1].provenance = "heaven",
    "/vectors/1/provenance: no provenance heaven",
  ],
  [
    "a requirement that the spec doesn't have",
    (file) => file.vectors[1].requirements = ["QQQ-1"],
    "/vectors/1/requirements/0: no requirement QQQ-1",
  ],
];

for (const [name, change, problem] of WRONG) {
  test(`${name} is refused`, () => {
    assert.deepEqual(problemsOf(change), [`${MESSAGES.path}#${problem}`]);
  });
}

test("what is no JSON is refused", () => {
  const [problem, ...others] = problemsIn(TEXT.slice(0, -3));
  assert.match(problem, /^messages\/messages\.json#: .*JSON/);
  assert.deepEqual(others, []);
});

test("a file that is not there is a problem", () => {
  const { problems } = readVectors("/nowhere", MESSAGES);
  assert.deepEqual(problems.map(problemText), [
    "messages/messages.json#: there is no such file",
  ]);
});
