import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { CASES } from "../cases/mod.ts";
import { caseNamed } from "./case_names.ts";
import { runCases, type RunOptions } from "./engine.ts";
import { ExecClientTarget } from "./exec_client.ts";
import { ExecServerTarget } from "./exec_server.ts";
import { Slots } from "./slots.ts";
import type { CaseResult, RowResult } from "./verdict.ts";

const OPTIONS: RunOptions = {
  seed: 1,
  runs: 1,
  jobs: 4,
  deadlineMs: 30_000,
  caseTimeoutMs: 5_000,
  patienceMs: 500,
  failFast: false,
};
const PROFILE = { settings: ["open" as const], ciphers: ["aes" as const] };
/** What is silent on purpose isn't waited for as long as what isn't. */
const SILENT_MS = 500;
const START_MS = 15_000;

const folder = mkdtempSync(join(tmpdir(), "fesa-hostile-"));
after(() => rmSync(folder, { recursive: true }));

const ROLES = ["server", "client"] as const;
type Role = typeof ROLES[number];

/** What two cases, a gate first, come to against a command. */
async function judged(
  role: Role,
  command: string,
  startMs = START_MS,
): Promise<readonly CaseResult[]> {
  const target = role === "server"
    ? new ExecServerTarget(command, PROFILE, startMs)
    : new ExecClientTarget(command, PROFILE, startMs);
  const names = [
    `handshake/${role}-completes`,
    `frames/${role}-lingers-after-alert`,
  ];
  const cases = names.flatMap((name) => caseNamed(CASES, name) ?? []);
  assert.equal(cases.length, 2, "the cases are there");
  try {
    return await runCases(target, cases, cases.slice(0, 1), OPTIONS, () => {});
  } finally {
    await target.stop();
  }
}

/** The row of the basic handshake. */
async function gate(role: Role, command: string): Promise<RowResult> {
  const [{ rows: [row] }] = await judged(role, command);
  return row;
}

const SILENT = "not-listening or not-dialled";
const EVENT = '{"event":"data","count":1,"sha256":"00"}';

/** Commands that never come to listen or dial, with code and reason. */
const NEVER: readonly [string, string, string, RegExp][] = [
  ["crashes at once", "kill -SEGV $$;", "not-started", /signal SIGSEGV/],
  ["exits with 0", "exit 0;", "not-started", /status 0/],
  [
    "is no command",
    "/nonexistent/fesa-peer --x",
    "not-started",
    /no start: .*ENOENT/,
  ],
  [
    "says why it exits",
    "printf 'no \\033[31mkey\\n' >&2; exit 3;",
    "not-started",
    /status 3, saying "no \\x1b\[31mkey"/,
  ],
  [
    "prints no JSON",
    "echo hello; sleep 60",
    SILENT,
    /No "listening"|not dial/,
  ],
  ["prints nothing", "exec sleep 60;", SILENT, /No "listening"|not dial/],
  [
    "closes its stdout",
    "exec >&-; sleep 60",
    SILENT,
    /No "listening"|not dial/,
  ],
  [
    "prints bytes without an end",
    "tr '\\0' y < /dev/zero",
    "not-started",
    /it printed a line of over 1 MiB/,
  ],
  [
    "prints lines without an end",
    `yes '${EVENT}';`,
    "not-started",
    /it printed more than/,
  ],
  [
    "floods its stderr",
    "timeout 60 yes error >&2; true",
    SILENT,
    /No "listening"|not dial/,
  ],
  [
    "prints a huge line",
    "head -c 3000000 /dev/zero | tr '\\0' x; echo; sleep 60",
    "not-started",
    /it printed a line of over 1 MiB/,
  ],
  [
    "prints what is no UTF-8",
    "printf '\\377\\376{\"event\"\\n'; exit 1;",
    "not-started",
    /status 1, saying "\ufffd\ufffd\{"event""/,
  ],
  [
    "leaves a child that holds its pipes",
    "sleep 60 & exit 0;",
    "not-started",
    /status 0/,
  ],
  [
    "refuses a word and runs on",
    `echo '{"event":"unsupported","word":"aes"}'; sleep 60`,
    "not-started",
    /refused aes, and then ran on/,
  ],
  [
    "refuses a word with another status",
    `echo '{"event":"unsupported","word":"aes"}'; exit 1;`,
    "not-started",
    /refused aes, and then exited with status 1/,
  ],
];

