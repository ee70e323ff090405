import assert from "node:assert/strict";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { runFesa } from "../spawn_fesa.ts";
import { VECTORS } from "../vectors/generate.ts";
import { TOPICS } from "../vectors/topics.ts";
import { vectorsCommand } from "./vectors.ts";

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
      "Name --out DIR: the project's own vectors have seed 1, count 2 and every setting",
    ],
    [
      ["verify", "--topic", "none"],
      `No topic "none": there are ${TOPICS.map(({ name }) => name).join(", ")}`,
    ],
    [["replay", "nowhere"], 'Cannot use "nowhere": expected HOST:PORT'],
    [
      ["generate", "--setting", "closed", "--out", "x"],
      'Cannot use --setting "closed": known are proprietary, open, certified',
    ],
    [["replay"], "Give HOST:PORT of a server, or --exec COMMAND"],
    [
      ["replay", "127.0.0.1:1", "--exec", "peer"],
      "Give HOST:PORT, or --exec and --role, not both",
    ],
    [
      ["replay", "--exec", "peer", "--role", "judge"],
      "Cannot use --role judge: client or server",
    ],
    [["show", "rsa"], 'Cannot show "rsa": expected FILE#ID'],
  ] as const
) {
  test(`${args.join(" ")} is a mistake of usage`, async () => {
    await assert.rejects(
      vectorsCommand().parseAsync(args, { from: "user" }),
      { name: "UsageError", message },
    );
  });
}

/**
 * Faults of a file, what is said of them, and the command that meets each; all
 * read files in the same way, whose tests have the other faults and commands.
 */
const BAD: readonly (readonly [
  from: string | RegExp,
  to: string,
  said: string,
  command: (path: string) => readonly string[],
])[] = [
  [
    "fesa-vectors/1",
    "fesa-vectors/2",
    '#/format: expected the format "fesa-vectors/1", found "fesa-vectors/2"',
    (path) => ["verify", "--dir", path],
  ],
  [
    /"contents": \[\s*"../,
    '"contents": ["zz',
    "#/vectors/0/contents/0: Expected lower-case hex, two digits a byte",
    (path) => ["replay", "127.0.0.1:1", "--dir", path],
  ],
];

test("a bad file is said with its pointer, and the status is 1", async () => {
  const folder = mkdtempSync(join(tmpdir(), "fesa-vectors-"));
  const text = readFileSync(
    join(VECTORS, "protection/compression.json"),
    "utf8",
  );
  try {
    await Promise.all(BAD.map(async ([from, to, said, command], i) => {
      const path = join(folder, `mine${i}.json`);
      writeFileSync(path, text.replace(from, to));
      const { status, stderr } = await run(...command(path));
      assert.equal(status, 1);
      assert.match(stderr, new RegExp(`^(.*/)?mine${i}\\.json#`));
      assert.ok(stderr.includes(`mine${i}.json${said}\n`), stderr);
    }));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("replay exits 4 where no vector is a client's", async () => {
  const args = ["replay", "127.0.0.1:1", "--topic", "negotiation"];
  const { status, stdout } = await run(...args);
  assert.equal(status, 4);
  assert.match(stdout, /^0 passed, 0 failed, /);
});
