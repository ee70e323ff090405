import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import {
  blocksOf,
  type PageStep,
  patternOf,
  sessionsOf,
} from "../tools/gate/page_session.ts";
import { ROOT } from "../tools/gate/project_files.ts";
import { scriptEnvironment, startArguments } from "../tools/gate/run_script.ts";
import { programArguments } from "../tools/spawn_fesa.ts";

const PAGE = readFileSync(`${ROOT}conformance/ten_minutes.md`, "utf8");
const [[faulty], ...SESSIONS] = sessionsOf(PAGE);
const NO_SHELL = process.platform === "win32" && "it is for a POSIX shell";
const PYTHON = "/usr/bin/python3";

/** A port that nobody listens on, for 7009. */
const NOBODY = 1;

/** Exit statuses that are neither 0 nor in what is shown, as `(exit 1)`. */
const STATUSES: Readonly<Record<string, number>> = {
  "fesa doctor localhost:7009": 3,
  "fesa vectors replay localhost:7000 --topic messages": 1,
};

/**
 * What is added to a command: the README's test runs every case already, so
 * some will do, and nobody waits in vain on a busy machine.
 */
const ADDED: readonly (readonly [RegExp, string])[] = [
  [
    /^fesa conform server localhost:7000$/,
    " --filter 'messages/server-hello-*'",
  ],
  [/^fesa conform client --exec /, " --jobs 1"],
  [/^fesa doctor .*(?<!7009)$/, " --timeout 60"],
];

const folder = mkdtempSync(join(tmpdir(), "fesa-ten-minutes-"));
const running = new Set<ChildProcess>();
after(async () => {
  await Promise.all([...running].map(stop));
  rmSync(folder, { recursive: true });
});
let port = "7000";

test(faulty.command, { skip: NO_SHELL }, async () => {
  furnish();
  const server = start(faulty.command.replace("7000 &", "0"));
  const line = await firstLine(server, "stdout");
  port = `${JSON.parse(line).port}`;
  check(faulty, line, 0);
});

for (const session of SESSIONS) {
  const commands = session.map(({ command }) => command);
  test(commands[0], { skip: NO_SHELL || lacking(commands) }, async () => {
    if (commands[0].endsWith(" &")) return await runBeside(session);
    for (const step of session) {
      const { status, printed } = await run(step.command);
      check(step, printed, status);
    }
  });
}

/** Two commands: the first goes on beside the second, and then ends it. */
async function runBeside([first, second]: readonly PageStep[]): Promise<void> {
  const suite = start(first.command.replace("7001", "0").replace(/ &$/, ""));
  const result = resultOf(suite);
  const line = await firstLine(suite, "stderr");
  const [, dialled] = /port (\d+)/.exec(line)!;
  check(first, line.replace(dialled, "7001"), 0);
  const loop = start(second.command.replace("7001", dialled));
  const { status, stdout } = await result;
  await stop(loop);
  check(second, stdout, status);
}

/** Compares what was printed, with the page's port, and the exit status. */
function check(
  { command, printed }: PageStep,
  text: string,
  status: number | null,
): void {
  const actual = `${text.trimEnd()}\n`
    .replaceAll(new RegExp(`(?<=:)${port}\\b`, "g"), "7000")
    .replaceAll(`localhost:${NOBODY}`, "localhost:7009");
  assert.match(actual, patternOf(printed), command);
  const [, shown] = /\(exit (\d+)\)/.exec(printed) ?? [];
  assert.equal(status, Number(shown ?? STATUSES[command] ?? 0), command);
}

/** Files that the page shows or speaks of, and `fesa` as a command. */
function furnish(): void {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const words = [process.execPath, ...programArguments()]
    .map((word) => `'${word}'`).join(" ");
  writeFileSync(join(bin, "fesa"), `#!/bin/sh\nexec ${words} "$@"\n`, {
    mode: 0o755,
  });
  if (existsSync(PYTHON)) symlinkSync(PYTHON, join(bin, "python3"));
  symlinkSync(`${ROOT}vectors`, join(folder, "vectors"));
  const json = blocksOf(PAGE, "json");
  const keep = (name: string, text: string | undefined): void =>
    writeFileSync(join(folder, name), text!);
  keep("profile.json", json.find((text) => text.includes("implementation")));
  keep("known.json", json.find((text) => text.includes("baseline")));
  keep("under_contract.py", blocksOf(PAGE, "python")[0]);
  keep("mine.py", MINE);
  keep("mine.mjs", MINE_UNDERNEATH);
}

