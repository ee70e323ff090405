import assert from "node:assert/strict";
import { test } from "node:test";
import { CASES } from "../cases/mod.ts";
import type { Case } from "../runner/case.ts";
import { runCases, type RunOptions } from "../runner/engine.ts";
import { ExecClientTarget } from "../runner/exec_client.ts";
import { ExecServerTarget } from "../runner/exec_server.ts";
import type { RowResult } from "../runner/verdict.ts";
import { rare } from "./rare.ts";
import type { Mutant } from "./mutant.ts";
import { runMutant } from "./run_mutant.ts";

/** The property that finds each, and a row of it. */
const FINDERS: Readonly<Record<string, readonly [string, string]>> = {
  "messages/server-hello-extension-again-later": [
    "messages/server-any-malformed-hello",
    "open/aes",
  ],
  "channel/server-pong-buffer-shared": [
    "channel/server-any-session",
    "open/aes",
  ],
  "protection/client-idle-inflater-freed": [
    "channel/client-any-compressed-session",
    "proprietary/chacha20+deflate",
  ],
  "protection/client-next-key-tried": [
    "handshake/client-any-attack",
    "open/aes",
  ],
};

const MOST_FRAMES = 5;
const RUNS = 1_000;

// All at once: much of what they do is to wait.
const found = new Map(
  rare.map((mutant) => [mutant.id, judged(mutant, mutant, { runs: RUNS })]),
);

test("each fault that a property alone finds has its property", () => {
  assert.deepEqual(
    rare.map(({ id }) => id).sort(),
    Object.keys(FINDERS).sort(),
  );
  for (const mutant of rare) {
    assert.equal(mutant.rare, true, mutant.id);
    const { requirements, conversation } = finderOf(mutant);
    assert.ok(requirements.includes(mutant.requirement), mutant.id);
    assert.ok(conversation !== undefined, mutant.id);
  }
});

for (const mutant of rare) {
  test(`a property finds ${mutant.id}, in at most five frames`, async () => {
    const { verdict, reason, conversation } = await found.get(mutant.id)!;
    assert.equal(verdict, "fail", reason);
    const frames = framesOf(conversation);
    const text = JSON.stringify(conversation);
    assert.ok(frames >= 1 && frames <= MOST_FRAMES, text);
    const again = await judged(mutant, mutant, { conversation });
    assert.equal(again.verdict, "fail", text);
    const sound = await judged({}, mutant, { conversation });
    assert.equal(sound.verdict, "pass", `${text}: ${sound.reason}`);
  });
}

/** A peer, judged by the property that finds a mutant. */
async function judged(
  peer: Partial<Mutant>,
  mutant: Mutant,
  options: Partial<RunOptions>,
): Promise<RowResult> {
  const theCase = finderOf(mutant);
  const program = {
    name: peer.id ?? "the reference",
    run: (
      input: NodeJS.ReadableStream,
      print: (line: Readonly<Record<string, unknown>>) => void,
      signal: AbortSignal,
    ) => runMutant(peer, input, print, signal),
  };
  const target = mutant.role === "server"
    ? new ExecServerTarget(program, {})
    : new ExecClientTarget(program, {});
  try {
    const whole: RunOptions = {
      seed: 1,
      runs: 1,
      jobs: 1,
      deadlineMs: 120_000,
      caseTimeoutMs: 60_000,
      patienceMs: 5_000,
      failFast: false,
      row: FINDERS[mutant.id][1],
      ...options,
    };
    const [result] = await runCases(target, [theCase], [], whole, () => {});
    assert.equal(result.rows.length, 1, theCase.id);
    return result.rows[0];
  } finally {
    await target.stop();
  }
}

function finderOf({ id }: Mutant): Case {
  const [caseId] = FINDERS[id];
  const theCase = CASES.find((one) => one.id === caseId);
  assert.ok(theCase !== undefined, caseId);
  return theCase;
}

/** What is said after the handshake, and done to it; or the one broken hello. */
function framesOf(conversation: unknown): number {
  assert.ok(typeof conversation === "object" && conversation !== null);
  const lists = Object.values(conversation).filter(Array.isArray);
  if (lists.length === 0) return 1;
  return lists.reduce((sum, { length }) => sum + length, 0);
}
