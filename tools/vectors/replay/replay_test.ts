import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { readDeploymentKey } from "../../key/deployment_key_file.ts";
import { withServe } from "../../spawn_fesa.ts";
import { VECTORS } from "../generate.ts";
import { topicsNamed } from "../topics.ts";
import type { ReplayTarget } from "./live_server.ts";
import { replay, replayStatus, type ReplayVerdict } from "./replay.ts";

function replayed(
  target: Pick<ReplayTarget, "port"> & Partial<ReplayTarget>,
  topics: readonly string[],
): Promise<ReplayVerdict[]> {
  return replay({
    directory: VECTORS,
    topics: topicsNamed(topics),
    target: { host: "127.0.0.1", patience: 5_000, ...target },
    jobs: 4,
    deadline: 60_000,
    onVerdict: () => {},
  });
}

/** A server that does one thing to each connection, and nothing else. */
async function withServer(
  onConnection: (socket: Socket) => void,
  use: (port: number) => Promise<void>,
): Promise<void> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    onConnection(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    await use((server.address() as AddressInfo).port);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
  }
}

test("the reference server passes everything it is configured for", async () => {
  await withServe(["--demo"], async (serve) => {
    const { port, deploymentKey } = await serve.next();
    const verdicts = await replayed({
      port: Number(port),
      deploymentKey: readDeploymentKey(String(deploymentKey)),
    }, []);
    const wrong = verdicts.filter(({ verdict }) =>
      verdict === "fail" || verdict === "inconclusive"
    );
    assert.deepEqual(wrong, []);
    assert.equal(replayStatus(verdicts), 0);
    const passed = verdicts.filter(({ verdict }) => verdict === "pass");
    for (const id of ["proprietary", "open-aes", "certified-aes"]) {
      assert.deepEqual(passed.find((one) => one.id === id), {
        topic: "sessions",
        id,
        verdict: "pass",
        reason: "Data echoed",
      });
    }
    assert.ok(passed.length > 200, `${passed.length}`);
  });
});

test("proprietary does not apply without a deployment key", async () => {
  await withServe(["--demo"], async (serve) => {
    const { port } = await serve.next();
    const verdicts = await replayed({ port: Number(port) }, ["sessions"]);
    assert.deepEqual(verdicts.find(({ id }) => id === "proprietary"), {
      topic: "sessions",
      id: "proprietary",
      verdict: "not-applicable",
      reason: "proprietary needs --deployment-key FILE",
    });
  });
});

test("a server that resets every connection passes nothing", async () => {
  await withServer((socket) => socket.resetAndDestroy(), async (port) => {
    const verdicts = await replayed({ port }, ["messages"]);
    assert.ok(verdicts.length > 40);
    assert.ok(verdicts.every(({ verdict }) => verdict !== "pass"));
  });
});

test("a server that only echoes passes nothing", async () => {
  await withServer((socket) => socket.pipe(socket), async (port) => {
    const verdicts = await replayed({ port, patience: 500 }, ["keys"]);
    assert.ok(verdicts.length > 10);
    assert.ok(verdicts.every(({ verdict }) => verdict === "fail"));
    assert.equal(replayStatus(verdicts), 1);
  });
});

test("a port where nothing listens is inconclusive", async () => {
  let free = 0;
  await withServer(() => {}, (port) => {
    free = port;
    return Promise.resolve();
  });
  const verdicts = await replayed({ port: free }, ["messages"]);
  assert.ok(verdicts.every(({ verdict }) => verdict === "inconclusive"));
  assert.equal(replayStatus(verdicts), 3);
});

test("the exit status is that of the worst", () => {
  const status = (...verdicts: ReplayVerdict["verdict"][]) =>
    replayStatus(
      verdicts.map((verdict) => ({ topic: "keys", id: "one", verdict })),
    );
  assert.equal(status(), 4);
  assert.equal(status("pass", "not-applicable"), 0);
  assert.equal(status("not-applicable"), 3);
  assert.equal(status("pass", "inconclusive"), 3);
  assert.equal(status("pass", "inconclusive", "fail"), 1);
});
