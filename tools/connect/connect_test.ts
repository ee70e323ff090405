import { createHash, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import assert from "node:assert/strict";
import {
  Cipher,
  listen,
  type ListenOptions,
  type SecureChannel,
  type SecureServer,
  SecuritySetting,
} from "../../src/node.ts";
import { Relay } from "../../src/transport/test_relay.ts";
import { resultOf, runFesa, spawnFesa } from "../spawn_fesa.ts";

const folder = mkdtempSync(join(tmpdir(), "fesa-connect-test-"));
after(() => rmSync(folder, { recursive: true }));

const { privateKey, publicKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "der" },
});
const pin = createHash("sha256").update(publicKey).digest("hex");
const otherPin = "0".repeat(64);

/** Writes a file in the folder of this test; gives its path. */
function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const otherKey = file("other.key", new Uint8Array(32));
const shortKey = file("short.key", "5a5a\n");

async function echo(channel: SecureChannel): Promise<void> {
  try {
    for await (const bytes of channel) await channel.write(bytes);
  } catch {
    // The client's exit status tells.
  }
}

/** Runs a server of `open` and `proprietary` for as long as `use` takes. */
async function withServer(
  options: Partial<ListenOptions>,
  use: (target: string, server: SecureServer) => Promise<void>,
): Promise<void> {
  const server = await listen({
    settings: [SecuritySetting.open, SecuritySetting.proprietary],
    privateKey,
    deploymentKeys: [{ key: new Uint8Array(32).fill(0x5a) }],
    onChannel: (channel) => void echo(channel),
    ...options,
  });
  try {
    await use(`${server.host}:${server.port}`, server);
  } finally {
    await server.close();
  }
}

test("--send sends a file, and --json reports on standard error", async () => {
  const path = file("letter.txt", "Dear server");
  await withServer({}, async (target) => {
    const args = ["connect", target, "--accept-any", "--send", path, "--json"];
    const { status, stdout, stderr } = await runFesa(args, undefined);
    assert.equal(status, 0);
    assert.equal(stdout.toString(), "Dear server");
    const events = stderr.trim().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual(events, [
      {
        event: "established",
        setting: "open",
        cipher: "AES",
        compression: "none",
        maxFrame: 262_144,
        identity: "acceptAny",
      },
      { event: "ended", how: "clean" },
    ]);
  });
});

test("--tofu keeps the first key, and refuses another", async () => {
  const known = join(folder, "known_hosts");
  await withServer({}, async (target) => {
    const args = ["connect", target, "--tofu", known];
    for (let i = 0; i < 2; i++) {
      assert.equal((await runFesa(args, "hello")).stdout.toString(), "hello");
    }
    const text = readFileSync(known, "utf8");
    assert.equal(text, `fesa-known-hosts/1\n${target} open ${pin}\n`);
    writeFileSync(known, text.replace(pin, otherPin));
    const { status, stdout, stderr } = await runFesa(args, "hello");
    assert.deepEqual({ status, stdout: stdout.toString() }, {
      status: 1,
      stdout: "",
    });
    assert.equal(
      stderr,
      `Cannot connect to ${target}: Cannot accept the key of ${target}: it is ${pin}, known is ${otherPin} (alert key_not_trusted): if the key was meant to change, delete its line in ${known}; if not, somebody may be between\n`,
    );
    const cut = readFileSync(known, "utf8").slice(0, -2);
    writeFileSync(known, cut);
    const corrupt = await runFesa(args, "hello");
    assert.deepEqual({ status: corrupt.status, stderr: corrupt.stderr }, {
      status: 2,
      stderr:
        `Cannot read ${known}, line 2: its last line is cut off; restore the file, or remove it to trust every server anew\n`,
    });
    assert.equal(readFileSync(known, "utf8"), cut);
    writeFileSync(known, text.replace(" open ", " certified "));
    const downgraded = await runFesa(args, "hello");
    assert.deepEqual({ status: downgraded.status, stderr: downgraded.stderr }, {
      status: 2,
      stderr:
        `Cannot offer open to ${target}: it was seen in certified, offer that\n`,
    });
  });
});

test("--accept-any beside another setting is warned of", async () => {
  await withServer({}, async (target) => {
    const key = file("deployment.key", `${"5a".repeat(32)}\n`);
    const options = ["--settings", "open,proprietary", "--accept-any"];
    const { status, stderr } = await runFesa(
      ["connect", target, ...options, "--deployment-key", key],
    );
    assert.deepEqual({ status, stderr }, {
      status: 0,
      stderr:
        "Warning: with --accept-any whoever is between can choose open, and any key\n",
    });
  });
});

test("--wait leaves the closing to the server", async () => {
  const answer = async (channel: SecureChannel): Promise<void> => {
    const question = new TextDecoder().decode(await channel.read());
    await channel.write(new TextEncoder().encode(`${question}? no`));
    await channel.close();
  };
  const onChannel = (channel: SecureChannel): void => void answer(channel);
  await withServer({ onChannel }, async (target) => {
    const args = ["connect", target, "--accept-any", "--wait"];
    const { status, stdout } = await runFesa(args, "more");
    assert.equal(stdout.toString(), "more? no");
    assert.equal(status, 0);
  });
});

