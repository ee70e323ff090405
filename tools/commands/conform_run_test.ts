import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
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

test("a server that answers all with one Alert fails its handshakes alone", async () => {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.resume();
    // In clear: malformed.
    socket.end(new Uint8Array([0x15, 0, 0, 1, 2]));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  try {
    const { status, stdout } = await runFesa(
      ["conform", "server", `127.0.0.1:${port}`, "--report", "jsonl"],
    );
    assert.equal(status, 1);
    const cases = stdout.toString().trim().split("\n").map((line) =>
      JSON.parse(line)
    ).flatMap((event) => event.type === "case" ? [event.case] : []);
    const failed = cases.filter(({ verdict }) => verdict === "fail");
    assert.deepEqual(failed.map(({ id }) => id), [
      "handshake/server-completes",
    ]);
    const [{ rows: [row] }] = failed;
    assert.equal(row.observation, "alert clear malformed");
    const codes = new Set(
      cases.filter(({ verdict }) => verdict === "inconclusive")
        .map(({ rows: [{ code }] }) => code),
    );
    assert.deepEqual([...codes], ["dependency"]);
    assert.equal(cases.some(({ verdict }) => verdict === "pass"), false);
  } finally {
    server.close();
  }
});
