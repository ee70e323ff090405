import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { CASES } from "../cases/mod.ts";
import { cites } from "./kill_plan.ts";
import { readRecord, recordFaults } from "./kill_record.ts";
import { MUTANTS } from "./mod.ts";

test("each mutant has an id of its own, by layer and role", () => {
  const ids = MUTANTS.map(({ id }) => id);
  assert.deepEqual(ids.filter((id, i) => ids.indexOf(id) !== i), []);
  for (const { id, role } of MUTANTS) {
    assert.match(id, new RegExp(`^[a-z]+/${role}-[a-z0-9-]+$`));
  }
});

test("each mutant breaks a requirement that a case of its role cites", () => {
  const url = new URL("../../spec/requirements.json", import.meta.url);
  const known = JSON.parse(readFileSync(url, "utf8")) as { id: string }[];
  for (const mutant of MUTANTS) {
    const { id, role, requirement } = mutant;
    assert.ok(known.some((one) => one.id === requirement), `${id}: unknown`);
    const citing = CASES.some((one) => one.role === role && cites(one, mutant));
    assert.ok(citing, `${id}: no case cites ${requirement}`);
  }
});

test("there are faulty servers and faulty clients", () => {
  for (const role of ["server", "client"]) {
    const count = MUTANTS.filter((mutant) => mutant.role === role).length;
    assert.ok(count >= 30, `${count} of a ${role}`);
  }
});

test("each case is recorded to kill a mutant, or says why it kills none", () => {
  // What takes minutes is not run against mutants.
  const cases = CASES.filter(({ optIn }) => optIn !== true);
  assert.deepEqual(recordFaults(readRecord(), cases, MUTANTS), []);
});
