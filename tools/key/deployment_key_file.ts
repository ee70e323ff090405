import { Buffer } from "node:buffer";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import process from "node:process";
import { DEPLOYMENT_KEY_SIZE, systemRandom } from "../../src/node.ts";
import { fileProblem, readFile } from "../read_file.ts";
import { UsageError } from "../usage_error.ts";

/** Longest form: the hexadecimal digits and a newline. */
const TEXT_SIZE = 2 * DEPLOYMENT_KEY_SIZE + 1;

/**
 * Writes a fresh deployment key (spec/keys.md): 64 lower-case hexadecimal
 * digits and a newline, in a file that its owner alone may read (mode 0600).
 * A file that is there already is replaced only with `force`, and in one step.
 *
 * @throws UsageError when it exists, or can't be written.
 */
export function writeDeploymentKey(
  path: string,
  options: { force?: boolean } = {},
): void {
  const key = systemRandom("deployment key", DEPLOYMENT_KEY_SIZE);
  const text = `${Buffer.from(key).toString("hex")}\n`;
  try {
    if (options.force) replaceFile(path, text);
    else createFile(path, text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      code === "EEXIST"
        ? `Cannot write ${path}: it exists; name another file, or replace it with --force`
        : `Cannot write ${path}: ${fileProblem(error)}`,
    );
  }
}

/**
 * Reads a deployment key: exactly what `writeDeploymentKey` writes, or exactly
 * 32 raw bytes.
 *
 * @throws UsageError for anything else.
 */
export function readDeploymentKey(path: string): Uint8Array {
  const bytes = readFile(path);
  if (bytes.length === DEPLOYMENT_KEY_SIZE) return bytes;
  const text = Buffer.from(bytes).toString("latin1");
  if (bytes.length === TEXT_SIZE && /^[0-9a-f]{64}\n$/.test(text)) {
    return new Uint8Array(Buffer.from(text.trim(), "hex"));
  }
  throw new UsageError(
    `Cannot use ${path} as a deployment key: it has ${bytes.length} bytes, ` +
      `expected 64 lower-case hexadecimal digits and a newline, or ` +
      `${DEPLOYMENT_KEY_SIZE} raw bytes; make one with "fesa key new FILE"`,
  );
}

function createFile(path: string, text: string): void {
  writeFileSync(path, text, { flag: "wx", mode: 0o600 });
}

/** A new file takes the old one's place, so that no old mode stays with it. */
function replaceFile(path: string, text: string): void {
  const fresh = `${path}.${process.pid}.new`;
  createFile(fresh, text);
  try {
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh);
    throw error;
  }
}
