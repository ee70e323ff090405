import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import process from "node:process";
import { createInterface } from "node:readline";
import { test } from "node:test";
import assert from "node:assert/strict";
import { COMMANDS } from "../commands.ts";
import { ROOT } from "./project_files.ts";
import { scriptEnvironment, startArguments } from "./run_script.ts";

const README = readFileSync(`${ROOT}README.md`, "utf8");
const FESA = "npm run --silent fesa -- ";
const RUN = [...startArguments(), `${ROOT}tools/bin.ts`];

test("every command that the README names exists", () => {
  const named = [...README.matchAll(/npm run --silent fesa -- ([a-z]+)/g)];
  assert.ok(named.length >= 5);
  for (const [, name] of named) assert.ok(Object.hasOwn(COMMANDS, name), name);
});

test("the README's session runs", async () => {
  const [serve, ...others] = sessionCommands();
  const server = spawn(process.execPath, [
    ...RUN,
    ...argumentsOf(serve.replace(/ &$/, "")).map((word) =>
      word === "7000" ? "0" : word
    ),
  ], {
    cwd: ROOT,
    env: scriptEnvironment(),
    stdio: ["ignore", "pipe", "ignore"],
  });
  try {
    const [line] = await once(createInterface(server.stdout), "line");
    const { port, trust } = JSON.parse(line);
    for (const command of others) {
      const [, input, fesa] = /^(?:echo (\w+) \| )?(.*)$/.exec(command)!;
      const words = argumentsOf(fesa).map((word) =>
        word.replace("7000", port).replace(/^\/.*trust\.pem$/, trust)
      );
      const { status, stdout, stderr } = await run(words, input);
      assert.equal(status, 0, `${command}\n${stdout}${stderr}`);
      if (input !== undefined) assert.equal(stdout, `${input}\n`);
    }
  } finally {
    server.kill();
    await once(server, "exit");
  }
});

/** The commands of the README's session, without their prompts. */
function sessionCommands(): string[] {
  const session = /```console\n([^]*?)```/.exec(README)?.[1] ?? "";
  return session.split("\n").filter((line) => line.startsWith("$ "))
    .map((line) => line.slice(2));
}

function argumentsOf(command: string): string[] {
  assert.ok(command.startsWith(FESA), command);
  return command.slice(FESA.length).split(" ");
}

/** Not the synchronous way: the server's output must be read meanwhile. */
async function run(
  words: readonly string[],
  input: string = "",
): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [...RUN, ...words], {
    cwd: ROOT,
    env: scriptEnvironment(),
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text) => stdout += text);
  child.stderr.setEncoding("utf8").on("data", (text) => stderr += text);
  child.stdin.end(input === "" ? "" : `${input}\n`);
  const [status] = await once(child, "close");
  return { status, stdout, stderr };
}
