import assert from "node:assert/strict";
import { test } from "node:test";
import { attackerProperty } from "../cases/handshake/attacker_property.ts";
import { runMutant } from "../mutants/run_mutant.ts";
import { runCases } from "../runner/engine.ts";
import { ExecClientTarget } from "../runner/exec_client.ts";
import type { Program } from "../runner/program.ts";
import type { Attack } from "./attack.ts";

test("an end that hands over no Data says nothing, and is no fault", async () => {
  const conversation: Attack = {
    seed: 0,
    talk: [{ by: "server", say: "data", size: 0 }],
    closer: "client",
    deeds: [],
  };
  const program: Program = {
    name: "the reference",
    run: (input, print, signal) => runMutant({}, input, print, signal),
  };
  const target = new ExecClientTarget(program, {});
  const cases = attackerProperty.filter(({ role }) => role === "client");
  const [result] = await runCases(target, cases, [], {
    seed: 1,
    runs: 1,
    jobs: 1,
    deadlineMs: 60_000,
    caseTimeoutMs: 30_000,
    patienceMs: 5_000,
    failFast: false,
    row: "open/aes",
    conversation,
  }, () => {});
  await target.stop();
  assert.deepEqual(result.rows.map(({ reason }) => reason), [""]);
});
