import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import process from "node:process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { resultOf, runFesa, spawnFesa } from "../spawn_fesa.ts";

test("build writes the site and says where it begins", async () => {
  const directory = mkdtempSync(join(tmpdir(), "fesa-site-"));
  try {
    const out = join(directory, "site");
    const { status, stdout, stderr } = await runFesa([
      "spec",
      "build",
      "--out",
      out,
    ]);
    assert.equal(stderr, "");
    assert.equal(status, 0);
    assert.match(
      stdout.toString(),
      new RegExp(`^\\d+ files: open ${out}/index\\.html\\n$`),
    );
    assert.ok(readdirSync(out).includes("index.html"));
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("serve prints its address, and ends well on SIGTERM", async () => {
  const child = spawnFesa("spec", "serve");
  const ended = resultOf(child);
  const [line] = await once(child.stdout, "data");
  const url = String(line).trim();
  const response = await fetch(`${url}frames.html`);
  assert.equal(response.status, 200);
  assert.match(await response.text(), /id="FRM-5"/);
  // Deno reports a child of its own kill() as killed, however it ended.
  process.kill(child.pid!, "SIGTERM");
  const { status, stderr } = await ended;
  assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
});

test("a port that is taken is one line and status 2", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  try {
    const { status, stderr } = await runFesa([
      "spec",
      "serve",
      "--port",
      String(port),
    ]);
    assert.equal(status, 2);
    assert.equal(
      stderr,
      `Cannot listen on port ${port} (EADDRINUSE): choose another with --port\n`,
    );
  } finally {
    other.close();
  }
});
