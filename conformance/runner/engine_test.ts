import assert from "node:assert/strict";
import { test } from "node:test";
import {
  Inconclusive,
  NotApplicable,
  Silence,
  Violation,
} from "../tester/violation.ts";
import type { Case } from "./case.ts";
import { runCases, type RunOptions } from "./engine.ts";
import { KnownFailures } from "./known_failures.ts";
import type { Target } from "./target.ts";
import { scriptedCase, ScriptedTarget } from "./test_scripted_target.ts";
import { exitStatus, summarize } from "../reports/summary.ts";

const OPTIONS: RunOptions = {
  seed: 1,
  runs: 1,
  jobs: 1,
  deadlineMs: 10_000,
  caseTimeoutMs: 5_000,
  patienceMs: 1_000,
  failFast: false,
};

const GATE = scriptedCase("handshake/gate", { settings: "each", gate: true });
const CASES = [
  GATE,
  scriptedCase("frames/a"),
  scriptedCase("frames/b", { settings: "each" }),
];

async function verdicts(
  target: Target,
  cases: readonly Case[] = CASES,
  options: Partial<RunOptions> = {},
): Promise<{ status: number; verdicts: Record<string, string> }> {
  const results = await runCases(
    target,
    cases,
    [GATE],
    { ...OPTIONS, ...options },
    () => {},
  );
  return {
    status: exitStatus(summarize(results, 0)),
    verdicts: Object.fromEntries(
      results.map(({ theCase, verdict }) => [theCase.id, verdict]),
    ),
  };
}

const broken = new Violation("FRM-4", "an Alert", "the end");

test("a case that passes in every row passes", async () => {
  assert.deepEqual(await verdicts(new ScriptedTarget(() => undefined)), {
    status: 0,
    verdicts: {
      "handshake/gate": "pass",
      "frames/a": "pass",
      "frames/b": "pass",
    },
  });
});

test("a case that fails in one row fails", async () => {
  const target = new ScriptedTarget((theCase, { setting }) =>
    theCase.id === "frames/b" && setting === "certified" ? broken : undefined
  );
  assert.deepEqual(await verdicts(target), {
    status: 1,
    verdicts: {
      "handshake/gate": "pass",
      "frames/a": "pass",
      "frames/b": "fail",
    },
  });
});

test("a gate that fails closes its row: one failure, the rest unjudged", async () => {
  const target = new ScriptedTarget((theCase, { setting }) =>
    theCase.gate && setting === "open" ? broken : undefined
  );
  assert.deepEqual(await verdicts(target), {
    status: 1,
    verdicts: {
      "handshake/gate": "fail",
      // Any setting will do for it, and `certified` is open.
      "frames/a": "pass",
      "frames/b": "inconclusive",
    },
  });
});

test("a gate that nobody selected is told of where it fails", async () => {
  const target = new ScriptedTarget((theCase) =>
    theCase.gate ? broken : undefined
  );
  assert.deepEqual(await verdicts(target, [CASES[1]]), {
    status: 1,
    verdicts: { "handshake/gate": "fail", "frames/a": "inconclusive" },
  });
});

test("before the target has spoken nothing is its failure", async () => {
  const target = new ScriptedTarget(() => broken);
  target.spoken = false;
  const { status, verdicts: all } = await verdicts(target);
  assert.equal(status, 3);
  assert.deepEqual(new Set(Object.values(all)), new Set(["inconclusive"]));
});

test("what had not spoken and does in another row is tried again", async () => {
  const target = new ScriptedTarget((theCase, { setting }, attempt) => {
    if (!theCase.gate) return undefined;
    if (setting === "certified") target.spoken = true;
    return setting === "open" && attempt === 1 ? broken : undefined;
  });
  target.spoken = false;
  assert.equal((await verdicts(target)).status, 0);
});

test("silence that a second try breaks is no pass", async () => {
  const silence = new Silence("FRM-4", "an Alert", "silence");
  for (const broken of ["frames/a", GATE.id]) {
    const target = new ScriptedTarget((theCase, _, attempt) =>
      theCase.id === broken && attempt === 1 ? silence : undefined
    );
    const { status, verdicts: all } = await verdicts(target, CASES, {
      jobs: 2,
    });
    assert.equal(status, 3);
    assert.deepEqual(
      CASES.map(({ id }) => [id, all[id]]),
      CASES.map(({ id }) => [id, id === broken ? "inconclusive" : "pass"]),
    );
  }
});

