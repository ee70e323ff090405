import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { throwawayKeyPem } from "../../conformance/tester/throwaway_keys.ts";
import { ROOT } from "../gate/project_files.ts";
import {
  runScript,
  scriptEnvironment,
  startArguments,
} from "../gate/run_script.ts";
import { runFesa, withServe } from "../spawn_fesa.ts";

const folder = mkdtempSync(join(tmpdir(), "fesa-cert-command-"));
after(() => rmSync(folder, { recursive: true }));
const path = (name: string): string => join(folder, name);

const PAGE = readFileSync(`${ROOT}tools/cert/README.md`, "utf8");
const [, session] = /```console\n([^]*?)```/.exec(PAGE)!;
const [, configuration] = /```json\n([^]*?)```/.exec(PAGE)!;

/** A command of the page, and what it prints. */
const STEPS = session.split(/^\$ /m).slice(1).map((step) => {
  const [command, ...lines] = step.trimEnd().split("\n");
  return { command, printed: lines.join("\n") };
});

test("the page's session runs, and prints what it says", async () => {
  writeFileSync(path("passphrase.txt"), "correct horse battery staple\n");
  writeFileSync(path("fesa.json"), configuration.replace("7000", "0"));
  const at = STEPS.findIndex(({ command }) => command.endsWith("&"));
  assert.ok(at > 0);
  const before = STEPS.slice(0, at);
  const results = runAll(before.map(({ command }) => wordsOf(command)));
  for (const [i, step] of before.entries()) check(step, results[i]);
  const serve = wordsOf(STEPS[at].command.replace(/ &$/, ""));
  await withServe(serve.slice(1), async ({ next, end }) => {
    const listening = await next();
    const told = JSON.parse(STEPS[at].printed);
    assert.deepEqual(Object.keys(listening), Object.keys(told));
    for (const step of STEPS.slice(at + 1)) {
      const [, input, fesa] = /^(?:echo (\w+) \| )?(.*)$/.exec(step.command)!;
      const words = wordsOf(fesa, String(listening.port));
      const result = await runFesa(words, input && `${input}\n`);
      check(step, { ...result, stdout: result.stdout.toString() });
    }
    assert.deepEqual(await end(), { status: 0, stderr: "" });
  });
});

/** How a command ended. */
interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Compares; dates, serial numbers and the port are of the day. */
function check(
  { command, printed }: typeof STEPS[number],
  { status, stdout, stderr }: Result,
): void {
  const masked = (text: string): string =>
    text.replaceAll(`${folder}/`, "")
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:]{8}Z/g, "DATE")
      .replaceAll(/[0-9a-f]{40}/g, "SERIAL")
      .replaceAll(/localhost:\d+/g, "localhost:PORT").trimEnd();
  assert.equal(masked(`${stdout}${stderr}`), masked(printed), command);
  assert.equal(status, printed.startsWith("Cannot") ? 1 : 0, command);
}

/** Runs commands in one program, since each start takes longer than they do. */
function runAll(commands: readonly (readonly string[])[]): readonly Result[] {
  const { stdout, stderr } = runScript(
    `import process from "node:process";
import { main } from "{ROOT}tools/main.ts";
const statuses = [];
for (const args of JSON.parse(process.argv[2])) {
  process.exitCode = 0;
  await main(args);
  statuses.push(process.exitCode);
  process.stdout.write("\\0");
  process.stderr.write("\\0");
}
process.stdout.write(JSON.stringify(statuses));`,
    [JSON.stringify(commands)],
  );
  const printed = stdout.split("\0");
  const said = stderr.split("\0");
  const statuses: number[] = JSON.parse(printed[commands.length] ?? "[]");
  return commands.map((_, i) => ({
    status: statuses[i],
    stdout: printed[i],
    stderr: said[i],
  }));
}

/** The arguments of a command, its files in the folder of this test. */
function wordsOf(command: string, port: string = "7000"): string[] {
  const [program, ...words] = command.match(/"[^"]*"|\S+/g)!;
  assert.equal(program, "fesa");
  // A root of 3072 bits takes long to make.
  if (words[1] === "ca") words.push("--bits", "2048");
  return words.map((word) =>
    word.replaceAll('"', "")
      .replace(/^[\w.]+\.(key|pem|csr|crl|json|txt)$/, path)
      .replace(":7000", `:${port}`)
  );
}

const [rootKey, wrong] = [path("fixed.key"), path("wrong.txt")];
writeFileSync(rootKey, throwawayKeyPem("authority2048"));
writeFileSync(wrong, "incorrect\n");