/** What of a session isn't on this machine. */
function lacking(commands: readonly string[]): string | false {
  if (!commands.some((command) => command.includes("python3"))) return false;
  if (!existsSync(PYTHON)) return `there is no ${PYTHON}`;
  const needs = commands.some((command) => command.includes("oracle"))
    ? "cryptography"
    : "json";
  const { status } = spawnSync(PYTHON, ["-c", `import ${needs}`]);
  return status !== 0 && `${PYTHON} has no ${needs}`;
}

/** Starts a command of the page in a shell. */
function start(command: string) {
  const [, more = ""] = ADDED.find(([which]) => which.test(command)) ?? [];
  const told = `${command}${more}`
    .replaceAll("localhost:7000", `localhost:${port}`)
    .replaceAll("localhost:7009", `localhost:${NOBODY}`);
  const mine = [...startArguments(), join(folder, "mine.mjs")];
  const child = spawn("/bin/sh", ["-c", told], {
    cwd: folder,
    env: {
      ...scriptEnvironment(),
      PATH: `${join(folder, "bin")}:${process.env.PATH}`,
      MINE: JSON.stringify([process.execPath, ...mine]),
    },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that what the shell starts is stopped with it.
    detached: true,
  });
  running.add(child);
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  running.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  process.kill(-child.pid!, "SIGKILL");
  await gone;
}

/** The first line of what a child prints, which it must before it ends. */
async function firstLine(
  child: ReturnType<typeof start>,
  stream: "stdout" | "stderr",
): Promise<string> {
  const lines = createInterface({ input: child[stream] });
  const ended = once(child, "close").then(([status]) => {
    throw new Error(`It ended with ${status} before it printed a line`);
  });
  const [line] = await Promise.race([once(lines, "line"), ended]);
  return line;
}

async function run(command: string) {
  const { status, stdout, stderr } = await resultOf(start(command));
  return { status, printed: `${stdout}${stderr}` };
}

async function resultOf(child: ReturnType<typeof start>) {
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text) => stdout += text);
  child.stderr.setEncoding("utf8").on("data", (text) => stderr += text);
  const [status] = await once(child, "close");
  running.delete(child);
  return { status, stdout, stderr };
}

/** The page's `mine`: the reference, by what it prints of its connections. */
const MINE = `
import json, os, subprocess
from types import SimpleNamespace

class Server:
    def __init__(self, **options):
        self.program = subprocess.Popen(
            json.loads(os.environ["MINE"]), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        print(json.dumps(options), file=self.program.stdin, flush=True)
        self.port = int(self.program.stdout.readline())
        self.close = self.program.terminate

    def events(self):
        for line in self.program.stdout:
            number, event = json.loads(line)
            if event["kind"] == "data":
                event["data"] = bytes.fromhex(event["data"])
            yield number, SimpleNamespace(**event)
`;

const MINE_UNDERNEATH = `
import { Buffer } from "node:buffer";
import { once } from "node:events";
import process from "node:process";
import { createInterface } from "node:readline";
import { listen, readPem } from "${ROOT}src/node.ts";

const [line] = await once(createInterface(process.stdin), "line");
const told = JSON.parse(line);
const numbers = new Map();
let accepted = 0;
const say = (remote, event) =>
  console.log(JSON.stringify([numbers.get(remote), event]));
const tell = (remote, { how, code = null, local, authenticated }) =>
  say(remote, {
    kind: "end",
    closed: how === "clean",
    alert: code,
    sent: local,
    authenticated,
  });
const hex = (bytes) => Buffer.from(bytes).toString("hex");
const server = await listen({
  host: told.host,
  port: told.port,
  settings: told.settings,
  algorithm: told.ciphers[0],
  privateKey: told.key,
  certificates: readPem(told.certificate, "CERTIFICATE"),
  minimumRsaBits: told.minimum_rsa_bits,
  maxFrame: told.max_frame,
  serverNames: told.names,
  deflateSettings: [],
  limits: { handshakeTimeoutMs: told.handshake_timeout },
  onAccept: (remote) => numbers.set(remote, ++accepted),
  onRefused: (ended, remote) => tell(remote, ended),
  onChannel: async (channel) => {
    const { remote, session } = channel;
    const { setting, cipher, maxFrame: max_frame, binding } = session;
    const fields = { setting, cipher, max_frame, binding: hex(binding) };
    say(remote, { kind: "open", ...fields });
    try {
      for await (const bytes of channel) {
        say(remote, { kind: "data", data: hex(bytes) });
        if (told.echo) await channel.write(bytes);
      }
    } catch {
      // How it ended is told below.
    }
    tell(remote, await channel.ended);
  },
});
console.log(server.port);
process.once("SIGTERM", () => server.close());
`;
