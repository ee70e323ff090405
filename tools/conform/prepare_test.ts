import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Command } from "commander";
import { EMPTY_BASELINE } from "../../conformance/runner/baseline.ts";
import { REPLAY_SCHEMA } from "../../conformance/runner/replay_file.ts";
import { asUsage } from "./as_usage.ts";
import { prepare, profileOf, type Role } from "./prepare.ts";
import { type RunFlags, withRunOptions } from "./run_options.ts";

const folder = mkdtempSync(join(tmpdir(), "fesa-prepare-"));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, value: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(value));
  return path;
}

/** What the options come to, for a run of these roles. */
function prepared(
  args: readonly string[],
  roles: readonly Role[] = ["server"],
) {
  const flags = withRunOptions(new Command()).parse(args, { from: "user" })
    .opts<RunFlags>();
  return asUsage(() => prepare(flags, roles, profileOf(flags, roles)));
}

const REPLAY = {
  schema: REPLAY_SCHEMA,
  case: "handshake/server-completes",
  role: "server",
  row: "certified/aes",
  seed: 42,
  runs: 7,
  path: "1:0",
};

test("a replay says which case, row, seed, runs and path", () => {
  const { filters, row, seed, runs, path } = prepared([
    "--replay",
    file("replay.json", REPLAY),
  ]);
  assert.deepEqual({ filters, row, seed, runs, path }, {
    filters: ["handshake/server-completes"],
    row: "certified/aes",
    seed: 42,
    runs: 7,
    path: "1:0",
  });
});

test("a baseline that isn't there is empty, for an update alone", () => {
  const path = join(folder, "new.json");
  const { baseline, updateBaseline } = prepared([
    ...["--update-baseline", "--baseline", path],
  ]);
  assert.deepEqual([baseline, updateBaseline], [EMPTY_BASELINE, true]);
});

test("a deviation is known by an alias of its case too", () => {
  const profile = file("profile.json", {
    deviations: { "handshake/server-completes": "not yet" },
  });
  const { deviations } = prepared(["--profile", profile]);
  assert.deepEqual(deviations, { "handshake/server-completes": "not yet" });
});

const REFUSED: readonly [string, readonly string[], RegExp][] = [
  ["a shard of none", ["--shard", "5/4"], /^Cannot use shard "5\/4": /],
  [
    "an update of nothing",
    ["--update-baseline"],
    /^Cannot use --update-baseline without --baseline FILE$/,
  ],
  [
    "an update after a part",
    [
      ...["--update-baseline", "--baseline", "b", "--filter", "x"],
      ...["--shard", "1/2", "--fail-fast"],
    ],
    /a part of the suite: leave out --filter and --shard and --fail-fast$/,
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
    "a replay and what it says itself",
    ["--replay", "r", "--seed", "2", "--filter", "x"],
    /^Cannot use --filter and --seed with --replay: its file says that$/,
  ],
  [
    "a replay of the other role",
    [
      "--replay",
      file("client.json", {
        ...REPLAY,
        case: "handshake/client-completes",
        role: "client",
      }),
    ],
    /\/role: it is for fesa conform client$/,
  ],
  [
    "a profile of the other role",
    ["--profile", file("role.json", { roles: ["client"] })],
    /\/roles: it is no server's$/,
  ],
  [
    "a deviation of no case",
    ["--profile", file("deviant.json", { deviations: { "no/case": "x" } })],
    /\/deviations\/no~1case: there is no such case: see fesa conform list$/,
  ],
];

for (const [what, args, message] of REFUSED) {
  test(`${what} is refused in one line`, () => {
    assert.throws(() => prepared(args), { name: "UsageError", message });
  });
}
