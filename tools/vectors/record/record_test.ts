import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect as dial } from "node:net";
import { createPrivateKey } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Program } from "../../../conformance/runner/program.ts";
import { TesterClient } from "../../../conformance/tester/tester_client.ts";
import { throwawayKeyPem } from "../../../conformance/tester/throwaway_keys.ts";
import { Transcript } from "../../../conformance/tester/transcript.ts";
import { Wire } from "../../../conformance/tester/wire.ts";
import {
  AlertCode,
  Cipher,
  type SecureChannel,
  SecuritySetting,
} from "../../../src/node.ts";
import { runPeer } from "../../peer/run_peer.ts";
import { lint } from "../lint/lint.ts";
import { problemText } from "../problem.ts";
import { printJson } from "../print_json.ts";
import { ExecTarget } from "../replay/exec_target.ts";
import { replay, type ReplayVerdict } from "../replay/replay.ts";
import { SERVER_NAME } from "../make/handshake.ts";
import type { RecordingVector } from "../sessions/recording_format.ts";
import { topicsNamed } from "../topics.ts";
import { verifyDirectory } from "../verify.ts";
import { listenBetween } from "./proxy.ts";
import type { Recorder } from "./recorder.ts";
import { recordingOf, recordingsFile } from "./recording.ts";
import type { RecorderKeys } from "./session_keys.ts";
import {
  DEPLOYMENT_KEY,
  echo,
  echoed,
  SERVER_PEM,
  testClient,
  testServer,
} from "./test_conversation.ts";

const { proprietary, open, certified } = SecuritySetting;
const AES = Cipher["AES-256-GCM"];
const TDES = Cipher["3DES-EDE-CBC-HMAC-SHA-256"];
const KEYS: RecorderKeys = {
  privateKey: createPrivateKey(SERVER_PEM),
  deploymentKey: DEPLOYMENT_KEY,
};

