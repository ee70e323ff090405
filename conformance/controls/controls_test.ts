import assert from "node:assert/strict";
import { test } from "node:test";
import { CASES } from "../cases/mod.ts";
import { type Case, CONTROLS } from "../runner/case.ts";
import { runCases } from "../runner/engine.ts";
import { AlertCode } from "../tester/registry.ts";
import type { ControlRole } from "./control.ts";
import { ControlTarget } from "./control_target.ts";

const ROLES: readonly ControlRole[] = ["server", "client"];

const OPTIONS = {
  seed: 1,
  runs: 2,
  jobs: 64,
  deadlineMs: 120_000,
  // So that a property gives up before it has found the smallest failure.
  caseTimeoutMs: 1_500,
  patienceMs: 40,
  failFast: false,
};

/**
 * A control peer keeps nothing of a connection: any may run beside another.
 * Nor does it know of ciphers: one does for all, but where a gate stands before
 * each.
 */
const TOGETHER: readonly Case[] = CASES.map((one) => ({
  ...one,
  alone: false,
  ciphers: one.ciphers === "each" && !one.gate ? "default" : one.ciphers,
  timeoutMs: undefined,
}));

/** The cases of which any row passes. */
async function passed(
  target: ControlTarget,
  gates: readonly Case[],
): Promise<Case[]> {
  const { role } = target.description;
  const cases = TOGETHER.filter((one) => one.role === role);
  const results = await runCases(target, cases, gates, OPTIONS, () => {});
  await target.stop();
  assert.equal(results.length, cases.length);
  return results.filter(({ rows }) =>
    rows.some(({ verdict }) => verdict === "pass")
  ).map(({ theCase }) => theCase);
}

for (const name of CONTROLS) {
  test(`no case passes against the control peer ${name}`, async () => {
    // Without gates: each case must see for itself that nobody is there.
    const targets = ROLES.map((role) => new ControlTarget(name, role));
    const all = await Promise.all(targets.map((target) => passed(target, [])));
    const passing = all.flat();
    const isMarked = ({ passesVacuously = {} }: Case) =>
      passesVacuously[name] !== undefined;
    const unmarked = passing.filter((one) => !isMarked(one));
    assert.deepEqual(unmarked.map(({ id }) => id), []);
    assert.deepEqual(
      TOGETHER.filter((one) => isMarked(one) && !passing.includes(one))
        .map(({ id }) => id),
      [],
      "marked as passing, and does not",
    );
  });
}

test("with gates no Alert earns a pass, whatever its code", async () => {
  // Many a case asks for just this Alert: the basic handshake comes first.
  const gates = TOGETHER.filter(({ gate }) => gate);
  const targets = Object.values(AlertCode).flatMap((code) =>
    ROLES.map((role) => new ControlTarget("alert", role, code))
  );
  const all = await Promise.all(
    targets.map((target) =>
      passed(
        target,
        gates.filter(({ role }) => role === target.description.role),
      )
    ),
  );
  assert.deepEqual(all.flat().map(({ id }) => id), []);
});
