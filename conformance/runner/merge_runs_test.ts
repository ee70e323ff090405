import assert from "node:assert/strict";
import { test } from "node:test";
import type { ReportEvent } from "../reports/event.ts";
import type { ReportedCase } from "../reports/reported_case.ts";
import { caseOf, runOf } from "../reports/test_run.ts";
import { mergeRuns } from "./merge_runs.ts";
import { inShard } from "./shard.ts";

const GATE = caseOf({ order: 0, id: "handshake/gate", gate: true });
const ALL: readonly ReportedCase[] = [
  GATE,
  ...Array.from(
    { length: 9 },
    (_, i) => caseOf({ order: i + 1, id: `frames/case-${i}` }),
  ),
];

type Start = Extract<ReportEvent, { type: "start" }>;

/** The events of shard i of n of these cases, its start changed. */
function shard(
  index: number,
  count: number,
  change: Partial<Start> = {},
  cases: readonly ReportedCase[] = ALL,
): ReportEvent[] {
  const own = cases.filter(({ id }) => inShard(id, { index, count }));
  return runOf(own).map((event) =>
    event.type === "start"
      ? {
        ...event,
        options: { ...event.options, shard: `${index}/${count}` },
        ...change,
      }
      : event
  );
}

function files(...runs: readonly ReportEvent[][]) {
  return runs.map((events, i) => ({ name: `${i}.jsonl`, events }));
}

function ids(events: readonly ReportEvent[]): string[] {
  return events.flatMap((event) =>
    event.type === "case" ? [event.case.id] : []
  );
}

const THREE = [shard(1, 3), shard(2, 3), shard(3, 3)];

test("shards come together as the whole, in the suite's order", () => {
  const merged = mergeRuns(files(THREE[2], THREE[0], THREE[1]));
  assert.deepEqual(ids(merged), ALL.map(({ id }) => id));
  const [start] = merged;
  const end = merged.at(-1);
  assert.ok(start.type === "start" && end?.type === "end");
  assert.equal(start.cases, ALL.length);
  assert.equal(start.options.shard, undefined);
  assert.equal(end.summary.pass, ALL.length);
  assert.equal(end.status, 0);
});

test("one whole run is itself", () => {
  const run = runOf(ALL);
  assert.deepEqual(mergeRuns(files(run)), run);
});

test("the gravest shard says how the whole ends", () => {
  const failing = ALL.map((one) =>
    one.id === "frames/case-4" ? { ...one, verdict: "fail" as const } : one
  );
  const runs = [1, 2, 3].map((index) => shard(index, 3, {}, failing));
  const end = mergeRuns(files(...runs)).at(-1);
  assert.ok(end?.type === "end");
  assert.deepEqual([end.status, end.summary.fail], [1, 1]);
});

test("a gate that fails in every shard is one case", () => {
  const broken = { ...GATE, verdict: "fail" as const };
  const runs = THREE.map((events) => [
    ...events.filter(({ type }) => type === "start"),
    { type: "case" as const, case: broken },
    ...events.filter((event) =>
      event.type === "end" ||
      (event.type === "case" && event.case.id !== GATE.id)
    ),
  ]);
  const owner = runs.find((_, i) =>
    inShard(GATE.id, { index: i + 1, count: 3 })
  );
  assert.ok(owner !== undefined);
  const merged = mergeRuns(files(...runs));
  assert.deepEqual(ids(merged), ALL.map(({ id }) => id));
  const end = merged.at(-1);
  assert.ok(end?.type === "end" && end.status === 1);
});

test("a missing shard is an error, and a note where that is allowed", () => {
  const two = files(THREE[0], THREE[2]);
  assert.throws(() => mergeRuns(two), {
    name: "RangeError",
    message:
      "Cannot merge 2 of 3 shards: 2/3 not given; --partial merges what there is",
  });
  const end = mergeRuns(two, { partial: true }).at(-1);
  assert.ok(end?.type === "end");
  assert.deepEqual(end.notes, ["Shard 2/3 is missing"]);
});

const [, other] = THREE;
const REFUSED: readonly [string, readonly ReportEvent[][], RegExp][] = [
  ["a shard twice", [other, other], /: both are shard 2\/3$/],
  ["whole runs", [runOf(ALL), runOf(ALL)], /: both are whole runs$/],
  [
    "another suite",
    [other, shard(1, 3, { suite: { version: "9.0.0" } })],
    /other suites$/,
  ],
  ["another seed", [other, shard(1, 3, { seed: 99 })], /other seeds$/],
  [
    "another target",
    [other, shard(1, 3, { targets: [{ role: "server", command: "x" }] })],
    /other targets$/,
  ],
  ["another cut", [other, shard(1, 2)], /other numbers of shards$/],
  [
    "fewer cases than it says",
    [shard(1, 3, { cases: 9 })],
    /^Cannot merge 0.jsonl: it holds \d of its 9 cases$/,
  ],
];

for (const [what, runs, message] of REFUSED) {
  test(`${what} can't be merged`, () => {
    assert.throws(() => mergeRuns(files(...runs), { partial: true }), {
      name: "RangeError",
      message,
    });
  });
}

test("the same server at another port is the same target", () => {
  const at = (address: string) => ({
    targets: [{ role: "server" as const, address }],
  });
  const [a, b] = ["127.0.0.1:7000", "127.0.0.1:7001"].map(at);
  assert.equal(
    mergeRuns(files(shard(1, 2, a), shard(2, 2, b))).at(-1)?.type,
    "end",
  );
});