/** What a person may get wrong, the status, and the one line that says so. */
const LINES: readonly (readonly [string, readonly string[], number, string])[] =
  [
    [
      "no command",
      [],
      2,
      "No command given: fesa cert --help lists them",
    ],
    [
      "no anchor",
      ["verify", "leaf.pem"],
      2,
      "error: required option '--trust <file>' not specified",
    ],
    [
      "a file that isn't there",
      ["verify", path("none.pem"), "--trust", rootKey],
      2,
      `Cannot read ${path("none.pem")}: there is no such file or directory`,
    ],
    [
      "a purpose that isn't known",
      ["verify", "leaf.pem", "--trust", "root.pem", "--purpose", "email"],
      2,
      "error: option '--purpose <purpose>' argument 'email' is invalid. Allowed choices are serverAuth, clientAuth, any.",
    ],
    [
      "a wrong passphrase",
      ["inspect", path("server.key"), "--passphrase-file", wrong],
      2,
      `Cannot use ${
        path("server.key")
      }: the passphrase is not the right one, or the file is damaged`,
    ],
    [
      "no passphrase, and no terminal",
      [
        "csr",
        "--host",
        "a.example",
        "--key",
        path("server.key"),
        "--out",
        path("a.csr"),
      ],
      2,
      `Cannot use ${
        path("server.key")
      }: it is encrypted: give --passphrase-file FILE or --passphrase-env NAME, or run it on a terminal`,
    ],
    [
      "a file to inspect that holds nothing",
      ["inspect", wrong],
      1,
      `Cannot inspect ${wrong}: it holds no certificate, request, revocation list or key, PEM or DER`,
    ],
    [
      "a request that is none",
      [
        "issue",
        wrong,
        "--ca",
        path("root.pem"),
        "--ca-key",
        rootKey,
        "--out",
        path("b.pem"),
      ],
      1,
      `Cannot accept ${wrong}: it is no certificate request (PKCS#10), PEM or DER`,
    ],
    [
      "a reason that isn't one",
      [
        "revoke",
        "--ca",
        "a",
        "--ca-key",
        "b",
        "--crl",
        "c",
        "--reason",
        "anger",
      ],
      2,
      "error: option '--reason <reason>' argument 'anger' is invalid. Allowed choices are unspecified, keyCompromise, cACompromise, affiliationChanged, superseded, cessationOfOperation, privilegeWithdrawn.",
    ],
  ];
const results = new Map<string, Result>();
test("each of these is run", () => {
  const args = LINES.map(([, args]) => ["cert", ...args]);
  for (const [i, result] of runAll(args).entries()) {
    results.set(LINES[i][0], result);
  }
});
for (const [what, , expected, line] of LINES) {
  test(`${what} is one line and exit status ${expected}`, () => {
    const { status, stdout, stderr } = results.get(what)!;
    assert.equal(stdout, "");
    assert.match(stderr, /^[^\n]+\n$/);
    assert.equal(stderr.slice(0, line.length), line);
    assert.equal(status, expected);
  });
}

test("verify's JSON and exit statuses are those of the interface", () => {
  const options = ["--trust", path("root.pem"), "--json"];
  const leaves = [path("server.pem"), wrong];
  const [good, bad] = runAll(
    leaves.map((leaf) => ["cert", "verify", leaf, ...options]),
  );
  assert.equal(good.stdout, '{"ok":true,"reason":null,"index":null}\n');
  assert.equal(good.status, 0);
  assert.match(
    bad.stdout,
    /^\{"ok":false,"reason":"malformed","index":0,"alert":"bad_certificate","detail":"[^"\n]+"\}\n$/,
  );
  assert.equal(bad.status, 1);
});

test("a request is made and granted through pipes", async () => {
  const csr = ["--host", "a.example", "--key", rootKey, "--out", "-"];
  const request = await runFesa(["cert", "csr", ...csr]);
  assert.equal(
    request.stderr,
    "Wrote to standard output: a request for a.example, to be sent to an authority\n",
  );
  const ca = ["--ca", path("root.pem"), "--ca-key", path("root.key")];
  const issue = ["cert", "issue", "-", ...ca, "--out", "-"];
  const issued = await runFesa(issue, request.stdout.toString());
  assert.match(
    issued.stderr,
    /^Wrote to standard output: a certificate for a\.example, until /,
  );
  assert.match(issued.stdout.toString(), /^-----BEGIN CERTIFICATE-----\n/);
  assert.equal(issued.status, 0);
});

/** Runs a program on a terminal of its own, and types a line when asked. */
const TYPIST = `
import os, pty, sys
line, question, *program = sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(program[0], program)
shown, typed = b"", False
while True:
    try:
        piece = os.read(terminal, 65536)
    except OSError:
        break
    shown += piece
    if not typed and question.encode() in shown:
        os.write(terminal, line.encode() + b"\\r")
        typed = True
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

test("on a terminal a passphrase is asked for, and not shown", {
  skip: process.platform === "win32" && "terminals are another thing here",
}, () => {
  const csr = ["--host", "a.example", "--key", path("server.key")];
  const { status, stdout } = spawnSync("/usr/bin/python3", [
    "-c",
    TYPIST,
    "correct horse battery staple",
    "Passphrase of",
    process.execPath,
    ...startArguments(),
    `${ROOT}tools/bin.ts`,
    ...["cert", "csr", ...csr, "--out", path("asked.csr")],
  ], { cwd: ROOT, env: scriptEnvironment(), encoding: "utf8" });
  assert.match(stdout, /Passphrase of [^]+Wrote [^]+asked\.csr: a request for/);
  assert.doesNotMatch(stdout, /horse|visib/);
  assert.equal(status, 0);
});
