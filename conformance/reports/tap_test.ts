import assert from "node:assert/strict";
import { test } from "node:test";
import { Parser } from "tap-parser";
import { tapReporter } from "./tap.ts";
import { hostileRun } from "./test_hostile_run.ts";
import { caseOf, runOf } from "./test_run.ts";
import { written } from "./test_written.ts";

test("a parser of the protocol reads every verdict, in suite order", () => {
  const events = Parser.parse(written(tapReporter, hostileRun()), {
    strict: true,
  });
  const points = events.filter(([kind]) => kind === "assert")
    .map(([, point]) => point as Point);
  assert.deepEqual(
    points.map(({ ok, id, name, skip, todo }) => [
      ok,
      id,
      name.split(" ")[1],
      skip === false ? todo === false ? "" : "todo" : "skip",
    ]),
    [
      [true, 1, "frames/quiet:", ""],
      [false, 2, "frames/loud:", ""],
      [false, 3, "keys/known:", "todo"],
      [false, 4, "identity/dark:", ""],
      [true, 5, "channel/absent:", "skip"],
      [false, 6, "channel/better:", ""],
    ],
  );
  assert.deepEqual(events.filter(([kind]) => kind === "extra"), []);
  assert.equal(events.find(([kind]) => kind === "bailout"), undefined);
});

test("what is wrong is in the diagnostics, whatever a target says", () => {
  const events = Parser.parse(written(tapReporter, hostileRun()));
  const loud = events.filter(([kind]) => kind === "assert")
    .map(([, point]) => point as Point)
    .find(({ id }) => id === 2);
  const { diag } = loud ?? {};
  assert.equal(diag?.verdict, "fail");
  assert.equal(diag?.expected, "a clear Alert malformed (0x02)");
  assert.match(String(diag?.observed), /^<\/script>.*\\x00\\x1b\[2J\\ud800/);
  assert.match(String(diag?.against), /^\[FRM-2\] A receiver MUST/);
  assert.match(String(diag?.again), /--filter frames\/loud --seed 7$/);
  assert.ok((diag?.transcript as string[]).length > 10);
});

test("a run that passed is ok, one without cases has an empty plan", () => {
  const passed = written(tapReporter, runOf([caseOf()]));
  assert.match(passed, /^TAP version 14\n1\.\.1\n/);
  assert.equal(resultOf(passed).ok, true);
  assert.match(written(tapReporter, runOf([])), /^TAP version 14\n1\.\.0\n/);
});

interface Point {
  readonly ok: boolean;
  readonly id: number;
  readonly name: string;
  readonly skip: boolean | string;
  readonly todo: boolean | string;
  readonly diag?: Readonly<Record<string, unknown>>;
}

function resultOf(text: string): { readonly ok: boolean } {
  const found = Parser.parse(text).find(([kind]) => kind === "complete");
  return found?.[1] as { ok: boolean };
}
