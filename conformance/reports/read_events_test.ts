import assert from "node:assert/strict";
import { test } from "node:test";
import type { ReportEvent } from "./event.ts";
import { jsonLinesReporter } from "./jsonl.ts";
import { parseEvents, readEvents } from "./read_events.ts";
import { caseOf, failedCase, runOf } from "./test_run.ts";

const EVENTS = runOf([failedCase(), caseOf()]);
const LINES = linesOf(EVENTS);

test("what the JSON Lines report writes is read back whole", () => {
  assert.deepEqual(parseEvents(LINES.join("\n"), "x"), EVENTS);
  assert.deepEqual(parseEvents(`${LINES.join("\n")}\n`, "x"), EVENTS);
});

const [start, failed, passed, end] = LINES;
const REFUSED: readonly [string, readonly string[], string][] = [
  ["nothing", [], "x:1: expected a start of fesa-conformance-events/1"],
  ["no start", [failed, end], "x:1: expected a start of"],
  ["no JSON", [start, '{"type":'], "x:2: it is no JSON"],
  ["an empty line", [start, "", end], "x:2: it is no JSON"],
  ["an unknown event", [start, '{"type":"note"}', end], "x:2: /type: "],
  ["an unknown field", [
    start,
    failed.replace('"order"', '"place":1,"order"'),
    end,
  ], 'x:2: /case: Unrecognized key: "place"'],
  ["a field of another type", [
    start,
    passed,
    failed.replace('"size":5', '"size":"5"'),
    end,
  ], "x:3: /case/rows/0/transcript/0/size: "],
  ["another version", [start.replace("events/1", "events/2"), end], "x:1: /sc"],
  ["a run that was cut off", [start, failed], "x:2: the run was cut off"],
  ["two runs", [start, end, start, end], "x:2: a second end"],
  ["a second start", [start, start, end], "x:2: a second start"],
];

for (const [what, lines, message] of REFUSED) {
  test(`${what} is refused with file and line`, () => {
    assert.throws(() => parseEvents(lines.join("\n"), "x"), (error) => {
      assert.ok(error instanceof RangeError);
      assert.ok(
        error.message.startsWith(`Cannot read events ${message}`),
        error.message,
      );
      assert.ok(!error.message.includes("\n"));
      return true;
    });
  });
}

test("a file that can't be read is said so", () => {
  assert.throws(() => readEvents("no/such/file.jsonl"), {
    name: "RangeError",
    message: /^Cannot read events no\/such\/file\.jsonl: ENOENT|os error 2/,
  });
});

function linesOf(events: readonly ReportEvent[]): string[] {
  const lines: string[] = [];
  const reporter = jsonLinesReporter((text) => lines.push(text.trimEnd()));
  for (const event of events) reporter.report(event);
  return lines;
}
