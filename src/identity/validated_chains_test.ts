import assert from "node:assert/strict";
import { it } from "node:test";
import { nodeProvider } from "../keys/node_provider.ts";
import {
  type ChainQuestion,
  questionKey,
  ValidatedChains,
} from "./validated_chains.ts";

const CHAIN = { spki: Uint8Array.of(1), validFrom: 1000, validUntil: 5000 };

it("an answer holds for its time, to the second", () => {
  const chains = new ValidatedChains();
  chains.keep("a", CHAIN);
  for (const time of [1000, 3000, 5999]) {
    assert.equal(chains.find("a", time), CHAIN);
  }
  for (const time of [999, 6000, NaN]) {
    assert.equal(chains.find("a", time), undefined);
  }
  assert.equal(chains.find("b", 3000), undefined);
});

it("the oldest answer makes room", () => {
  const chains = new ValidatedChains(2);
  for (const key of ["a", "b", "c"]) chains.keep(key, CHAIN);
  const kept = ["a", "b", "c"].filter((key) => chains.find(key, 3000));
  assert.deepEqual(kept, ["b", "c"]);
});

it("an answer that is kept again makes no room", () => {
  const chains = new ValidatedChains(2);
  for (const key of ["a", "b", "b"]) chains.keep(key, CHAIN);
  assert.equal(chains.find("a", 3000), CHAIN);
});

it("questions that differ in anything have different keys", () => {
  const [a, b, ab] = [[1], [2], [1, 2]].map((bytes) => Uint8Array.from(bytes));
  const questions: Partial<ChainQuestion>[] = [
    { chain: [a, b] },
    { chain: [ab] },
    { chain: [b, a] },
    { chain: [a], anchors: [b] },
    { anchors: [a, b] },
    { anchors: [a], crls: [b] },
    { crls: [a, b] },
    { chain: [a, b], host: "y" },
    { chain: [a, b], host: "" },
  ];
  const keys = questions.map((question) =>
    questionKey(
      { chain: [], anchors: [], crls: [], host: "x", ...question },
      nodeProvider,
    )
  );
  assert.equal(new Set(keys).size, questions.length);
});
