import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { z } from "zod";
import { serverCase } from "./case.ts";
import { readReplay, REPLAY_SCHEMA } from "./replay_file.ts";

const CASES = [
  serverCase({
    id: "frames/a",
    aliases: ["frames/old"],
    title: "",
    requirements: [],
    conversation: z.array(
      z.object({ do: z.literal("ping"), bytes: z.string() }),
    ),
    run: () => Promise.resolve(),
  }),
  serverCase({
    id: "frames/b",
    title: "",
    requirements: [],
    run: () => Promise.resolve(),
    conversation: z.array(
      z.strictObject({ do: z.string(), bytes: z.string() }),
    ),
  }),
  serverCase({
    id: "frames/plain",
    title: "",
    requirements: [],
    run: () => Promise.resolve(),
  }),
];

const REPLAY = {
  schema: REPLAY_SCHEMA,
  case: "frames/a",
  role: "server",
  seed: 7,
};

const folder = mkdtempSync(join(tmpdir(), "fesa-replay-"));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, "replay.json");

test("a replay names its case, by an old name too", () => {
  for (const name of ["frames/a", "frames/old"]) {
    const conversation = [{ do: "ping", bytes: "00" }];
    const written = {
      ...REPLAY,
      case: name,
      row: "open/aes",
      runs: 100,
      path: "3:0:1",
      conversation,
    };
    writeFileSync(path, JSON.stringify(written));
    const { replay, theCase } = readReplay(path, CASES);
    assert.deepEqual(replay, written);
    assert.equal(theCase, CASES[0]);
  }
});

const REFUSED: readonly [string, unknown, RegExp][] = [
  ["no case of the suite", { ...REPLAY, case: "x" }, /: \/case: there is no/],
  ["the other role", { ...REPLAY, role: "client" }, /: \/role: frames\/a is a/],
  [
    "a conversation for a case that has none",
    { ...REPLAY, case: "frames/plain", conversation: [] },
    /: \/conversation: frames\/plain is no property/,
  ],
  [
    "a conversation of another kind",
    { ...REPLAY, conversation: [{ do: "ping" }] },
    /: \/conversation\/0\/bytes: /,
  ],
  ["a path of letters", { ...REPLAY, path: "a" }, /: \/path: /],
  ["a negative seed", { ...REPLAY, seed: -1 }, /: \/seed: /],
  [
    "a conversation of another kind",
    { ...REPLAY, conversation: [{ do: "pong", bytes: "" }] },
    /: \/conversation\/0\/do: /,
  ],
  ["an unknown key", { ...REPLAY, note: "" }, /: \/note: there is no such key/],
  ["another schema", { ...REPLAY, schema: "x" }, /: \/schema: /],
];

for (const [what, replay, message] of REFUSED) {
  test(`a replay with ${what} is refused with its place`, () => {
    writeFileSync(path, JSON.stringify(replay));
    assert.throws(() => readReplay(path, CASES), {
      name: "RangeError",
      message,
    });
  });
}
