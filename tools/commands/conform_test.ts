import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { runFesa } from "../spawn_fesa.ts";

/** Runs `fesa conform` with a report; its status and what it says. */
async function conform(args: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), "fesa-conform-"));
  const path = join(folder, "report.json");
  try {
    const { status, stdout, stderr } = await runFesa([
      "conform",
      ...args,
      "--report",
      `json=${path}`,
    ]);
    const text = status === 2 ? "null" : readFileSync(path, "utf8");
    return { status, stdout, stderr, report: JSON.parse(text) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("self passes a case of each role, and the report says so", async () => {
  const { status, report, stdout } = await conform([
    "self",
    "--filter",
    "frames/{server,client}-lingers-after-alert",
  ]);
  assert.equal(status, 0, stdout.toString());
  assert.equal(report.schema, "fesa-conformance-report/1");
  assert.equal(report.summary.pass, 2);
  assert.deepEqual(
    report.cases.map(({ id, verdict }: Record<string, unknown>) => [
      id,
      verdict,
    ]).sort(),
    [
      ["frames/client-lingers-after-alert", "pass"],
      ["frames/server-lingers-after-alert", "pass"],
    ],
  );
});

const STATUSES: readonly [string, number, readonly string[]][] = [
  ["a command that can't be found", 3, ["server", "--exec", "/nonexistent/x"]],
  ["a client that exits at once", 3, ["client", "--exec", "exit 1;"]],
  ["a port where nobody listens", 3, ["server", "127.0.0.1:1"]],
  ["a filter that matches nothing", 4, ["self", "--filter", "no/such-case"]],
];

for (const [what, expected, args] of STATUSES) {
  test(`${what} is status ${expected}`, async () => {
    const { status, stderr, report } = await conform(args);
    assert.equal(status, expected, stderr);
    assert.equal(report.summary.fail, 0);
    assert.equal(report.summary.pass, 0);
  });
}

test("a port that speaks something else is inconclusive", async () => {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.end("HTTP/1.1 400 Bad Request\r\n\r\n");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  try {
    const { status, report } = await conform(["server", `127.0.0.1:${port}`]);
    assert.equal(status, 3);
    assert.ok(report.summary.inconclusive > 100);
    assert.equal(report.summary.fail, 0);
  } finally {
    server.close();
  }
});

const USAGE: readonly [RegExp, readonly string[]][] = [
  [/^Name a server: either HOST:PORT or --exec 'CMD'$/m, ["server"]],
  [/^Cannot use "here": expected HOST:PORT$/m, ["server", "here"]],
  [/^Name a client: /m, ["client", "--exec", "x", "--listen", "1"]],
  [/--jobs <n>/, ["self", "--jobs", "many"]],
  [/^Cannot read profile /m, ["self", "--profile", "/nonexistent/p"]],
];

for (const [message, args] of USAGE) {
  test(`conform ${args.join(" ")} is one line that says why`, async () => {
    const { status, stderr } = await conform(args);
    assert.equal(status, 2);
    assert.match(stderr, message);
    assert.equal(stderr.trim().split("\n").length, 1);
  });
}

test("a profile that names an unknown case or field is refused", async () => {
  const folder = mkdtempSync(join(tmpdir(), "fesa-profile-"));
  const path = join(folder, "profile.json");
  try {
    for (const profile of [{ deviations: { "no/case": "" } }, { setting: 1 }]) {
      writeFileSync(path, JSON.stringify(profile));
      const { status } = await conform(["self", "--profile", path]);
      assert.equal(status, 2);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("list and explain know the same cases", async () => {
  const listed = await runFesa(["conform", "list", "--json"]);
  assert.equal(listed.status, 0);
  const [first] = JSON.parse(listed.stdout.toString());
  const explained = await runFesa(["conform", "explain", first.id]);
  assert.equal(explained.status, 0);
  assert.ok(explained.stdout.includes(first.title));
  const { status, stderr } = await runFesa([
    "conform",
    "explain",
    first.id.slice(0, -1),
  ]);
  assert.equal(status, 2);
  assert.match(stderr, /^Cannot find case .*: did you mean .*\?$/m);
  assert.ok(stderr.includes(first.id));
});
