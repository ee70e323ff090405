import { appendFileSync, closeSync, fstatSync, openSync } from "node:fs";
import process from "node:process";
import { fileProblem } from "./read_file.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Opens a key log (spec/key-log.md) for appending, for its owner alone, and
 * says on standard error that there is one. What it returns takes its lines;
 * where one can't be written, that is said once and ends nothing.
 *
 * @throws UsageError where it can't be opened, or others may read it.
 */
export function openKeyLog(path: string): (line: string) => void {
  requireOwn(path);
  process.stderr.write(
    `Warning: the secrets of every connection go to ${path}; whoever reads ` +
      "it reads them all\n",
  );
  let failed = false;
  return (line) => {
    try {
      appendFileSync(path, `${line}\n`, { mode: 0o600 });
    } catch (error) {
      if (failed) return;
      failed = true;
      process.stderr.write(
        `Cannot write the key log ${path}: ${fileProblem(error)}\n`,
      );
    }
  };
}

/** Creates the file, and refuses one that others may read. */
function requireOwn(path: string): void {
  const mode = modeOf(path);
  if (process.platform === "win32" || (mode & 0o077) === 0) return;
  throw new UsageError(
    `Cannot write the key log ${path}: others may read it; chmod 600 it, or ` +
      "name another file",
  );
}

function modeOf(path: string): number {
  try {
    const file = openSync(path, "a", 0o600);
    const { mode } = fstatSync(file);
    closeSync(file);
    return mode;
  } catch (error) {
    throw new UsageError(
      `Cannot write the key log ${path}: ${fileProblem(error)}`,
    );
  }
}