test("silence that a second try meets again is a failure", async () => {
  const silence = new Silence("FRM-4", "an Alert", "silence");
  const target = new ScriptedTarget((theCase) =>
    theCase.id === "frames/a" ? silence : undefined
  );
  const { status, verdicts: all } = await verdicts(target, CASES, { jobs: 2 });
  assert.deepEqual([status, all["frames/a"]], [1, "fail"]);
});

test("what does not apply is no verdict on the target", async () => {
  const target = new ScriptedTarget((theCase) =>
    theCase.id === "frames/a" ? new NotApplicable("no") : undefined
  );
  const { status, verdicts: all } = await verdicts(target);
  assert.deepEqual([status, all["frames/a"]], [0, "not-applicable"]);
});

test("one case that cannot be judged makes the run inconclusive", async () => {
  const target = new ScriptedTarget((theCase) =>
    theCase.id === "frames/a"
      ? new Inconclusive("why", "no-contract")
      : undefined
  );
  assert.equal((await verdicts(target)).status, 3);
});

test("a fault of the suite is not the target's", async () => {
  const target = new ScriptedTarget((theCase) =>
    theCase.id === "frames/a" ? new TypeError("x is undefined") : undefined
  );
  const { status, verdicts: all } = await verdicts(target);
  assert.deepEqual([status, all["frames/a"]], [3, "inconclusive"]);
});

test("a declared deviation is expected to fail, and red where it passes", async () => {
  const deviations = { "frames/a": "known", "frames/b": "known" };
  const known = new KnownFailures(CASES, { deviations });
  const target = new ScriptedTarget((theCase) =>
    theCase.id === "frames/a" ? broken : undefined
  );
  assert.deepEqual(await verdicts(target, CASES, { known }), {
    status: 1,
    verdicts: {
      "handshake/gate": "pass",
      "frames/a": "expected-fail",
      "frames/b": "unexpected-pass",
    },
  });
});

test("a run ends by its deadline, whatever hangs", async () => {
  const target = new ScriptedTarget((theCase) =>
    theCase.gate ? undefined : new Promise(() => {})
  );
  const options = { deadlineMs: 50 };
  const { status, verdicts: all } = await verdicts(target, CASES, options);
  assert.deepEqual([status, all["frames/a"]], [3, "inconclusive"]);
});

test("a case that takes too long fails", async () => {
  const target = new ScriptedTarget((theCase) =>
    theCase.id === "frames/a" ? new Promise(() => {}) : undefined
  );
  const options = { caseTimeoutMs: 20 };
  const { status, verdicts: all } = await verdicts(target, CASES, options);
  assert.deepEqual([status, all["frames/a"]], [1, "fail"]);
});

test("no case at all is a status of its own", async () => {
  assert.equal(
    (await verdicts(new ScriptedTarget(() => undefined), [])).status,
    4,
  );
});

test("a target that stops answering ends its run, and says which case saw it", async () => {
  let gates = 0;
  const target = new ScriptedTarget((theCase) => {
    if (theCase.gate) return gates++ < 2 ? undefined : broken;
    return new Silence("FRM-4", "an Alert", "silence");
  });
  const cases = Array.from(
    { length: 40 },
    (_, i) => scriptedCase(`frames/${i}`),
  );
  const { status, verdicts: all } = await verdicts(target, [GATE, ...cases]);
  assert.equal(status, 1);
  const failed = Object.values(all).filter((verdict) => verdict === "fail");
  const unjudged = Object.values(all).filter((one) => one === "inconclusive");
  assert.deepEqual([failed.length, unjudged.length], [16, 24]);
});

test("silence here and there is no sign of death", async () => {
  const target = new ScriptedTarget(({ id }) =>
    Number(id.split("/")[1]) % 2 === 0
      ? new Silence("FRM-4", "an Alert", "silence")
      : undefined
  );
  const cases = Array.from(
    { length: 40 },
    (_, i) => scriptedCase(`frames/${i}`),
  );
  const { verdicts: all } = await verdicts(target, [GATE, ...cases]);
  const judged = Object.values(all).filter((one) => one !== "inconclusive");
  assert.equal(judged.length, 41);
});
