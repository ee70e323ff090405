import assert from "node:assert/strict";
import { test } from "node:test";
import { CHAINS, FLAGS } from "../../chains/mod.ts";
import { chains } from "./chains.ts";
import { FORMER_NAMES } from "./former_ids.ts";

test("every former name is of a chain that still has its case", () => {
  const aliases = chains.flatMap(({ aliases = [] }) => aliases);
  assert.equal(aliases.length, Object.keys(FORMER_NAMES).length);
  assert.equal(new Set(aliases).size, aliases.length);
});

test("every chain is in the vectors or a case, and most in both", () => {
  const ids = CHAINS.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  const alone = CHAINS.filter(({ only, verdict }) =>
    only !== undefined || verdict.result === "either"
  );
  assert.equal(chains.length, CHAINS.length - alone.length + 1);
  assert.ok(4 * alone.length < CHAINS.length);
});

test("every class of bugs has a chain", () => {
  const unused = Object.keys(FLAGS)
    .filter((name) => !CHAINS.some(({ flag }) => flag === name));
  assert.deepEqual(unused, []);
});
