import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { VECTORS } from "./generate.ts";
import { TOPICS } from "./topics.ts";

const README = readFileSync(join(VECTORS, "README.md"), "utf8");
const PYTHON = "/usr/bin/python3";
const skip = existsSync(PYTHON) ? false : `there is no ${PYTHON}`;

test("the README has every topic's file", () => {
  for (const { path } of TOPICS) {
    assert.ok(README.includes(`\`${path}\``), path);
  }
});

test("the README's reader agrees with the key schedule", { skip }, () => {
  const [shown] = /(?<=agree\n|\n)\d+ of \d+ agree/.exec(README) ?? [];
  const { status, stdout, stderr } = runReader(join(VECTORS, "keys/keys.json"));
  assert.deepEqual(
    { status, stdout, stderr },
    { status: 0, stdout: `${shown}\n`, stderr: "" },
  );
});

test("the README's reader finds a changed byte", { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), "fesa-vectors-"));
  try {
    const path = join(folder, "keys.json");
    const text = readFileSync(join(VECTORS, "keys/keys.json"), "utf8");
    const file = JSON.parse(text);
    const { secrets } = file.vectors[0];
    secrets.th3 = secrets.th3.replace(
      /^./,
      (digit: string) => digit === "0" ? "1" : "0",
    );
    writeFileSync(path, JSON.stringify(file));
    const { status, stdout } = runReader(path);
    assert.equal(status, 1);
    assert.match(stdout, /'external\/proprietary-0x0101', 'th3'/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function runReader(path: string) {
  const [, program] = /```python\n([^]*?)```/.exec(README) ?? [];
  return spawnSync(PYTHON, ["-", path], { input: program, encoding: "utf8" });
}
