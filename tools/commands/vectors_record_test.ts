import assert from "node:assert/strict";
import { once } from "node:events";
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { throwawayKeyPem } from "../../conformance/tester/throwaway_keys.ts";
import { connect, listen, SecuritySetting } from "../../src/node.ts";
import { spawnFesa } from "../spawn_fesa.ts";
import { recordCommand } from "./vectors_record.ts";

const folder = mkdtempSync(join(tmpdir(), "fesa-record-"));
after(() => rmSync(folder, { recursive: true }));
const KEY = join(folder, "server.pem");
writeFileSync(KEY, throwawayKeyPem("rsa2048"));
const OTHER = join(folder, "other.pem");
writeFileSync(OTHER, throwawayKeyPem("other2048"));

/** Runs `record` in front of a server, and one client against it. */
async function recorded(key: string, out: string) {
  const { open } = SecuritySetting;
  const server = await listen({
    settings: [open],
    privateKey: throwawayKeyPem("rsa2048"),
    onChannel: () => {},
  });
  const child = spawnFesa(
    ...["vectors", "record", "--to", `127.0.0.1:${server.port}`],
    ...["--key", key, "--out", out],
  );
  let stderr = "";
  child.stderr.on("data", (text) => stderr += text);
  const lines = createInterface({ input: child.stdout });
  const events: Record<string, unknown>[] = [];
  lines.on("line", (line) => events.push(JSON.parse(line)));
  await once(lines, "line");
  const channel = await connect({
    host: "127.0.0.1",
    port: Number(events[0].port),
    settings: [open],
    identity: { acceptAny: true },
  });
  await channel.close();
  const [status] = await once(child, "close");
  await server.close();
  return { status, stderr, last: events.at(-1) };
}

test("a recording is its owner's alone, and its last line says how it ended", async () => {
  const out = join(folder, "session.json");
  const { status, stderr, last } = await recorded(KEY, out);
  assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
  const { vectors: [vector] } = JSON.parse(readFileSync(out, "utf8"));
  assert.deepEqual(last, {
    event: "recorded",
    id: vector.id,
    frames: vector.steps.length,
    expect: { result: "accept" },
    file: out,
  });
  if (process.platform !== "win32") {
    assert.equal(statSync(out).mode & 0o777, 0o600);
  }
});

test("a wrong key is one line and status 1, and what was clear is kept", async () => {
  const out = join(folder, "wrong.json");
  const { status, stderr, last } = await recorded(OTHER, out);
  assert.equal(status, 1);
  assert.equal(
    stderr,
    "Not the whole conversation: the Finished does not open: the key given " +
      "is not the server's; kept what was in clear\n",
  );
  assert.deepEqual(last?.expect, { result: "unopened" });
  assert.equal(JSON.parse(readFileSync(out, "utf8")).vectors.length, 1);
});

const FREE = join(folder, "free.json");
for (
  const [args, message] of [
    [
      [],
      "Give --key FILE, --deployment-key FILE, or both: nothing opens without",
    ],
    [
      ["--key", KEY, "--out", KEY],
      `Cannot write ${KEY}: it exists; name another file`,
    ],
    [
      ["--key", KEY, "--to", "nowhere"],
      'Cannot use "nowhere": expected HOST:PORT',
    ],
  ] as const
) {
  test(`record ${args.map((arg) => basename(arg)).join(" ")} is a mistake of usage`, async () => {
    const whole = ["--to", "127.0.0.1:1", "--out", FREE, ...args];
    await assert.rejects(
      recordCommand().parseAsync(whole, { from: "user" }),
      { name: "UsageError", message },
    );
    assert.equal(existsSync(FREE), false);
  });
}
