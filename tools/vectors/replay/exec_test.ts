import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import type {
  Program,
  TargetCommand,
} from "../../../conformance/runner/program.ts";
import type { Print } from "../../peer/run_peer.ts";
import { runPeer } from "../../peer/run_peer.ts";
import { VECTORS } from "../generate.ts";
import type { Role } from "../sessions/step_format.ts";
import { topicsNamed } from "../topics.ts";
import { ExecTarget } from "./exec_target.ts";
import { replay, type ReplayVerdict } from "./replay.ts";

/** The reference under the contract, what it prints changed on the way. */
function reference(change: (print: Print) => Print = (print) => print) {
  return {
    name: "the reference",
    run: (input, print, signal) =>
      runPeer(input, change(print), { signal, complain: () => {} }),
  } satisfies Program;
}

const [SESSIONS] = topicsNamed(["sessions"]);

/** Plays these sessions, or all, against a peer. */
async function played(
  command: TargetCommand,
  role: Role,
  ids?: readonly string[],
): Promise<ReplayVerdict[]> {
  const target = new ExecTarget(command, role, 5_000);
  const folder = mkdtempSync(join(tmpdir(), "fesa-vectors-"));
  try {
    const path = join(VECTORS, SESSIONS.path);
    const file = JSON.parse(readFileSync(path, "utf8"));
    const vectors = file.vectors.filter(({ id }: { id: string }) =>
      ids?.includes(id) ?? true
    );
    const flags = ids ? {} : file.flags;
    writeFileSync(
      join(folder, "some.json"),
      JSON.stringify({ ...file, flags, count: vectors.length, vectors }),
    );
    return await replay({
      directory: folder,
      topics: [SESSIONS],
      target,
      jobs: 4,
      deadline: 60_000,
      onVerdict: () => {},
    });
  } finally {
    await target.stop();
    rmSync(folder, { recursive: true });
  }
}

function textOf({ id, verdict, reason }: ReplayVerdict): string {
  return `${verdict} ${id}: ${reason}`;
}

for (const role of ["client", "server"] as const) {
  test(`the reference passes every session as ${role}`, async () => {
    const verdicts = await played(reference(), role);
    for (const one of verdicts) {
      if (one.verdict === "pass") continue;
      assert.match(
        textOf(one),
        new RegExp(
          `^not-applicable .*: (the fault is the ${role}'s own|` +
            `it is the ${role}'s stream that is cut)$`,
        ),
      );
    }
    const passed = verdicts.filter(({ verdict }) => verdict === "pass");
    for (const id of ["open-3des-deflate", "open-aes-server-drives"]) {
      assert.ok(passed.some((one) => one.id === id), id);
    }
  });
}

/** What an implementation prints wrong, and what is said of a clean session. */
const LIES: readonly (readonly [
  name: string,
  change: (event: Readonly<Record<string, unknown>>) => Record<string, unknown>,
  reason: RegExp,
])[] = [
  [
    "another binding",
    (event) =>
      event.event === "established"
        ? { ...event, binding: "00".repeat(32) }
        : event,
    /^KDF-9: expected the binding /,
  ],
  [
    "a truncation",
    (event) => event.event === "ended" ? { ...event, how: "truncated" } : event,
    /^END-1: expected a clean end/,
  ],
  [
    "Data that it did not get",
    (event) => event.event === "data" ? { ...event, count: 1 } : event,
    /^DAT-1: expected \d+ bytes of Data as sent/,
  ],
];

for (const [name, change, reason] of LIES) {
  test(`a client that reports ${name} fails`, async () => {
    const liar = reference((print) => (event) => print(change(event)));
    const [one] = await played(liar, "client", ["open-aes"]);
    assert.equal(one.verdict, "fail");
    assert.match(one.reason!, reason);
  });
}

test("a word that a peer refuses makes its sessions not applicable", async () => {
  const without3des: Program = {
    name: "without 3DES",
    run: async (input, print) => {
      const [line] = await once(createInterface({ input }), "line");
      assert.ok(JSON.parse(line).requires.includes("3des"));
      print({ event: "unsupported", word: "3des" });
      return 89;
    },
  };
  const [one] = await played(without3des, "client", ["open-3des"]);
  assert.equal(
    textOf(one),
    "not-applicable open-3des: The implementation does not support 3des",
  );
});

test("a command that does not start is inconclusive", async () => {
  for (const role of ["client", "server"] as const) {
    const [one] = await played("/nonexistent/peer", role, ["open-aes"]);
    assert.equal(one.verdict, "inconclusive");
  }
});

const PYTHON = "/usr/bin/python3";
const PEER = fileURLToPath(
  new URL("../../../conformance/peers/fesa_peer.py", import.meta.url),
);
const probe = spawnSync(PYTHON, ["-c", "import cryptography"]);
const skip = probe.status === 0 || process.env.CI === "true"
  ? false
  : `${PYTHON} has no cryptography`;

for (const role of ["client", "server"] as const) {
  test(`a peer in another language passes as ${role}`, { skip }, async () => {
    const ids = ["proprietary-deflate", "certified-3des", "open-aes"];
    const verdicts = await played(`${PYTHON} ${PEER}`, role, ids);
    assert.deepEqual(
      verdicts.map(textOf).sort(),
      ids.map((id) => `pass ${id}: undefined`).sort(),
    );
  });
}
