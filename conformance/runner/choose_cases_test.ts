import assert from "node:assert/strict";
import { test } from "node:test";
import { type Case, type CaseFields, clientCase, serverCase } from "./case.ts";
import { type Choice, chooseCases } from "./choose_cases.ts";

function made(id: string, more: Partial<CaseFields> = {}): Case {
  const run = () => Promise.resolve();
  return serverCase({ id, title: "", requirements: [], ...more, run });
}

const CASES = [
  made("frames/a"),
  made("frames/b"),
  made("frames/slow", { optIn: true, aliases: ["frames/long"] }),
  clientCase({
    id: "frames/c",
    title: "",
    requirements: [],
    run: () => Promise.resolve(),
  }),
];

const CHOICES: readonly [string, Choice, readonly string[]][] = [
  ["all", { filters: [] }, ["frames/a", "frames/b"]],
  ["a glob", { filters: ["frames/*"] }, ["frames/a", "frames/b"]],
  ["the opted into", { filters: [], optIn: true }, [
    "frames/a",
    "frames/b",
    "frames/slow",
  ]],
  ["one by its id", { filters: ["frames/slow"] }, ["frames/slow"]],
  ["one by its alias", { filters: ["frames/long"] }, ["frames/slow"]],
];

for (const [what, choice, ids] of CHOICES) {
  test(`a choice of ${what} is [${ids}]`, () => {
    const chosen = chooseCases(CASES, new Set(["server"]), choice);
    assert.deepEqual(chosen.cases.map(({ id }) => id), ids);
    assert.equal(chosen.nothing, undefined);
  });
}

const NOTHING: readonly [string, Choice, RegExp][] = [
  ["a glob that matches nothing", { filters: ["x/*"] }, /matches --filter 'x/],
  [
    "a glob beside others that matches nothing",
    { filters: ["frames/a", "frame/b"] },
    /^No case matches --filter 'frame\/b': see/,
  ],
  ["an exclusion of nothing", { filters: ["!x"] }, /--filter '!x'/],
  [
    "cases of the other role",
    { filters: ["frames/c"] },
    /No case for a server/,
  ],
  ["what is opted into", { filters: ["*/sl*"] }, /--filter frames\/slow, or/],
  [
    "a shard without cases",
    { filters: ["frames/a"], shard: { index: 2, count: 1 } },
    /^Shard 2\/1 has no case of 1/,
  ],
];

for (const [what, choice, message] of NOTHING) {
  test(`a choice of ${what} says so`, () => {
    const chosen = chooseCases(CASES, new Set(["server"]), choice);
    assert.deepEqual(chosen.cases, []);
    assert.match(chosen.nothing ?? "", message);
  });
}
