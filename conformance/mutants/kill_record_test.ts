import assert from "node:assert/strict";
import { test } from "node:test";
import { type Case, clientCase, serverCase } from "../runner/case.ts";
import { recordFaults, recordOf } from "./kill_record.ts";
import { inRole, type Mutant } from "./mutant.ts";

const run = async (): Promise<void> => {};
const [ONE, TWO]: Case[] = ["frames/server-one", "frames/server-two"].map(
  (id) => serverCase({ id, title: id, requirements: ["FRM-4"], run }),
);
const [A, B]: Mutant[] = ["a", "b"].map((name) =>
  inRole("server", {
    layer: "frames",
    name,
    requirement: "FRM-4",
    title: "",
    models: "",
  })
);

test("a record with a fault is told of", () => {
  const faults = (record: Record<string, string>, one: Case = ONE) =>
    recordFaults(new Map(Object.entries(record)), [one], [A]);
  assert.deepEqual(faults({ [ONE.id]: A.id }), []);
  assert.deepEqual(faults({}), [
    `${ONE.id}: it kills no mutant, and does not say why it is there`,
  ]);
  assert.deepEqual(faults({}, { ...ONE, killsNone: "for a probe" }), []);
  assert.deepEqual(faults({ [ONE.id]: A.id }, { ...ONE, killsNone: "" }), [
    `${ONE.id}: it does kill ${A.id}`,
  ]);
  for (
    const stranger of [
      { ...ONE, requirements: ["FRM-5"] },
      clientCase({ ...ONE, requirements: ["FRM-4"], config: undefined, run }),
    ]
  ) {
    assert.deepEqual(faults({ [ONE.id]: A.id }, stranger), [
      `${ONE.id}: it can't kill ${A.id}`,
    ]);
  }
  assert.deepEqual(faults({ [ONE.id]: B.id }), [
    `${ONE.id}: it can't kill ${B.id}`,
  ]);
  assert.deepEqual(faults({ [ONE.id]: A.id, [TWO.id]: A.id }), [
    `${TWO.id}: there is no such case`,
  ]);
});

test("what is recorded is the mutant that says most of a case", () => {
  const row = (mutant: Mutant, killedBy: readonly Case[]) => ({
    ...mutant,
    killedBy: killedBy.map(({ id }) => id),
    alsoFails: [],
  });
  const mutants = [row(A, [ONE, TWO]), row(B, [TWO])];
  const record = (old: Record<string, string>) => [
    ...recordOf({ mutants }, [ONE, TWO], new Map(Object.entries(old))),
  ];
  assert.deepEqual(record({}), [[ONE.id, A.id], [TWO.id, B.id]]);
  assert.deepEqual(record({ [TWO.id]: A.id }), [
    [ONE.id, A.id],
    [TWO.id, A.id],
  ]);
});
