import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { runFesa } from "../spawn_fesa.ts";

async function run(...args: readonly string[]) {
  const { status, stdout, stderr } = await runFesa(["vectors", ...args]);
  return { status, stdout: stdout.toString(), stderr };
}

test("verify counts each topic and exits 0", async () => {
  const { status, stdout } = await run("verify", "--topic", "messages");
  assert.equal(status, 0);
  const [, count] = /^messages +(\d+) vectors, .* 0 wrong, /m.exec(stdout) ??
    assert.fail(stdout);
  assert.match(
    stdout,
    new RegExp(`^The reference agrees with all ${count} vectors$`, "m"),
  );
});

test("verify exits 1 where there are no vectors", async () => {
  const directory = mkdtempSync(join(tmpdir(), "fesa-vectors-"));
  try {
    const { status, stderr } = await run(
      ...["verify", "--topic", "rsa", "--dir", directory],
    );
    assert.equal(status, 1);
    assert.equal(stderr, "keys/rsa.json#: there is no such file\n");
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("generate writes a topic and its schema elsewhere", async () => {
  const out = mkdtempSync(join(tmpdir(), "fesa-vectors-"));
  try {
    const made = ["--topic", "compression", "--seed", "3", "--out", out];
    const { status, stdout } = await run("generate", ...made);
    assert.deepEqual({ status, stdout }, {
      status: 0,
      stdout: "2 files written\n",
    });
    assert.deepEqual(readdirSync(out).sort(), ["protection", "schemas"]);
    const check = await run("generate", "--check", ...made);
    assert.equal(check.status, 0);
    const other = await run("generate", "--check", ...made, "--seed", "4");
    assert.equal(other.status, 1);
    assert.match(other.stderr, /^protection\/compression\.json: not what /);
  } finally {
    rmSync(out, { recursive: true });
  }
});

for (
  const [args, message] of [
    [
      ["generate", "--seed", "2"],
      "Name --out DIR: the project's own vectors have seed 1 and count 2",
    ],
    [
      ["verify", "--topic", "none"],
      'No topic "none": there are frames, messages, keys, rsa, protection, compression, negotiation, sessions',
    ],
    [["replay", "nowhere"], 'Cannot use "nowhere": expected HOST:PORT'],
    [["show", "rsa"], 'Cannot show "rsa": expected FILE#ID'],
  ] as const
) {
  test(`${args.join(" ")} is a mistake of usage`, async () => {
    assert.deepEqual(await run(...args), {
      status: 2,
      stdout: "",
      stderr: `${message}\n`,
    });
  });
}

test("replay exits 4 where no vector is a client's", async () => {
  const args = ["replay", "127.0.0.1:1", "--topic", "negotiation"];
  const { status, stdout } = await run(...args);
  assert.equal(status, 4);
  assert.match(stdout, /^0 passed, 0 failed, /);
});
