import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { EVENTS_SCHEMA } from "./event.ts";
import { jsonReport, jsonReporter } from "./json.ts";
import { JsonReport, REPORT_SCHEMA } from "./json_report.ts";
import { reportSchemas } from "./json_schema.ts";
import { maskReport } from "./mask_report.ts";
import { requirements } from "./requirements.ts";
import { recordOf } from "./run_record.ts";
import { hostileRun } from "./test_hostile_run.ts";
import { caseOf, failedCase, runOf } from "./test_run.ts";
import { written } from "./test_written.ts";

test("the report is as its schema says, cases in the suite's order", () => {
  const text = written(jsonReporter, hostileRun());
  const report = JsonReport.parse(JSON.parse(text));
  assert.deepEqual(report.cases.map(({ id }) => id), [
    "frames/quiet",
    "frames/loud",
    "keys/known",
    "identity/dark",
    "channel/absent",
    "channel/better",
  ]);
  assert.deepEqual(Object.values(report.summary).slice(0, 6), [
    1,
    1,
    1,
    1,
    1,
    1,
  ]);
  const [passed, failed] = report.cases;
  assert.deepEqual(passed.transcript, []);
  assert.deepEqual(
    failed.transcript.map(({ way, fields = [] }) => [way, fields.length]),
    [[">", 3], ["<", 15], ["<", 3], [".", 0]],
  );
  assert.equal(
    failed.transcript[2].plaintexts?.[0].fields[1].path,
    "Ping.content",
  );
});

test("each published schema takes what it is of, and nothing else", () => {
  const [report, events] = [REPORT_SCHEMA, EVENTS_SCHEMA].map((title) => {
    const text = [...reportSchemas().values()].find((one) =>
      JSON.parse(one).title === title
    );
    return z.fromJSONSchema(JSON.parse(text ?? ""));
  });
  const json = JSON.parse(written(jsonReporter, hostileRun()));
  assert.equal(report.safeParse(json).success, true);
  assert.equal(report.safeParse({ ...json, extra: 1 }).success, false);
  for (const event of hostileRun()) {
    assert.equal(events.safeParse(event).success, true, event.type);
    assert.equal(events.safeParse({ ...event, extra: 1 }).success, false);
  }
});

test("requirements are counted by level, and those that were judged", () => {
  const cases = [
    caseOf({ requirements: ["FRM-1", "FRM-2"] }),
    caseOf({
      id: "frames/a",
      requirements: ["FRM-3"],
      verdict: "inconclusive",
    }),
  ];
  const { requirements: counts } = jsonReport(recordOf(runOf(cases)));
  const musts = [...requirements().values()]
    .filter(({ level }) => level.startsWith("MUST"));
  assert.deepEqual([counts.must, counts.mustTested], [musts.length, 2]);
});

test("two runs that differ in what may are equal once masked", () => {
  const masked = [
    run("127.0.0.1:4711", 3, "aa".repeat(32)),
    run("127.0.0.1:9", 20, "bb".repeat(32)),
  ].map((events) =>
    written((write) => jsonReporter(write, { mask: true }), events)
  );
  assert.equal(masked[0], masked[1]);
  assert.ok(masked[0].includes('"observed": "verify *, connection *'));
  JsonReport.parse(JSON.parse(masked[0]));
});

test("what is masked hides no case, verdict or requirement", () => {
  const report = jsonReport(recordOf(hostileRun()));
  const [one, two] = [report, maskReport(report)].map(({ cases }) =>
    cases.map(({ id, verdict, requirement, row, rows }) => ({
      id,
      verdict,
      requirement,
      row,
      rows,
    }))
  );
  assert.deepEqual(two, one);
});

/** The same run but for ports, times and what its target chose. */
function run(address: string, durationMs: number, random: string) {
  const [start, ...rest] = runOf([
    failedCase({
      reason: `Expected x, observed verify ${random}, connection ${durationMs}`,
      observed:
        `verify ${random}, connection ${durationMs} port ${durationMs}` +
        `, {"event":"ended","connection":${durationMs}} after ${durationMs} ms`,
      durationMs,
      transcript: [
        {
          way: "<",
          text: "ServerHello",
          size: 4,
          bytes: random.slice(0, 8),
          fields: [{
            path: "ServerHello.random",
            start: 0,
            end: 4,
            value: `4 bytes: ${random.slice(0, 8)}`,
          }],
        },
        ...Array.from({ length: durationMs }, () => ({
          way: "." as const,
          text: "it printed  stdout  something",
        })),
      ],
    }),
  ]);
  return [
    {
      ...start,
      targets: [{ role: "server" as const, address }],
      startedAt: new Date(durationMs).toISOString(),
    },
    ...rest,
  ] as ReturnType<typeof runOf>;
}
