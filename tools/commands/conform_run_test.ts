import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { runFesa, spawnFesa } from "../spawn_fesa.ts";

test("an interrupted run leaves whole reports, and is status 130", async () => {
  const folder = mkdtempSync(join(tmpdir(), "fesa-interrupt-"));
  const path = join(folder, "report.json");
  try {
    const child = spawnFesa(
      ...["conform", "server", "--exec", "echo started >&2; exec sleep 60;"],
      ...["--filter", "frames/*", "--report", "jsonl"],
      ...["--report", `json=${path}`],
    );
    child.stderr.resume();
    child.stdin.end();
    const closed = new Promise((resolve) => child.on("close", resolve));
    const lines: { type: string; status?: number }[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(JSON.parse(line));
      // Deno reports a child of its own kill() as killed, however it ended.
      if (lines.length === 1) process.kill(child.pid!, "SIGINT");
    }
    assert.equal(await closed, 130);
    assert.equal(lines[0].type, "start");
    assert.deepEqual([lines.at(-1)?.type, lines.at(-1)?.status], ["end", 130]);
    const { status, cases } = JSON.parse(readFileSync(path, "utf8"));
    assert.equal(status, 130);
    assert.equal(cases.length, lines.length - 2);
    assert.ok(cases.length > 20);
    for (const { id, verdict } of cases) {
      assert.equal(verdict, "inconclusive", id);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const USAGE: readonly [string, readonly string[], RegExp][] = [
  ["a shard of none", ["--shard", "5/4"], /^Cannot use shard "5\/4": /],
  [
    "an update of nothing",
    ["--update-baseline"],
    /^Cannot use --update-baseline without --baseline FILE$/,
  ],
  [
    "an update after a part",
    ["--update-baseline", "--baseline", "b", "--filter", "x", "--shard", "1/2"],
    /^Cannot rewrite a baseline after a part of the suite: leave out --filter and --shard$/,
  ],
  [
    "a baseline that isn't there",
    ["--baseline", "/nonexistent/b"],
    /^Cannot read baseline \/nonexistent\/b: /,
  ],
  [
    "a replay that isn't there",
    ["--replay", "/nonexistent/r"],
    /^Cannot read replay \/nonexistent\/r: /,
  ],
  [
    "a replay and a seed",
    ["--replay", "r", "--seed", "2"],
    /^Cannot use --seed with --replay: its file says that$/,
  ],
];

test("what can't be meant is one line and status 2", async () => {
  await Promise.all(USAGE.map(async ([what, args, message]) => {
    const { status, stderr } = await runFesa(["conform", "self", ...args]);
    assert.equal(status, 2, what);
    assert.match(stderr.trim(), message);
    assert.equal(stderr.trim().split("\n").length, 1, what);
  }));
});

test("a filter that matches nothing is one line and status 4", async () => {
  const { status, stdout, stderr } = await runFesa(
    ["conform", "self", "--filter", "no/such-case"],
  );
  assert.equal(status, 4);
  assert.equal(stdout.length, 0);
  assert.equal(
    stderr,
    "No case matches --filter 'no/such-case': see fesa conform list\n",
  );
});
