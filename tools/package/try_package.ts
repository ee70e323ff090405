import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CommandResult, runCommand } from "../gate/command.ts";
import { ROOT } from "../gate/project_files.ts";
import { buildPackage } from "./build.ts";

/**
 * Uses the package as a stranger does: packs it, installs it in an empty
 * folder without install scripts, runs `fesa conform` there, and compiles a
 * program against its types. Needs the registry for what it depends on.
 */
export async function tryPackage(): Promise<CommandResult> {
  const folder = mkdtempSync(join(tmpdir(), "fesa-package-"));
  try {
    return await inTurn([
      () => buildPackage("dist"),
      () => runCommand("npm", ["pack", "--pack-destination", folder]),
      () => install(folder),
      () => conform(folder),
      () => compile(folder),
      () => act(folder),
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function inTurn(
  steps: readonly (() => Promise<CommandResult>)[],
): Promise<CommandResult> {
  for (const step of steps) {
    const result = await step();
    if (!result.ok) return result;
  }
  return { ok: true, output: "" };
}

const NAME = "fesa-secure-channel";

function install(folder: string): Promise<CommandResult> {
  const app = join(folder, "app");
  mkdirSync(app);
  writeFileSync(join(app, "package.json"), `{"type":"module"}\n`);
  return runCommand("sh", [
    "-c",
    `cd "$0" && npm install --ignore-scripts --no-audit --no-fund \
      --prefer-offline ../${NAME}-*.tgz`,
    app,
  ]);
}

/** A few cases of both roles: that they run at all is what is asked here. */
async function conform(folder: string): Promise<CommandResult> {
  const modules = join(folder, "app/node_modules");
  const { ok, output } = await runCommand(join(modules, ".bin/fesa"), [
    "conform",
    "self",
    "--filter",
    "handshake/*-completes",
    "--quiet",
  ]);
  return { ok, output: `The installed fesa conform says: ${output}` };
}

const PROGRAM = `
import { type ClientHello, codecs } from "${NAME}";
import { connect, type SecureChannel } from "${NAME}/node";
const encode: (hello: ClientHello) => Uint8Array = codecs.clientHello.encode;
// @ts-expect-error: a codec is no channel.
const channel: SecureChannel = codecs.clientHello;
export { channel, connect, encode };
`;

/** The types that come with it are found, and are more than `any`. */
function compile(folder: string): Promise<CommandResult> {
  const app = join(folder, "app");
  const compilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    module: "nodenext",
    target: "es2022",
    types: ["node"],
    typeRoots: [join(ROOT, "node_modules/@types")],
  };
  writeFileSync(join(app, "program.mts"), PROGRAM);
  writeFileSync(
    join(app, "tsconfig.json"),
    JSON.stringify({ compilerOptions, files: ["program.mts"] }),
  );
  const compiler = join(ROOT, "node_modules/typescript/bin/tsc");
  return runCommand("node", [compiler, "-p", app]);
}

/** The script of action.yml, given what GitHub would give it. */
async function act(folder: string): Promise<CommandResult> {
  const reports = join(folder, "reports");
  const variables = {
    GITHUB_ACTION_PATH: ROOT,
    GITHUB_OUTPUT: join(folder, "output"),
    GITHUB_STEP_SUMMARY: join(folder, "summary.md"),
    ROLE: "self",
    EXEC: "",
    ADDRESS: "",
    PROFILE: "",
    BASELINE: "",
    SHARD: "1/1",
    ARGUMENTS: "--filter handshake/*-completes --jobs 4",
    REPORTS: reports,
  };
  const { ok, output } = await runCommand("env", [
    ...Object.entries(variables).map(([name, value]) => `${name}=${value}`),
    "bash",
    join(ROOT, "tools/package/action.sh"),
  ]);
  const written = ["events-1-of-1.jsonl", "junit.xml", "report.html"];
  const missing = written.filter((name) => !existsSync(join(reports, name)));
  return {
    ok: ok && missing.length === 0,
    output: `The action left no ${
      missing.join(" and no ")
    }; it said: ${output}`,
  };
}
