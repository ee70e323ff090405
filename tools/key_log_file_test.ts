import assert from "node:assert/strict";
import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { runFesa, withServe } from "./spawn_fesa.ts";
import { openKeyLog } from "./key_log_file.ts";

const folder = mkdtempSync(join(tmpdir(), "fesa-keylog-"));
after(() => rmSync(folder, { recursive: true }));

test("lines are appended to a file that its owner alone may read", () => {
  const path = join(folder, "own.log");
  openKeyLog(path)("one");
  assert.equal(statSync(path).mode & 0o777, 0o600);
  const log = openKeyLog(path);
  log("two");
  log("three");
  assert.equal(readFileSync(path, "utf8"), "one\ntwo\nthree\n");
});

test("a file that others may read is refused, and left as it is", () => {
  const path = join(folder, "shared.log");
  writeFileSync(path, "before\n");
  chmodSync(path, 0o644);
  assert.throws(() => openKeyLog(path), {
    name: "UsageError",
    message:
      `Cannot write the key log ${path}: others may read it; chmod 600 ` +
      "it, or name another file",
  });
  assert.equal(readFileSync(path, "utf8"), "before\n");
});

test("a key log in no folder is refused", () => {
  assert.throws(() => openKeyLog(join(folder, "no", "x.log")), {
    name: "UsageError",
    message: /there is no such file or directory$/,
  });
});

test("client, server and tester write the same lines of a connection", async () => {
  const [server, client, tester] = ["server", "client", "tester"]
    .map((name) => join(folder, `${name}.log`));
  const key = join(folder, "deployment.key");
  await runFesa(["key", "new", key]);
  const config = join(folder, "fesa.json");
  writeFileSync(
    config,
    JSON.stringify({
      secureConnection: { enabled: false },
      deploymentKeyFile: key,
      keylog: server,
    }),
  );
  const profile = join(folder, "profile.json");
  const settings = ["proprietary"];
  writeFileSync(profile, JSON.stringify({ settings, deploymentKeyFile: key }));
  await withServe(["--config", config], async (serve) => {
    const { port } = await serve.next();
    const address = `127.0.0.1:${port}`;
    const connected = await runFesa([
      ...["connect", address, "--settings", "proprietary"],
      ...["--deployment-key", key, "--keylog", client],
    ], "hello");
    assert.equal(connected.status, 0, connected.stderr);
    assert.match(
      connected.stderr,
      /^Warning: the secrets of every connection /,
    );
    const tested = await runFesa([
      ...["conform", "server", address, "--profile", profile],
      ...["--filter", "handshake/server-completes", "--keylog", tester],
    ]);
    assert.equal(tested.status, 0, tested.stderr);
    assert.match((await serve.end()).stderr, /^Warning: the secrets of every /);
  });
  const [all, some, others] = [server, client, tester].map((path) =>
    readFileSync(path, "utf8").trimEnd().split("\n")
  );
  assert.match(some[0], /^FESA_CLIENT_SECRET_0 [0-9a-f]{64} [0-9a-f]{64}$/);
  assert.match(some[1], /^FESA_SERVER_SECRET_0 [0-9a-f]{64} [0-9a-f]{64}$/);
  assert.equal(some.length, 2);
  assert.ok(others.length >= 2);
  // The runner's own probe comes no further than the hellos.
  const known = new Set(all);
  for (const line of [...some, ...others]) assert.ok(known.has(line), line);
});
