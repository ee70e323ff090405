import assert from "node:assert/strict";
import { test } from "node:test";
import type { ReportEvent } from "./reports/event.ts";
import {
  type Baseline,
  BASELINE_SCHEMA,
  updatedBaseline,
} from "./runner/baseline.ts";
import type { Case } from "./runner/case.ts";
import { inShard } from "./runner/shard.ts";
import { scriptedCase, ScriptedTarget } from "./runner/test_scripted_target.ts";
import { runSuite, type SuiteOptions } from "./suite.ts";
import { Violation } from "./tester/violation.ts";

const GATE = scriptedCase("handshake/gate", { settings: "each", gate: true });
const [A, B] = ["frames/a", "frames/b"].map((id) => scriptedCase(id));
const CASES = [GATE, A, B];
const CLIENT_CASES: readonly Case[] = CASES.map((one): Case => ({
  ...one,
  id: `${one.id}-client`,
  config: undefined,
  role: "client",
  run: () => Promise.resolve(),
}));

const broken = new Violation(
  "FRM-4",
  "an Alert",
  "the end",
  undefined,
  "reset",
);
const fails = (id: string) => (theCase: Case) =>
  theCase.id === id ? broken : undefined;

/** Runs the suite; what it came to, and what a reporter was told. */
async function ran(
  targets: readonly ScriptedTarget[],
  options: Partial<SuiteOptions> = {},
  cases: readonly Case[] = CASES,
) {
  const events: ReportEvent[] = [];
  const result = await runSuite(targets, cases, {
    filters: [],
    seed: 1,
    runs: 1,
    jobs: 2,
    deadlineMs: 10_000,
    caseTimeoutMs: 5_000,
    patienceMs: 1_000,
    failFast: false,
    reporters: [{ report: (event) => void events.push(event) }],
    ...options,
  });
  const judged = new Map(
    events.flatMap((event) =>
      event.type === "case" ? [[event.case.id, event.case] as const] : []
    ),
  );
  const last = events.at(-1);
  assert.equal(events[0].type, "start");
  assert.ok(last?.type === "end");
  assert.equal(last.status, result.status);
  const verdicts = Object.fromEntries(
    [...judged].map(([id, { verdict }]) => [id, verdict]),
  );
  return { ...result, events, judged, verdicts };
}

function baselineOf(observed: string, id = "frames/a"): Baseline {
  const row = "open/aes";
  const entry = {
    case: id,
    role: "server",
    row,
    observed,
    why: "known",
  } as const;
  return { schema: BASELINE_SCHEMA, entries: [entry] };
}

test("a failure that is listed is expected, and the status 0", async () => {
  const target = new ScriptedTarget(fails("frames/a"));
  const baseline = baselineOf("reset");
  const { status, verdicts } = await ran([target], { baseline });
  assert.deepEqual([status, verdicts["frames/a"]], [0, "expected-fail"]);
});

test("an entry of no case is status 1, and named", async () => {
  const target = new ScriptedTarget(() => undefined);
  const baseline = baselineOf("reset", "frames/gone");
  const { status, verdicts, notes } = await ran([target], { baseline });
  assert.deepEqual([status, verdicts["frames/a"]], [1, "pass"]);
  assert.deepEqual(notes, [
    "The baseline is stale: /entries/0: there is no case frames/gone",
  ]);
});

test("an update lists what fails, and a run with it is status 0", async () => {
  const failing = () => new ScriptedTarget(fails("frames/b"));
  const old = baselineOf("reset");
  const { status, results } = await ran([failing()], {
    baseline: old,
    updateBaseline: true,
  });
  assert.equal(status, 0);
  const baseline = updatedBaseline(old, CASES, results);
  assert.deepEqual(baseline.entries, [
    { ...old.entries[0], case: "frames/b", why: "" },
  ]);
  assert.equal((await ran([failing()], { baseline })).status, 0);
});

