import { generateKeyPairSync } from "node:crypto";
import {
  existsSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { resultOf, runFesa, spawnFesa, withServe } from "../spawn_fesa.ts";

const folder = mkdtempSync(join(tmpdir(), "fesa-serve-test-"));
after(() => rmSync(folder, { recursive: true }));

/** Writes a file in the folder of this test; gives its path. */
function file(name: string, content: unknown): string {
  const path = join(folder, name);
  const text = typeof content === "string" ? content : JSON.stringify(content);
  writeFileSync(path, text);
  return path;
}

function rsaKey(modulusLength: number): string {
  return generateKeyPairSync("rsa", {
    modulusLength,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  }).privateKey;
}

file("server.key", rsaKey(2048));
file("weak.key", rsaKey(1024));
file("short.key", "5a5a\n");
const open = file("open.json", {
  secureConnection: { key: "server.key", algorithm: "3DES" },
});

test("--demo can be connected to as it says, in every setting", async () => {
  await withServe(["--demo"], async ({ next, end }) => {
    const listening = await next();
    const { event, host, port, settings, pin } = listening;
    assert.deepEqual({ event, host }, {
      event: "listening",
      host: "127.0.0.1",
    });
    assert.deepEqual(settings, ["proprietary", "open", "certified"]);
    assert.match(String(pin), /^[0-9a-f]{64}$/);
    const key = String(listening.deploymentKey);
    const rows = [
      ["certified", `--trust ${listening.trust}`],
      ["open", `--settings open --pin ${pin}`],
      ["proprietary", `--settings proprietary --deployment-key ${key}`],
    ] as const;
    for (const [setting, options] of rows) {
      const args = ["connect", `127.0.0.1:${port}`, ...options.split(" ")];
      const { status, stdout, stderr } = await runFesa(args, "hello, server");
      assert.equal(stderr, "");
      assert.equal(stdout.toString(), "hello, server");
      assert.equal(status, 0);
      const established = await next();
      assert.equal(established.event, "established");
      assert.equal(established.setting, setting);
      const { remote } = established;
      assert.deepEqual(await next(), { event: "ended", remote, how: "clean" });
    }
    const { status, stderr } = await end();
    assert.equal(status, 0);
    const commands = rows.map(([, options]) =>
      `  fesa connect 127.0.0.1:${port} ${options}\n`
    );
    assert.equal(
      stderr,
      `Throw-away keys, deleted on exit. Connect in each setting:\n${
        commands.join("")
      }`,
    );
  });
});

test("--demo keeps its files to their owner, and deletes them", {
  skip: process.platform === "win32" && "files have no such modes here",
}, async () => {
  await withServe(["--demo"], async ({ next, end }) => {
    const { trust, deploymentKey } = await next();
    const demo = dirname(String(trust));
    assert.equal(statSync(demo).mode & 0o777, 0o700);
    for (const path of [trust, deploymentKey]) {
      assert.equal(statSync(String(path)).mode & 0o777, 0o600);
    }
    assert.equal((await end()).status, 0);
    assert.equal(existsSync(demo), false);
  });
});

test("SIGTERM closes the channels, and both ends are content", async () => {
  await withServe(["--config", open], async ({ next, end }) => {
    const { port, settings, pin } = await next();
    assert.deepEqual(settings, ["open"]);
    const client = spawnFesa(
      "connect",
      `127.0.0.1:${port}`,
      "--pin",
      String(pin),
    );
    const result = resultOf(client);
    const { event, cipher } = await next();
    assert.deepEqual({ event, cipher }, {
      event: "established",
      cipher: "3DES",
    });
    assert.deepEqual(await end(), { status: 0, stderr: "" });
    const { status, stderr } = await result;
    assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
  });
});

test("--no-echo reads and answers nothing", async () => {
  const args = ["--config", open, "--no-echo"];
  await withServe(args, async ({ next, end }) => {
    const { port, pin } = await next();
    const { status, stdout } = await runFesa(
      ["connect", `127.0.0.1:${port}`, "--pin", String(pin)],
      "is there anybody?",
    );
    assert.deepEqual({ status, stdout: stdout.toString() }, {
      status: 0,
      stdout: "",
    });
    assert.equal((await end()).status, 0);
  });
});

/** What it can't start with, and the line that says so. */
const REFUSED: readonly (readonly [string, () => unknown, string])[] = [
  [
    "a text that is not JSON",
    () => "secureConnection: true",
    "CONFIG: it is not JSON: ",
  ],
  [
    "a misspelt key",
    () => ({ secureConnection: { enabeld: true } }),
    "CONFIG: /secureConnection/enabeld is no key of a configuration",
  ],
  [
    "a value of a wrong type",
    () => ({ limits: { maxConnections: "many" } }),
    "CONFIG: /limits/maxConnections: expected number, received string",
  ],
  [
    "a setting that does not exist",
    () => ({ settings: ["certified", "opne"] }),
    'CONFIG: /settings/1: expected one of "proprietary"|"open"|"certified"',
  ],
  [
    "a deployment key of a wrong size",
    () => ({ deploymentKeyFile: "short.key" }),
    `CONFIG: /deploymentKeyFile: Cannot use ${folder}/short.key as a deployment key: it has 5 bytes, expected 64 lower-case hexadecimal digits and a newline, or 32 raw bytes; make one with "fesa key new FILE"`,
  ],
  [
    "a key that is not there",
    () => ({ secureConnection: { key: "absent.key" } }),
    `CONFIG: /secureConnection/key: Cannot read ${folder}/absent.key: there is no such file or directory`,
  ],
  [
    "a weak key without minimumRsaBits",
    () => ({ secureConnection: { key: "weak.key" } }),
    "CONFIG: /secureConnection/key: it has 1024 bits: make a longer one, or set minimumRsaBits to 1024",
  ],
  [
    "certified without a certificate",
    () => ({
      secureConnection: { key: "server.key" },
      settings: ["certified"],
    }),
    "CONFIG: /secureConnection/certificate is absent: certified needs a certificate over the key, PEM",
  ],
];

for (const [i, [what, configuration, line]] of REFUSED.entries()) {
  test(`${what} is one line and exit status 2`, async () => {
    const config = file(`refused_${i}.json`, configuration());
    const result = await runFesa(["serve", "--config", config]);
    const expected = line.replace("CONFIG", `Cannot use ${config}`);
    assert.equal(result.status, 2);
    assert.equal(result.stdout.toString(), "");
    assert.equal(result.stderr.slice(0, expected.length), expected);
    assert.match(result.stderr, /^[^\n]+\n$/);
    if (!line.endsWith(": ")) assert.equal(result.stderr, `${expected}\n`);
  });
}

test("no configuration is one line with an example, and exit status 2", async () => {
  const { status, stderr } = await runFesa(["serve"]);
  assert.equal(status, 2);
  const [, example] =
    /^No configuration: try --demo, or give --config FILE with, for example, (\{[^\n]*\})\n$/
      .exec(stderr) ?? [];
  assert.ok("secureConnection" in JSON.parse(example));
});

test("a port in use is one line and exit status 2", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as AddressInfo;
  const { status, stderr } = await runFesa([
    "serve",
    "--config",
    open,
    "--port",
    String(port),
  ]);
  other.close();
  assert.deepEqual({ status, stderr }, {
    status: 2,
    stderr:
      `Cannot listen on 127.0.0.1:${port}: the port is in use, choose another or 0\n`,
  });
});
