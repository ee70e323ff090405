import assert from "node:assert/strict";
import { test } from "node:test";
import { CASES } from "../cases/mod.ts";
import { CONTROLS } from "../runner/case.ts";
import { runCases } from "../runner/engine.ts";
import { ControlTarget } from "./control_target.ts";

const OPTIONS = {
  seed: 1,
  runs: 2,
  jobs: 32,
  deadlineMs: 120_000,
  caseTimeoutMs: 10_000,
  patienceMs: 40,
  failFast: false,
  deviations: {},
};

for (const name of CONTROLS) {
  for (const role of ["server", "client"] as const) {
    test(`no ${role} case passes against the control peer ${name}`, async () => {
      const target = new ControlTarget(name, role);
      // Without gates: each case must see for itself that nobody is there.
      const cases = CASES.filter((one) => one.role === role);
      const results = await runCases(target, cases, [], OPTIONS, () => {});
      await target.stop();
      assert.equal(results.length, cases.length);
      const passed = results.filter(({ rows }) =>
        rows.some(({ verdict }) => verdict === "pass")
      ).map(({ theCase }) => theCase);
      const unmarked = passed.filter(({ passesVacuously = {} }) =>
        passesVacuously[name] === undefined
      );
      assert.deepEqual(unmarked.map(({ id }) => id), []);
      const marked = cases.filter(({ passesVacuously = {} }) =>
        passesVacuously[name] !== undefined
      );
      assert.deepEqual(
        marked.filter((one) => !passed.includes(one)).map(({ id }) => id),
        [],
        "marked as passing, and does not",
      );
    });
  }
}