/** Has a conversation through a proxy; what that wrote down. */
async function recorded(
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
async function faultsOf(vector: RecordingVector): Promise<readonly string[]> {
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
async function replayed(
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

/** Data, a Ping, new keys that are asked for, compressed Data, `close`. */
async function ordinary(channel: SecureChannel, compress: boolean) {
  await echoed(channel, "fesa fesa fesa", compress);
  await channel.ping(new TextEncoder().encode("ping"), { compress });
  assert.equal(channel.updateKeys({ request: true }), true);
  await echoed(channel, "fesa fesa fesa", compress);
  await channel.close();
}

for (
  const [name, setting, cipher, compress] of [
    ["proprietary", proprietary, Cipher["ChaCha20-Poly1305"], true],
    ["open with AES", open, AES, false],
    ["open with 3DES", open, TDES, false],
    ["certified with AES", certified, AES, true],
    ["certified with 3DES", certified, TDES, false],
  ] as const
) {
  test(`${name}: a live session verifies and replays`, async () => {
    const server = {
      algorithm: cipher === TDES ? TDES : AES,
      deflateSettings: compress ? [setting] : [],
    };
    const recorder = await recorded(server, async (port) => {
      const channel = await testClient(port, setting, {
        compressions: compress ? [0, 1] : [0],
      });
      await ordinary(channel, compress);
    });
    const vector = recordingOf(recorder)!;
    assert.equal(recorder.trouble, undefined);
    assert.deepEqual(vector.expect, { result: "accept" });
    assert.equal(vector.setting, setting);
    assert.equal(vector.cipher, cipher);
    assert.equal(vector.drives, "client");
    assert.equal(vector.secrets!.client.generations.length, 3);
    const names = vector.steps.map(({ name }) => name);
    assert.equal(names.filter((name) => name === "KeyUpdate").length, 2);
    assert.equal(
      names.filter((name) => name === "compressed Data").length,
      compress ? 4 : 0,
    );
    assert.deepEqual(await faultsOf(vector), []);
    assert.deepEqual(await replayed(vector, server), {
      address: "pass: Data echoed",
      server: "pass",
      client: "pass",
    });
  });
}

test("what both applications do is played with commands alone", async () => {
  const recorder = await recorded({
    onChannel: async (channel) => {
      await channel.write(new TextEncoder().encode("greeting"));
      await channel.ping();
      channel.updateKeys({ request: true });
      await echo(channel);
    },
  }, async (port) => {
    const channel = await testClient(port, open);
    await channel.read();
    await ordinary(channel, false);
  });
  const vector = recordingOf(recorder)!;
  assert.equal(vector.drives, "both");
  assert.deepEqual(await faultsOf(vector), []);
  const { address, ...others } = await replayed(vector);
  assert.match(address, /^not-applicable: the server sends a \w+ of itself$/);
  assert.deepEqual(others, { server: "pass", client: "pass" });
});

/** A client that may do what it likes. */
async function tester(port: number, setting: number = open) {
  return new TesterClient(await Wire.connect("127.0.0.1", port, 5_000), {
    setting,
    cipher: AES,
    compressions: [0],
    serverName: SERVER_NAME,
    patience: 5_000,
    random: (size) => crypto.getRandomValues(new Uint8Array(size)),
    transcript: new Transcript(),
  });
}

test("a stream that ends within a frame is a truncation", async () => {
  const recorder = await recorded({}, async (port) => {
    const client = await (await tester(port)).until("Established");
    await client.ping();
    client.wire.write(client.seal(0x10, new Uint8Array(40)).subarray(0, 20));
    client.wire.finish();
    await client.expectEnd("FIN");
  });
  const vector = recordingOf(recorder)!;
  assert.deepEqual(vector.expect, { result: "truncated", by: "client" });
  assert.equal(vector.steps.at(-1)!.cut, true);
  assert.deepEqual(await faultsOf(vector), []);
  assert.deepEqual(await replayed(vector), {
    address: "pass",
    server: "pass",
    client: "not-applicable: it is the client's stream that is cut",
  });
});

test("an application that gives up is an Alert", async () => {
  const recorder = await recorded({}, async (port) => {
    const channel = await testClient(port, open);
    await echoed(channel, "fesa");
    await channel.abort();
  });
  const vector = recordingOf(recorder)!;
  assert.deepEqual(vector.expect, {
    result: "alert",
    codes: [AlertCode.aborted],
  });
  assert.deepEqual(await faultsOf(vector), []);
  const { address, ...others } = await replayed(vector);
  // Whether the echo comes before the Alert is a race of the two.
  assert.match(address, /^pass: /);
  assert.deepEqual(others, { server: "pass", client: "pass" });
});

test("a ClientKeyExchange without a secret is kept as such", async () => {
  const recorder = await recorded({}, async (port) => {
    const client = await (await tester(port)).until("ClientKeyExchange");
    client.sendKeyExchange(new Uint8Array(256).fill(1));
    client.sendFinished();
    await client.expectAlert("bad_frame_protection", "KEX-9");
    client.wire.leave();
  });
  const vector = recordingOf(recorder)!;
  assert.equal(recorder.trouble, undefined);
  assert.deepEqual(vector.expect, {
    result: "alert",
    codes: [AlertCode.bad_frame_protection],
  });
  assert.equal(vector.inputs.preMaster, undefined);
  assert.equal(vector.secrets, undefined);
  assert.deepEqual(vector.steps[3].fault, {
    kind: "undecryptable",
    about: "It does not decrypt",
  });
  assert.deepEqual(await faultsOf(vector), []);
  assert.deepEqual(await replayed(vector), {
    address: "pass",
    server: "pass",
    client: "not-applicable: the fault is the client's own",
  });
});

test("a wrong verify, and a frame that does not open, are faults", async () => {
  for (
    const [kind, code, edit] of [
      ["verify", AlertCode.bad_finished, undefined],
      [
        "unopened",
        AlertCode.bad_frame_protection,
        (body: Uint8Array) => body.with(0, body[0] ^ 1),
      ],
    ] as const
  ) {
    const recorder = await recorded({}, async (port) => {
      const client = await (await tester(port)).until("Finished");
      client.sendFinished(edit ? client.verify : new Uint8Array(32), { edit });
      await client.expectAlert(
        edit ? "bad_frame_protection" : "bad_finished",
        "FIN-3",
      );
      client.wire.leave();
    });
    const vector = recordingOf(recorder)!;
    assert.equal(vector.steps.find(({ fault }) => fault)?.fault?.kind, kind);
    assert.deepEqual(vector.expect, { result: "alert", codes: [code] });
    assert.deepEqual(await faultsOf(vector), []);
    assert.equal((await replayed(vector)).address, "pass");
  }
});

for (
  const [setting, keys, message] of [
    [
      open,
      { privateKey: createPrivateKey(throwawayKeyPem("other2048")) },
      "the key given is not the server's",
    ],
    [open, { deploymentKey: DEPLOYMENT_KEY }, "no key of the server was given"],
    [
      proprietary,
      { deploymentKey: new Uint8Array(32) },
      "the deployment key given is not theirs",
    ],
    [
      proprietary,
      { privateKey: KEYS.privateKey },
      "no deployment key was given",
    ],
  ] as const
) {
  test(`${message}: said at the Finished, and what was clear is kept`, async () => {
    const recorder = await recorded({}, async (port) => {
      const channel = await testClient(port, setting);
      await echoed(channel, "not for every ear");
      await channel.close();
    }, keys);
    assert.ok(
      recorder.trouble?.message.startsWith(
        `the Finished does not open: ${message}`,
      ),
      recorder.trouble?.message,
    );
    const vector = recordingOf(recorder)!;
    assert.deepEqual(vector.expect, { result: "unopened" });
    assert.deepEqual(
      vector.steps.map(({ name }) => name),
      setting === open
        ? ["ClientHello", "ServerHello", "ServerKey", "ClientKeyExchange"]
        : ["ClientHello", "ServerHello"],
    );
    assert.equal(vector.inputs.preMaster, undefined);
    assert.equal(vector.inputs.deploymentKey, undefined);
    assert.deepEqual(await faultsOf(vector), []);
  });
}

test("a conversation over the limit is passed on, and not kept", async () => {
  const recorder = await recorded(
    {},
    async (port) => {
      const channel = await testClient(port, open);
      await echoed(channel, "x".repeat(3 * 2 ** 20));
      await channel.close();
    },
    KEYS,
    2 ** 20,
  );
  assert.equal(
    recorder.trouble?.message,
    "it is over 1 MiB: nothing is kept; raise --most MIB",
  );
  assert.equal(recordingOf(recorder), undefined);
});

test("what is no conversation of the protocol is not kept", async () => {
  const recorder = await recorded({}, async (port) => {
    const socket = dial(port, "127.0.0.1");
    socket.end("GET / HTTP/1.1\r\n\r\n").resume();
    await once(socket, "close");
  });
  assert.equal(
    recorder.trouble?.message,
    "the first bytes of the client are no frame: 47455420",
  );
  assert.equal(recordingOf(recorder), undefined);
});

test("a server that is not there is said", async () => {
  const free = await testServer();
  await free.close();
  const proxy = await listenBetween({
    listen: { host: "127.0.0.1", port: 0 },
    to: free,
    keys: KEYS,
    limit: 2 ** 20,
  });
  const socket = dial(proxy.port, "127.0.0.1").on("error", () => {}).resume();
  const { trouble } = await proxy.next();
  assert.equal(
    trouble?.message,
    `cannot connect to 127.0.0.1:${free.port}: ECONNREFUSED`,
  );
  socket.destroy();
  await proxy.close();
});
