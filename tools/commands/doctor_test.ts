import assert from "node:assert/strict";
import { test } from "node:test";
import { runFesa } from "../spawn_fesa.ts";

test("a server that nobody runs is status 3, in a line that says what to do", async () => {
  const { status, stdout } = await runFesa(["doctor", "127.0.0.1:1"]);
  assert.equal(status, 3);
  assert.match(
    stdout.toString(),
    /^fault {2}127\.0\.0\.1:1: nobody listens there \(ECONNREFUSED\)\. Start .*\n$/,
  );
});

test("a command that does not start is found, as JSON", async () => {
  const { status, stdout } = await runFesa([
    ...["doctor", "--exec", "echo no key >&2; exit 3;"],
    ...["--role", "client", "--json"],
  ]);
  assert.equal(status, 3);
  const report = JSON.parse(stdout.toString());
  assert.equal(report.schema, "fesa-doctor/1");
  assert.equal(report.reached, false);
  assert.deepEqual(
    report.findings.map(({ level, code, what }: Record<string, string>) => [
      level,
      code,
      what,
    ]),
    [[
      "fault",
      "not-started",
      'The client exited before it dialled: status 3, saying "no key"',
    ]],
  );
});

const USAGE: readonly [RegExp, readonly string[]][] = [
  [/^Name a server: either HOST:PORT or --exec 'CMD'$/m, []],
  [/^Cannot use "here": expected HOST:PORT$/m, ["here"]],
  [/^Cannot read .*no such file/m, ["127.0.0.1:1", "--trust", "/nonexistent"]],
  [/^Cannot read profile /m, ["127.0.0.1:1", "--profile", "/nonexistent"]],
];

test("what can't be meant is one line and status 2", async () => {
  await Promise.all(USAGE.map(async ([message, args]) => {
    const { status, stderr } = await runFesa(["doctor", ...args]);
    assert.equal(status, 2);
    assert.match(stderr, message);
    assert.equal(stderr.trim().split("\n").length, 1);
  }));
});
