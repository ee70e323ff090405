import { spawn } from "node:child_process";
import process from "node:process";
import { denoImportMap } from "./deno_import_map.ts";
import { ROOT } from "./project_files.ts";
import { countOf, type FileTally, fileTally, refuseEmpty } from "./tally.ts";

/** Milliseconds after which the whole run is stopped and has failed. */
const RUN_TIMEOUT = 540_000;

/**
 * Runs test files on the Deno this process runs on, two at a time. Types are
 * the gate's business, so they are not checked here.
 */
export async function runDenoTests(
  root: string,
  files: readonly string[],
  done: (tally: FileTally) => void,
): Promise<FileTally[]> {
  const map = denoImportMap(process.execPath);
  console.log(
    map === null
      ? "@std/testing: the package from JSR"
      : `@std/testing: stand-ins, from ${map} (JSR can't be reached)`,
  );
  const { status, output } = await runDeno(root, [
    "test",
    "--allow-all",
    "--no-check",
    "--parallel",
    `--config=${ROOT}deno.json`,
    ...(map === null ? [] : [`--import-map=${ROOT}${map}`]),
    ...files,
  ]);
  const tallies = readDenoOutput(output, files);
  const ran = tallies.some(countOf);
  const failed = tallies.some((tally) => tally.failed > 0);
  if (status !== 0 && (!ran || !failed)) {
    // One module that can't be loaded keeps Deno from running any test.
    const whole = fileTally("deno test");
    whole.failed = 1;
    whole.faults.push(`ended with status ${status}\n${output.trim()}`);
    if (!ran) tallies.length = 0;
    tallies.push(whole);
  }
  tallies.forEach(refuseEmpty);
  tallies.forEach(done);
  const errors = /\n ERRORS \n([^]*?)\n FAILURES \n/.exec(output)?.[1];
  if (errors !== undefined) console.log(errors);
  return tallies;
}

/**
 * Reads what `deno test --parallel` prints: a line a test, each with its file,
 * `./x_test.ts => suite ... name ... ok (1ms)`. Suites are told from leaves by
 * the lines that came before with the same beginning.
 */
export function readDenoOutput(
  output: string,
  files: readonly string[],
): FileTally[] {
  const tallies = new Map(files.map((file) => [file, fileTally(file)]));
  const parents = new Set<string>();
  for (const line of output.split("\n")) {
    const crash = /Uncaught error from \.\/(\S+) FAILED/.exec(line);
    const crashed = tallies.get(crash?.[1] ?? "");
    if (crashed !== undefined) {
      crashed.failed += 1;
      crashed.faults.push("the file itself failed");
    }
    const match = /\.\/(\S+_test\.ts) => (.*) \.\.\. (ok|ignored|FAILED)\b/
      .exec(line);
    const tally = tallies.get(match?.[1] ?? "");
    if (match === null || tally === undefined) continue;
    const [, file, path, verdict] = match;
    for (let at = path.lastIndexOf(SEPARATOR); at > 0;) {
      parents.add(`${file}${path.slice(0, at)}`);
      at = path.lastIndexOf(SEPARATOR, at - 1);
    }
    const isParent = parents.delete(`${file}${path}`);
    record(tally, path, verdict, isParent, line);
  }
  return [...tallies.values()];
}

const SEPARATOR = " ... ";

function record(
  tally: FileTally,
  path: string,
  verdict: string,
  isParent: boolean,
  line: string,
): void {
  if (isParent && (verdict !== "FAILED" || line.includes("(due to "))) return;
  if (verdict === "ok") tally.passed += 1;
  else if (verdict === "ignored") tally.skipped += 1;
  else {
    tally.failed += 1;
    tally.faults.push(path.replaceAll(SEPARATOR, " > "));
  }
}

function runDeno(
  root: string,
  args: readonly string[],
): Promise<{ status: number | null; output: string }> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, NO_COLOR: "1", DENO_JOBS: "2" },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: RUN_TIMEOUT,
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text) => output += text);
  child.stderr.setEncoding("utf8").on("data", (text) => output += text);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, output }));
  });
}
