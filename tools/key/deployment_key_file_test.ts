import { Buffer } from "node:buffer";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { runFesa } from "../spawn_fesa.ts";
import {
  readDeploymentKey,
  writeDeploymentKey,
} from "./deployment_key_file.ts";

const folder = mkdtempSync(join(tmpdir(), "fesa-key-test-"));
after(() => rmSync(folder, { recursive: true }));

test("a key is 64 lower-case digits and a newline, and reads back", () => {
  const path = join(folder, "fresh.key");
  writeDeploymentKey(path);
  const text = readFileSync(path, "utf8");
  assert.match(text, /^[0-9a-f]{64}\n$/);
  const key = readDeploymentKey(path);
  assert.deepEqual(key, Uint8Array.from(Buffer.from(text.trim(), "hex")));
});

test("two keys differ", () => {
  const keys = ["one.key", "two.key"].map((name) => {
    writeDeploymentKey(join(folder, name));
    return readFileSync(join(folder, name), "utf8");
  });
  assert.notEqual(keys[0], keys[1]);
});

test("a key is its owner's alone, also where it replaces a file", {
  skip: process.platform === "win32" && "files have no such modes here",
}, () => {
  const path = join(folder, "private.key");
  writeFileSync(path, "open to all", { mode: 0o644 });
  writeDeploymentKey(path, { force: true });
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(readDeploymentKey(path).length, 32);
  const strays = readdirSync(folder).filter((name) => name.endsWith(".new"));
  assert.deepEqual(strays, []);
});

const FORMS: readonly (readonly [string, string | Uint8Array, boolean])[] = [
  ["32 raw bytes", new Uint8Array(32).fill(0x80), true],
  ["32 raw bytes that are digits", "5a".repeat(16), true],
  ["no newline", "5a".repeat(32), false],
  ["two newlines", `${"5a".repeat(32)}\n\n`, false],
  ["CR LF", `${"5a".repeat(32)}\r\n`, false],
  ["upper case", `${"5A".repeat(32)}\n`, false],
  ["something else than digits", `${"5g".repeat(32)}\n`, false],
  ["31 bytes", new Uint8Array(31), false],
  ["33 bytes", new Uint8Array(33), false],
  ["nothing", "", false],
];
for (const [what, content, isKey] of FORMS) {
  test(`${what} is ${isKey ? "a" : "no"} key`, () => {
    const path = join(folder, "form.key");
    writeFileSync(path, content);
    if (isKey) return assert.equal(readDeploymentKey(path).length, 32);
    assert.throws(() => readDeploymentKey(path), {
      name: "UsageError",
      message:
        `Cannot use ${path} as a deployment key: it has ${content.length} bytes, expected 64 lower-case hexadecimal digits and a newline, or 32 raw bytes; make one with "fesa key new FILE"`,
    });
  });
}

test("fesa key new writes a file once, and again only with --force", async () => {
  const path = join(folder, "spawned.key");
  const first = await runFesa(["key", "new", path]);
  assert.deepEqual({ status: first.status, stderr: first.stderr }, {
    status: 0,
    stderr: "",
  });
  const text = readFileSync(path, "utf8");
  assert.equal(first.stdout.includes(text.trim()), false);
  const { status, stderr } = await runFesa(["key", "new", path]);
  assert.deepEqual({ status, stderr }, {
    status: 2,
    stderr:
      `Cannot write ${path}: it exists; name another file, or replace it with --force\n`,
  });
  assert.equal(readFileSync(path, "utf8"), text);
  assert.equal((await runFesa(["key", "new", path, "--force"])).status, 0);
  assert.notEqual(readFileSync(path, "utf8"), text);
});
