import assert from "node:assert/strict";
import { connect as dial, type Socket } from "node:net";
import { test } from "node:test";
import { Cipher, connect, SecuritySetting } from "../../src/node.ts";
import { CASES } from "../cases/mod.ts";
import { caseNamed } from "./case_names.ts";
import { runCases } from "./engine.ts";
import { ListenClientTarget } from "./listen_client.ts";
import type { Profile } from "./profile.ts";

const OPTIONS = {
  seed: 1,
  runs: 1,
  jobs: 4,
  deadlineMs: 30_000,
  caseTimeoutMs: 5_000,
  patienceMs: 500,
  failFast: false,
};
const GATE = "handshake/client-completes";
const NAMES = [
  GATE,
  "channel/client-ping-empty",
  "frames/client-lingers-after-alert",
  "transport/client-refuses-unknown-word",
];

/** What some cases come to; `client` is told the port, and when to stop. */
async function judged(
  client: (port: number, signal: AbortSignal) => void,
  profile: Profile = {},
  patience = 10_000,
) {
  const controller = new AbortController();
  const target = new ListenClientTarget(
    0,
    profile,
    patience,
    (port) => client(port, controller.signal),
  );
  const cases = NAMES.flatMap((name) => caseNamed(CASES, name) ?? []);
  assert.equal(cases.length, NAMES.length);
  try {
    const gates = cases.slice(0, 1);
    const results = await runCases(target, cases, gates, OPTIONS, () => {});
    const byName = new Map(
      results.map(({ theCase, verdict, rows }) => [
        theCase.id,
        { verdict, rows },
      ]),
    );
    return { byName, found: target.found };
  } finally {
    controller.abort();
    await target.stop();
  }
}

/** A conforming client that dials again as soon as its channel has ended. */
async function again(port: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const channel = await connect({
        host: "127.0.0.1",
        port,
        settings: [SecuritySetting.open],
        identity: { acceptAny: true },
        ciphers: [Cipher["AES-256-GCM"]],
        signal,
      });
      for await (const _ of channel);
    } catch {
      // Most cases end in one: the next connection is the next case's.
    }
  }
}

test("a client that dials by itself is judged on the wire", async () => {
  const { byName, found } = await judged((port, signal) =>
    void again(port, signal)
  );
  const verdicts = NAMES.map((name) => byName.get(name)?.verdict);
  assert.deepEqual(verdicts, ["pass", "pass", "pass", "not-applicable"]);
  assert.deepEqual(found, {
    roles: ["client"],
    settings: ["open"],
    ciphers: ["aes"],
    compressions: [0],
  });
});

/** Dials once, and does as `then` says. */
function once(then: (socket: Socket) => void) {
  return (port: number, signal: AbortSignal) => {
    const socket = dial(port, "127.0.0.1", () => then(socket));
    socket.on("error", () => {});
    signal.addEventListener("abort", () => socket.destroy());
  };
}

const STUCK: readonly [
  string,
  (port: number, signal: AbortSignal) => void,
  string,
  string,
  RegExp,
][] = [
  ["never dials", () => {}, "inconclusive", "not-dialled", /No client dialled/],
  [
    "dials and says nothing",
    once(() => {}),
    "inconclusive",
    "not-fesa",
    /no ClientHello came/,
  ],
  [
    "dials and hangs up",
    once((socket) => void socket.end()),
    "inconclusive",
    "not-fesa",
    /no ClientHello came/,
  ],
];

for (const [what, client, verdict, code, reason] of STUCK) {
  test(`a client that ${what} holds up nothing`, async () => {
    const { byName } = await judged(client, {}, 300);
    for (const [, { verdict: came, rows: [row] }] of byName) {
      assert.deepEqual([came, row.code], [verdict, code]);
      assert.match(row.reason, reason);
    }
  });
}

test("a client whose first ClientHello is malformed fails its handshake", async () => {
  const bad = new Uint8Array([1, 0, 0, 60, ...new Uint8Array(60)]);
  const { byName } = await judged(once((socket) => void socket.write(bad)));
  const gate = byName.get(GATE);
  assert.equal(gate?.verdict, "fail", gate?.rows[0].reason);
  const other = byName.get(NAMES[1]);
  assert.deepEqual(
    [other?.verdict, other?.rows[0].code],
    ["inconclusive", "dependency"],
  );
});

test("a client that dials once leaves the rest unjudged", async () => {
  let dialled = 0;
  const { byName } = await judged(
    (port, signal) => {
      void connect({
        host: "127.0.0.1",
        port,
        settings: [SecuritySetting.open],
        identity: { acceptAny: true },
        ciphers: [Cipher["AES-256-GCM"]],
        signal,
      }).then(async (channel) => {
        dialled++;
        for await (const _ of channel);
      }).catch(() => {});
    },
    {},
    1_000,
  );
  assert.equal(dialled, 1);
  assert.equal(byName.get(GATE)?.verdict, "pass");
  const other = byName.get(NAMES[1]);
  assert.deepEqual(
    [other?.verdict, other?.rows[0].code],
    ["inconclusive", "not-dialled"],
  );
});
