import process from "node:process";

/** How to start `fesa peer` the way this program itself was started. */
export function selfCommandLine(): string {
  const [, script = ""] = process.argv;
  const deno = "deno" in process.versions;
  const words = deno
    ? [process.execPath, "run", "-A", script, "peer"]
    : [process.execPath, ...process.execArgv, script, "peer"];
  return words.map(quoted).join(" ");
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
