import assert from "node:assert/strict";
import { test } from "node:test";
import { consoleReporter } from "./console.ts";
import type { ReportEvent } from "./event.ts";
import type { ReportedCase } from "./reported_case.ts";
import { hostileRun } from "./test_hostile_run.ts";
import { caseOf, failedCase, runOf } from "./test_run.ts";
import { written } from "./test_written.ts";

const PLAIN = { color: false, quiet: false, progress: false, columns: 80 };

test("a failure is told with all that is needed to act on it", () => {
  const text = shown(hostileRun());
  for (
    const line of [
      /^FAIL frames\/loud$/m,
      /^ {2}A frame of a type that doesn't exist$/m,
      /^ {2}against {3}\[FRM-2\] A receiver MUST /m,
      /^ {2}expected {2}a clear Alert malformed \(0x02\)$/m,
      /^ {2}observed {2}<\/script>/m,
      /^ {2}again {5}fesa conform server --exec '.*' --filter frames\/loud --seed 7$/m,
      /^ {4}> a frame of no type, 5 bytes$/m,
      /^ +63–64 {2}ServerHello\.extensions\[1\]\.type .* ← .*: listed before$/m,
      /^ +\{1–8\} {2}Ping\.content +8 bytes: 0000000000000007$/m,
    ]
  ) assert.match(text, line);
});

test("nothing of a target reaches a terminal but as text", () => {
  const text = shown(hostileRun());
  // deno-lint-ignore no-control-regex
  assert.ok(!/[\x00-\x09\x0b-\x1f\x7f-\x9f]/.test(text));
  assert.ok(text.includes("\\x1b[2J"));
});

test("what one cause keeps from being judged is one entry", () => {
  const cases = Array.from({ length: 30 }, (_, order) => unjudged(order));
  const text = shown(runOf(cases));
  assert.match(
    text,
    /^INCONCLUSIVE handshake\/case-0 and 29 more\n {2}The basic handshake fails$/m,
  );
  assert.equal(text.match(/INCONCLUSIVE/g)?.length, 1);
  assert.match(text, /Next: fesa doctor HOST:PORT/);
});

test("many failures are told in full only at first", () => {
  const cases = Array.from({ length: 60 }, (_, order) => ({
    ...failedCase(),
    order,
    id: `frames/case-${order}`,
  }));
  const text = shown(runOf(cases));
  assert.equal(text.match(/^ {2}expected /gm)?.length, 6);
  assert.equal(text.match(/^FAIL /gm)?.length, 46);
  assert.match(text, /^and 14 more that failed$/m);
});

test("the sums: by layer, by row, of requirements, and of all", () => {
  const text = shown(hostileRun());
  assert.match(text, /^frames +1 passed, 1 failed$/m);
  assert.match(text, /^client {2}open\/aes +1 inconclusive$/m);
  assert.match(text, /^\d+ of \d+ MUSTs judged$/m);
  assert.match(text, /^slowest {2}frames\/loud 5\.0 s$/m);
  assert.match(
    text,
    /^1 passed, 1 failed, 1 passed unexpectedly, 1 failed as expected, 1 inconclusive, 1 not applicable in 1\.2 s \(exit 1\)\nNext: begin with the first: fesa conform explain frames\/loud\n$/m,
  );
});

test("a failed gate is what to mend first", () => {
  const text = shown(runOf([
    failedCase(),
    { ...failedCase(), order: 9, id: "handshake/gate", gate: true },
  ]));
  assert.match(text, /Next: mend the basic handshake.*explain handshake\/gate/);
});

test("a property is run again from its replay, or with its runs", () => {
  const path = "3:1:0";
  assert.match(
    shown(runOf([failedCase({ path })])),
    /--filter frames\/loud --seed 7 --runs 20$/m,
  );
  assert.match(
    shown(runOf([failedCase({ path, replay: "out/a case.json" })])),
    /peer' --replay 'out\/a case\.json'$/m,
  );
});

test("a pipe gets a line at each tenth, a terminal one that changes", () => {
  const cases = Array.from(
    { length: 40 },
    (_, order) => caseOf({ order, id: `frames/case-${order}` }),
  );
  const plain = shown(runOf(cases));
  assert.equal(plain.match(/^\d+\/40$/gm)?.length, 10);
  const terminal = written(
    (write) =>
      consoleReporter(write, { ...PLAIN, progress: true, columns: 20 }),
    runOf(cases),
  );
  assert.ok(terminal.includes("\r\x1b[K40/40  frames/case-"));
  assert.ok(!/^40\/40$/m.test(terminal));
});

test("quiet is the last line alone", () => {
  const text = written(
    (write) => consoleReporter(write, { ...PLAIN, quiet: true }),
    hostileRun(),
  );
  assert.match(text, /^1 passed, .*\(exit 1\)\n$/);
});

function shown(events: readonly ReportEvent[]): string {
  return written((write) => consoleReporter(write, PLAIN), events);
}

function unjudged(order: number): ReportedCase {
  return caseOf({
    order,
    id: `handshake/case-${order}`,
    verdict: "inconclusive",
    rows: [{
      row: "open/aes",
      verdict: "inconclusive",
      reason: "The basic handshake fails",
      durationMs: 0,
    }],
  });
}
