import assert from "node:assert/strict";
import { test } from "node:test";
import { CASES } from "../cases/mod.ts";
import type { Kill } from "./kill.ts";
import { makeTable, type TableRecord } from "./kill_table.ts";
import { MUTANTS } from "./mod.ts";

const OPTIONS = { seed: 1, runs: 1, jobs: 4, scope: "citing" } as const;
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

test("a mutant that spoils every handshake is killed beyond the gates", async () => {
  const id = "frames/server-greets-first";
  const mutants = MUTANTS.filter((mutant) => mutant.id === id);
  const [{ requirement }] = mutants;
  const cases = CASES.filter(({ gate, requirements, role }) =>
    role === "server" && (gate || requirements.includes(requirement))
  );
  const record = emptyRecord();
  const options = { ...OPTIONS, scope: "whole" } as const;
  await makeTable(mutants, cases, options, record, {
    reference: () => {},
    kill: () => {},
  });
  const { killedBy, alsoFails } = record.kills.get(id)!;
  assert.notDeepEqual(killedBy, []);
  assert.deepEqual(alsoFails, ["handshake/server-completes"]);
});

test("what is known already is not run again", async () => {
  const [mutant] = MUTANTS;
  const record = emptyRecord();
  const { id, role, requirement } = mutant;
  const known = {
    id,
    role,
    requirement,
    killedBy: [],
    lost: [],
    alsoFails: [],
  };
  record.kills.set(id, { ...known, suiteFaults: [] });
  await makeTable([mutant], CASES, OPTIONS, record, {
    reference: () => {},
    kill: () => assert.fail("it was run"),
  });
});

test("what was recorded to kill a mutant must kill it again", async () => {
  const id = "channel/client-pong-padded";
  const mutants = MUTANTS.filter((mutant) => mutant.id === id);
  const table = emptyRecord();
  const record = new Map([
    ["channel/client-ping-empty", id],
    ["channel/client-pings-in-order", id],
  ]);
  const scope = { others: 0, record };
  await makeTable(mutants, CASES, { ...OPTIONS, scope }, table, {
    reference: () => {},
    kill: () => {},
  });
  const { killedBy, lost } = table.kills.get(id)!;
  assert.deepEqual(killedBy, ["channel/client-ping-empty"]);
  assert.deepEqual(lost, ["channel/client-pings-in-order"]);
});
