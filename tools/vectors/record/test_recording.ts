import { createPrivateKey } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Program } from "../../../conformance/runner/program.ts";
import { runPeer } from "../../peer/run_peer.ts";
import { lint } from "../lint/lint.ts";
import { printJson } from "../print_json.ts";
import { problemText } from "../problem.ts";
import { ExecTarget } from "../replay/exec_target.ts";
import { replay, type ReplayVerdict } from "../replay/replay.ts";
import type { RecordingVector } from "../sessions/recording_format.ts";
import { topicsNamed } from "../topics.ts";
import { verifyDirectory } from "../verify.ts";
import { listenBetween } from "./proxy.ts";
import type { Recorder } from "./recorder.ts";
import { recordingsFile } from "./recording.ts";
import type { RecorderKeys } from "./session_keys.ts";
import { DEPLOYMENT_KEY, SERVER_PEM, testServer } from "./test_conversation.ts";

/** What opens every conversation of a test's server. */
export const KEYS: RecorderKeys = {
  privateKey: createPrivateKey(SERVER_PEM),
  deploymentKey: DEPLOYMENT_KEY,
};

/** Has a conversation through a proxy; what that wrote down. */
export async function recorded(
  server: Parameters<typeof testServer>[0],
  talk: (port: number) => Promise<void>,
  keys: RecorderKeys = KEYS,
  limit = 2 ** 20,
): Promise<Recorder> {
  const live = await testServer(server);
  const proxy = await listenBetween({
    listen: { host: "127.0.0.1", port: 0 },
    to: live,
    keys,
    limit,
  });
  try {
    await talk(proxy.port);
    return await proxy.next();
  } finally {
    await proxy.close();
    await live.close();
  }
}

/** What is wrong with a recording, held against its schema and the reference. */
export async function faultsOf(
  vector: RecordingVector,
): Promise<readonly string[]> {
  return await inFile(vector, async (path) => {
    const { faults, topics } = await verifyDirectory(path, []);
    return [
      ...faults,
      ...topics.flatMap(({ faults }) => faults),
      ...lint(path).problems.map(problemText),
    ];
  });
}

async function inFile<T>(
  vector: RecordingVector,
  use: (path: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "fesa-record-"));
  const path = join(folder, "recorded.json");
  try {
    writeFileSync(path, printJson(recordingsFile([vector])));
    return await use(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const REFERENCE: Program = {
  name: "the reference",
  run: (input, print, signal) => runPeer(input, print, { signal }),
};

/** Plays a recording against the reference: a server with the same key too. */
export async function replayed(
  vector: RecordingVector,
  server: Parameters<typeof testServer>[0] = {},
): Promise<Record<string, string>> {
  const live = await testServer(server);
  const verdicts: Record<string, string> = {};
  await inFile(vector, async (directory) => {
    const targets = {
      address: {
        host: "127.0.0.1",
        port: live.port,
        deploymentKey: DEPLOYMENT_KEY,
        patience: 5_000,
      },
      server: new ExecTarget(REFERENCE, "server", 5_000),
      client: new ExecTarget(REFERENCE, "client", 5_000),
    };
    for (const [name, target] of Object.entries(targets)) {
      const [one] = await replay({
        directory,
        topics: topicsNamed(["sessions"]),
        target,
        jobs: 1,
        deadline: 30_000,
        onVerdict: () => {},
      });
      verdicts[name] = textOf(one);
      if (target instanceof ExecTarget) await target.stop();
    }
  });
  await live.close();
  return verdicts;
}

function textOf(verdict: ReplayVerdict | undefined): string {
  if (!verdict) return "not played";
  const { verdict: what, reason } = verdict;
  return reason === undefined ? what : `${what}: ${reason}`;
}