// They wait more than they work: so they all run before the first is judged.
const slots = new Slots(16);
const never = ROLES.flatMap((role) =>
  NEVER.map(([what, command, code, reason]) => {
    const silent = code === SILENT;
    const [startMs, expected] = silent
      ? [SILENT_MS, role === "server" ? "not-listening" : "not-dialled"]
      : [START_MS, code];
    const results = slots.during(() => judged(role, command, startMs));
    return { role, what, expected, reason, results };
  })
);

for (const { role, what, expected, reason, results } of never) {
  test(`a ${role} that ${what} is inconclusive`, async () => {
    for (const { verdict, rows: [row] } of await results) {
      assert.equal(verdict, "inconclusive", row.reason);
      assert.equal(row.code, expected);
      assert.match(row.reason, reason);
    }
  });
}

for (const role of ROLES) {
  test(`what a ${role} printed last is in the report`, async () => {
    const said = "echo one; echo 'two\u0007'; echo three >&2; exit 1;";
    const { transcript } = await gate(role, said);
    assert.deepEqual(transcript.map(({ text }) => text), [
      "it printed  stdout  one",
      "it printed  stdout  two\\x07",
      "it printed  stderr  three",
    ]);
  });

  test(`a ${role} that refuses the core fails, with status 89`, async () => {
    const refusal = '{"event":"unsupported","word":"aes"}';
    const { verdict, requirement } = await gate(
      role,
      `echo '${refusal}'; exit 89;`,
    );
    assert.equal(verdict, "fail");
    assert.equal(requirement, "CNF-7");
  });

  test(`a ${role} that refuses what nobody asked fails`, async () => {
    const refusal = '{"event":"unsupported","word":"magic\u001b"}';
    const { verdict, code, observed } = await gate(
      role,
      `echo '${refusal.replace("\u001b", "\\\\u001b")}'; exit 89;`,
    );
    // Nothing has spoken the protocol yet.
    assert.deepEqual([verdict, code], ["inconclusive", "not-fesa"]);
    assert.match(observed ?? "", /"unsupported" for "magic\\x1b"/);
  });

  test(`a ${role} that ignores SIGTERM is killed, its children too`, async () => {
    const pids = join(folder, `${role}.pids`);
    await judged(
      role,
      `trap '' TERM; (trap '' TERM; sleep 60) & echo $$ $! > ${pids}; wait;`,
      SILENT_MS,
    );
    for (const pid of readFileSync(pids, "utf8").trim().split(" ")) {
      const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", pid]);
      // One that nobody has waited for yet is as dead.
      assert.match(`${stdout}`.trim(), /^(Z.*)?$/, `process ${pid} runs on`);
    }
  });
}

test("a server that listens nowhere is inconclusive", async () => {
  const { verdict, code, observed } = await gate(
    "server",
    `echo '{"event":"listening","port":1}'; sleep 60`,
  );
  assert.deepEqual([verdict, code], ["inconclusive", "not-fesa"]);
  assert.match(observed ?? "", /^none: .*ECONNREFUSED/);
});

/** A client that reads its configuration, dials, and does as `then` says. */
function dialling(then: string): string {
  const program = `process.stdin.once("data", (line) => {
    const { port } = JSON.parse(String(line).split("\\n")[0]);
    const socket = require("net").connect(port, "127.0.0.1", () => {${then}});
    socket.on("error", () => {});
  });`.replaceAll("\n", " ");
  return `node -e '${program}'`;
}

const SILENT_CLIENTS: readonly [string, string, string, RegExp][] = [
  ["says nothing", "", "not-fesa", /silence/],
  ["hangs up", "socket.end()", "not-fesa", /the end of the connection/],
  ["exits", "process.exit(7)", "not-started", /status 7/],
  [
    "speaks HTTP",
    'socket.write("GET / HTTP/1.1")',
    "not-fesa",
    /start no frame/,
  ],
];

for (const [what, then, code, reason] of SILENT_CLIENTS) {
  test(`a client that dials and ${what} is inconclusive`, async () => {
    const row = await gate("client", dialling(then));
    assert.deepEqual([row.verdict, row.code], ["inconclusive", code]);
    assert.match(row.reason, reason);
  });
}
