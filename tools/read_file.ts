import { Buffer } from "node:buffer";
import { closeSync, openSync, readSync } from "node:fs";
import { UsageError } from "./usage_error.ts";

/** Larger than any key, certificate or configuration. */
const MOST = 1_048_576;

/**
 * The bytes of a file that a person named, up to `most` of them.
 *
 * @throws UsageError, with what to do, when it can't be read or has more.
 */
export function readFile(path: string, most: number = MOST): Uint8Array {
  try {
    return readUpTo(path, most);
  } catch (error) {
    throw new UsageError(`Cannot read ${path}: ${fileProblem(error)}`);
  }
}

/** The text of such a file. */
export function readText(path: string): string {
  return new TextDecoder().decode(readFile(path));
}

/** Why a file can't be used, in words. */
export function fileProblem(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return PROBLEMS[code ?? ""] ?? message;
}

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or directory",
  EACCES: "this user has no permission",
  EISDIR: "it is a directory",
  ENOTDIR: "a part of its path is no directory",
};

/** Reads until the end: a pipe may give its bytes in pieces. */
function readUpTo(path: string, most: number): Uint8Array {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(most + 1);
    let size = 0;
    for (;;) {
      const read = readSync(file, bytes, size, bytes.length - size, null);
      size += read;
      if (size > most) throw new RangeError(`it has more than ${most} bytes`);
      if (read === 0) return new Uint8Array(bytes.subarray(0, size));
    }
  } finally {
    closeSync(file);
  }
}
