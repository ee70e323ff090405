import assert from "node:assert/strict";
import { test } from "node:test";
import { type Case, serverCase } from "../runner/case.ts";
import type { Kill } from "./kill.ts";
import { scoreLines } from "./kill_lines.ts";
import {
  isClean,
  KillScore,
  killScore,
  type ScoreInput,
} from "./kill_score.ts";
import type { Mutant } from "./mutant.ts";

const MUTANT: Mutant = {
  id: "frames/server-a",
  role: "server",
  requirement: "FRM-4",
  title: "A",
  models: "B",
};
const KILL: Kill = {
  id: MUTANT.id,
  role: "server",
  requirement: "FRM-4",
  killedBy: ["frames/server-one"],
  lost: [],
  alsoFails: ["frames/server-two"],
  suiteFaults: [],
};
const CASES: readonly Case[] = ["frames/server-one", "frames/server-two"].map(
  (id) => serverCase({ id, title: id, requirements: [], run: async () => {} }),
);

function scoreOf(kill: Partial<Kill>, rest: Partial<ScoreInput> = {}) {
  return killScore({
    mutants: [MUTANT],
    cases: CASES,
    kills: new Map([[MUTANT.id, { ...KILL, ...kill }]]),
    referenceFails: [],
    seed: 1,
    scope: "whole",
    ...rest,
  });
}

test("a score says who was killed, and which cases kill nobody", () => {
  const score = scoreOf({});
  assert.deepEqual(score.survivors, []);
  assert.deepEqual(score.killsNothing, ["frames/server-two"]);
  assert.ok(isClean(score));
  assert.deepEqual(KillScore.parse(JSON.parse(JSON.stringify(score))), score);
  assert.equal(
    scoreLines(score).at(-1),
    "1 of 1 mutants killed, 1 cases kill none",
  );
});

test("a mutant that only other requirements' cases fail survives", () => {
  const score = scoreOf({ killedBy: [], alsoFails: ["frames/server-two"] });
  assert.deepEqual(score.survivors, [MUTANT.id]);
  assert.ok(!isClean(score));
});

test("a case that the reference does not pass kills nobody", () => {
  const referenceFails = ["frames/server-one: silence"];
  const score = scoreOf({}, { referenceFails });
  assert.deepEqual(score.survivors, [MUTANT.id]);
  assert.ok(!isClean(score));
});

test("a case that stumbles over a mutant is a fault of the suite", () => {
  const score = scoreOf({ suiteFaults: ["frames/server-two: undefined"] });
  assert.ok(!isClean(score));
});

test("a recorded kill that does not happen is a fault of the suite", () => {
  const score = scoreOf({ lost: ["frames/server-two"] });
  assert.deepEqual(score.lost, [`frames/server-two: ${MUTANT.id}`]);
  assert.ok(!isClean(score));
});

test("only the whole table says which cases kill nobody", () => {
  assert.deepEqual(scoreOf({}, { scope: "part" }).killsNothing, []);
});