test("a run that is interrupted tells of every case, and is 130", async () => {
  const controller = new AbortController();
  const target = new ScriptedTarget((theCase) => {
    if (theCase.gate) return undefined;
    controller.abort();
    return new Promise(() => {});
  });
  const { signal } = controller;
  const { status, judged, verdicts } = await ran([target], { signal });
  assert.equal(status, 130);
  assert.deepEqual(verdicts, {
    "handshake/gate": "pass",
    "frames/a": "inconclusive",
    "frames/b": "inconclusive",
  });
  assert.equal(judged.get("frames/b")?.rows[0].code, "interrupted");
  assert.equal(target.stopped, 1);
});

test("a run whose deadline passes tells of every case", async () => {
  const target = new ScriptedTarget((theCase) =>
    theCase.gate ? undefined : new Promise(() => {})
  );
  const { status, judged } = await ran([target], { deadlineMs: 30 });
  assert.equal(status, 3);
  assert.equal(judged.get("frames/b")?.rows[0].code, "deadline");
});

test("no more cases run at a time than asked, whatever the targets", async () => {
  let running = 0;
  let most = 0;
  const script = async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running--;
  };
  const targets = [
    new ScriptedTarget(script),
    new ScriptedTarget(script, "client"),
  ];
  for (const jobs of [1, 3]) {
    most = 0;
    const { status, verdicts } = await ran(targets, { jobs }, [
      ...CASES,
      ...CLIENT_CASES,
    ]);
    assert.equal(status, 0);
    assert.equal(Object.keys(verdicts).length, 6);
    assert.equal(most, jobs);
  }
});

test("a failure ends the run of all targets where that is asked", async () => {
  const clients: string[] = [];
  const targets = [
    new ScriptedTarget(fails("handshake/gate")),
    new ScriptedTarget(async (theCase) => {
      clients.push(theCase.id);
      await new Promise((resolve) => setImmediate(resolve));
    }, "client"),
  ];
  const { status, judged } = await ran(targets, { jobs: 1, failFast: true }, [
    ...CASES,
    ...CLIENT_CASES,
  ]);
  assert.equal(status, 1);
  const last = judged.get("frames/b-client")?.rows[0];
  assert.deepEqual([last?.verdict, last?.code], ["inconclusive", "fail-fast"]);
  assert.equal(clients.includes("frames/b-client"), false);
});

test("a failure that is expected ends nothing", async () => {
  const target = new ScriptedTarget(fails("frames/a"));
  const { status, verdicts } = await ran([target], {
    jobs: 1,
    failFast: true,
    deviations: { "frames/a": "known" },
  });
  assert.deepEqual([status, verdicts["frames/b"]], [0, "pass"]);
});

test("every shard runs the gates, and tells of its own cases", async () => {
  const seen: string[] = [];
  for (const index of [1, 2]) {
    const gates: string[] = [];
    const target = new ScriptedTarget((theCase) => {
      if (theCase.gate) gates.push(theCase.id);
    });
    const shard = { index, count: 2 };
    const { verdicts, events } = await ran([target], { shard });
    const own = CASES.map(({ id }) => id).filter((id) => inShard(id, shard));
    assert.deepEqual(Object.keys(verdicts).sort(), own.sort());
    if (own.length > 0) assert.equal(gates.length, 2, "in each setting");
    const [start] = events;
    assert.ok(start.type === "start");
    assert.equal(start.options.shard, `${index}/2`);
    seen.push(...own);
  }
  assert.deepEqual(seen.sort(), CASES.map(({ id }) => id).sort());
});

test("what matches nothing runs nothing, and is status 4", async () => {
  const target = new ScriptedTarget(() => broken);
  const { status, verdicts, notes } = await ran([target], { filters: ["x/*"] });
  assert.deepEqual([status, verdicts], [4, {}]);
  assert.deepEqual(notes, [
    "No case matches --filter 'x/*': see fesa conform list",
  ]);
});

test("a case is run again in the row that is asked for alone", async () => {
  const rows: string[] = [];
  const target = new ScriptedTarget((theCase, { setting }) => {
    if (!theCase.gate) rows.push(`${theCase.id} ${setting}`);
  });
  const { status } = await ran([target], {
    filters: ["frames/b"],
    row: "certified/aes",
  });
  assert.deepEqual([status, rows], [0, ["frames/b certified"]]);
});