/** What ends a connection with exit status 1, and the line that says so. */
const FAILURES: readonly {
  what: string;
  server?: Partial<ListenOptions>;
  options: readonly string[];
  line: string;
}[] = [
  {
    what: "another key than the pinned one",
    options: ["--pin", otherPin],
    line:
      `Cannot accept the server's key: it is ${pin}, pinned is ${otherPin} (alert key_not_trusted): if the key was meant to change, change --pin; if not, somebody may be between`,
  },
  {
    what: "another deployment key",
    options: ["--settings", "proprietary", "--deployment-key", otherKey],
    line:
      "Cannot open the Protected frame: its protection is not right (alert bad_frame_protection): if this is proprietary, see that both ends have the same deployment key",
  },
  {
    what: "a cipher that the server is not configured for",
    server: { algorithm: Cipher["3DES-EDE-CBC-HMAC-SHA-256"] },
    options: ["--accept-any", "--ciphers", "AES"],
    line:
      "The peer ended the connection with no_common_cipher, in clear: offer the cipher it is configured for with --ciphers",
  },
  {
    what: "a name that the server does not have",
    server: { serverNames: ["fesa.example"] },
    options: ["--accept-any"],
    line:
      "The peer ended the connection with unrecognized_name, in clear: name it as it is configured with --server-name",
  },
];

for (const { what, server = {}, options, line } of FAILURES) {
  test(`${what} is one line and exit status 1`, async () => {
    await withServer(server, async (target) => {
      const args = ["connect", target, ...options];
      const { status, stdout, stderr } = await runFesa(args, "hello");
      assert.deepEqual({ status, stdout: stdout.toString(), stderr }, {
        status: 1,
        stdout: "",
        stderr: `Cannot connect to ${target}: ${line}\n`,
      });
    });
  });
}

test("a truncated channel is one line and exit status 1, after its data", async () => {
  await withServer({}, async (_, server) => {
    await Relay.with(server.port, async (relay) => {
      const target = `127.0.0.1:${relay.port}`;
      const child = spawnFesa("connect", target, "--accept-any");
      const result = resultOf(child);
      child.stdin.write("hello");
      child.stdout.once("data", () => relay.finish());
      const { status, stdout, stderr } = await result;
      assert.deepEqual({ status, stdout: stdout.toString(), stderr }, {
        status: 1,
        stdout: "hello",
        stderr:
          "The connection ended without the peer's close: data may be missing\n",
      });
    });
  });
});

test("a server that closes before all of a file was sent is exit status 1", async () => {
  const path = file("long.bin", new Uint8Array(20_000_000));
  const onChannel = (channel: SecureChannel): void => void channel.close();
  await withServer({ onChannel }, async (target) => {
    const args = ["connect", target, "--accept-any", "--send", path];
    const { status, stderr } = await runFesa(args, undefined);
    assert.deepEqual({ status, stderr }, {
      status: 1,
      stderr: "The server closed the channel before all input was sent\n",
    });
  });
});

test("a server that closes ends a client whose input is open", async () => {
  const onChannel = (channel: SecureChannel): void => void channel.close();
  await withServer({ onChannel }, async (target) => {
    const args = ["connect", target, "--accept-any"];
    const { status, stderr } = await runFesa(args, undefined);
    assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
  });
});

/** What can't be tried at all, and the line that says so. */
const REFUSED: readonly (readonly [string, readonly string[], string])[] = [
  [
    "a setting that does not exist",
    ["127.0.0.1:7000", "--accept-any", "--settings", "open,opne"],
    'Cannot use --settings "opne": known are proprietary, open, certified',
  ],
  [
    "a deployment key of a wrong size",
    ["127.0.0.1:7000", "--deployment-key", shortKey],
    `Cannot use ${shortKey} as a deployment key: it has 5 bytes, expected 64 lower-case hexadecimal digits and a newline, or 32 raw bytes; make one with "fesa key new FILE"`,
  ],
  [
    "a trust file that is not there",
    ["127.0.0.1:7000", "--trust", join(folder, "absent.pem")],
    `Cannot read ${folder}/absent.pem: there is no such file or directory`,
  ],
  [
    "a pin that is not one",
    ["127.0.0.1:7000", "--pin", "abc"],
    "pin must be 64 hexadecimal digits: the SHA-256 of the server's public key (SPKI)",
  ],
];

for (const [what, args, line] of REFUSED) {
  test(`${what} is one line and exit status 2`, async () => {
    const { status, stderr } = await runFesa(["connect", ...args]);
    assert.deepEqual({ status, stderr }, { status: 2, stderr: `${line}\n` });
  });
}

test("a target where nothing listens is one line and exit status 2", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  const args = ["connect", `127.0.0.1:${port}`, "--accept-any"];
  const { status, stderr } = await runFesa(args);
  assert.deepEqual({ status, stderr }, {
    status: 2,
    stderr: `Cannot reach 127.0.0.1:${port}: nothing listens there\n`,
  });
});
