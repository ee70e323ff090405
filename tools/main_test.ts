import { spawn } from "node:child_process";
import process from "node:process";
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { COMMANDS } from "./commands.ts";
import { ROOT } from "./gate/project_files.ts";
import {
  runFile,
  runScript,
  scriptEnvironment,
  startArguments,
  withScript,
} from "./gate/run_script.ts";

const BIN = `${ROOT}tools/bin.ts`;

/** A program of one command, `act`, whose action is `body`. */
function planted(body: string): string {
  return `import process from "node:process";
import { Command } from "{ROOT}node_modules/commander/esm.mjs";
import { main } from "{ROOT}tools/main.ts";
import { UsageError } from "{ROOT}tools/usage_error.ts";
void UsageError;
const load = () => Promise.resolve(
  new Command("act").requiredOption("--must <x>").action(async () => { ${body} }));
const group = new Command("group").addCommand(new Command("member"));
const never = () => { throw new Error("this one was loaded"); };
await main(process.argv.slice(2), {
  act: { summary: "acts", load },
  group: { summary: "holds", load: () => Promise.resolve(group) },
  other: { summary: "waits", load: never } });`;
}

test("--help lists every command with its line, and loads none", () => {
  const { status, stdout, stderr } = runScript(planted(""), ["--help"]);
  assert.equal(stderr, "");
  assert.equal(status, 0);
  assert.match(stdout, /^ {2}act +acts$/m);
  assert.match(stdout, /^ {2}other +waits$/m);
});

test("the help of fesa names every command", () => {
  const { status, stdout } = runFile(BIN, ["--help"]);
  assert.equal(status, 0);
  for (const name of Object.keys(COMMANDS)) {
    assert.match(stdout, new RegExp(`^ {2}${name} `, "m"));
  }
});

test("--version is the package's", () => {
  const { version } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8"));
  const { status, stdout } = runFile(BIN, ["--version"]);
  assert.deepEqual({ status, stdout }, { status: 0, stdout: `${version}\n` });
});

const USAGE: readonly [string, readonly string[], string][] = [
  ["no command", [], "No command given: fesa --help lists them"],
  ["an unknown command", ["no"], 'No command "no": fesa --help lists them'],
  [
    "an unknown option of the program",
    ["--no"],
    "error: unknown option '--no'",
  ],
  [
    "an unknown option of a command",
    ["act", "--must", "1", "--musd"],
    "error: unknown option '--musd' (Did you mean --must?)",
  ],
  [
    "a missing option",
    ["act"],
    "error: required option '--must <x>' not specified",
  ],
  [
    "no command under a command",
    ["group"],
    "No command given: fesa group --help lists them",
  ],
  ["a UsageError", ["act", "--must", "1"], "Cannot read a.json: say which"],
];
for (const [what, args, line] of USAGE) {
  test(`${what} is one line and exit status 2`, () => {
    const script = planted(
      `throw new UsageError("Cannot read a.json:\\nsay which")`,
    );
    const { status, stdout, stderr } = runScript(script, args);
    assert.deepEqual({ status, stdout, stderr }, {
      status: 2,
      stdout: "",
      stderr: `${line}\n`,
    });
  });
}

const FAULTS: readonly [string, string][] = [
  ["thrown", `throw new TypeError("planted");`],
  [
    "thrown later",
    `setImmediate(() => { throw new TypeError("planted"); });`,
  ],
  ["a promise's", `void Promise.reject(new TypeError("planted"));`],
];
for (const [what, body] of FAULTS) {
  test(`an unexpected error, ${what}, is one line and exit status 70`, () => {
    const { status, stderr } = runScript(planted(body), ["act", "--must", "1"]);
    assert.deepEqual({ status, stderr }, {
      status: 70,
      stderr: "internal error: planted\n",
    });
  });
}

test("FESA_DEBUG=1 adds the stack", () => {
  const { status, stderr } = runScript(
    planted(FAULTS[0][1]),
    ["act", "--must", "1"],
    { FESA_DEBUG: "1" },
  );
  assert.equal(status, 70);
  assert.match(stderr, /^internal error: planted\nTypeError: planted\n +at /);
});

test("a command's own exit status stands", () => {
  const { status } = runScript(
    planted("process.exitCode = 3;"),
    ["act", "--must", "1"],
  );
  assert.equal(status, 3);
});

test("a reader that goes away ends the program quietly, but not with 0", async () => {
  const writes =
    `const more = () => { while (process.stdout.write("line\\n".repeat(4000))); process.stdout.once("drain", more); }; more();`;
  const { stderr, status } = await withScript(
    planted(writes),
    readOneChunk,
  );
  assert.deepEqual({ stderr, status }, { stderr: "", status: 141 });
});

function readOneChunk(
  file: string,
): Promise<{ status: number | null; stderr: string }> {
  const child = spawn(
    process.execPath,
    [...startArguments(), file, "act", "--must", "1"],
    { env: scriptEnvironment(), stdio: ["ignore", "pipe", "pipe"] },
  );
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text) => stderr += text);
  child.stdout.once("data", () => child.stdout.destroy());
  return new Promise((resolve) =>
    child.on("close", (status) => resolve({ status, stderr }))
  );
}
