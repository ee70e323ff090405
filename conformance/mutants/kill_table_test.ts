import assert from "node:assert/strict";
import { test } from "node:test";
import { CASES } from "../cases/mod.ts";
import type { Kill } from "./kill.ts";
import { makeTable, type TableRecord } from "./kill_table.ts";
import { MUTANTS } from "./mod.ts";

const OPTIONS = { seed: 1, runs: 1, jobs: 4, sample: 0 };
const KILLED = [
  "frames/server-greets-first",
  "keys/client-weak-key-as-bad",
  "channel/client-pong-padded",
];

function emptyRecord(): TableRecord {
  return { reference: new Map(), kills: new Map() };
}

test("mutants are killed by cases that the reference passes", async () => {
  const mutants = MUTANTS.filter(({ id }) => KILLED.includes(id));
  const record = emptyRecord();
  const told: Kill[] = [];
  await makeTable(mutants, CASES, OPTIONS, record, {
    reference: () => {},
    kill: (kill) => void told.push(kill),
  });
  assert.equal(told.length, KILLED.length);
  for (const { id, killedBy, suiteFaults } of told) {
    assert.notDeepEqual(killedBy, [], id);
    assert.deepEqual(suiteFaults, [], id);
  }
  assert.deepEqual([...record.reference.values()], [[], []]);
});

test("the reference, put together as a mutant is, survives", async () => {
  const [mutant] = MUTANTS;
  const sound = { ...mutant, id: "frames/server-sound", plant: undefined };
  const record = emptyRecord();
  await makeTable([sound], CASES, OPTIONS, record, {
    reference: () => {},
    kill: () => {},
  });
  assert.deepEqual(record.kills.get(sound.id)?.killedBy, []);
});

test("what is known already is not run again", async () => {
  const [mutant] = MUTANTS;
  const record = emptyRecord();
  const { id, role, requirement } = mutant;
  const known = { id, role, requirement, killedBy: [], alsoFails: [] };
  record.kills.set(id, { ...known, suiteFaults: [] });
  await makeTable([mutant], CASES, OPTIONS, record, {
    reference: () => {},
    kill: () => assert.fail("it was run"),
  });
});
