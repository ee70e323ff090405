import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import process from "node:process";
import { fileProblem } from "../read_file.ts";
import { UsageError } from "../usage_error.ts";
import { writePem } from "./pem_blocks.ts";

/** How a file is written. */
export interface WriteOptions {
  readonly mode?: number;
  /** Replaces a file that is there already, in one step. */
  readonly force?: boolean;
}

/**
 * Writes a file that isn't there yet.
 *
 * @throws UsageError when it exists (but for `force`), or can't be written.
 */
export function writeFileOnce(
  path: string,
  content: string | Uint8Array,
  { mode = 0o644, force }: WriteOptions = {},
): void {
  try {
    if (!force) return writeFileSync(path, content, { flag: "wx", mode });
    const fresh = `${path}.${process.pid}.new`;
    writeFileSync(fresh, content, { flag: "wx", mode });
    replace(fresh, path);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/** A fresh file takes the place of the old one; what fails leaves no stray. */
export function replace(fresh: string, path: string): void {
  try {
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh);
    throw error;
  }
}

/** Refuses early to write over a file, before anything was computed for it. */
export function requireFree(path: string, force: boolean | undefined): void {
  if (!force && path !== "-" && existsSync(path)) {
    throw cannotWrite(path, { code: "EEXIST" });
  }
}

/** Why a file can't be written, and what to do. */
export function cannotWrite(path: string, error: unknown): UsageError {
  const { code } = error as NodeJS.ErrnoException;
  return new UsageError(
    code === "EEXIST"
      ? `Cannot write ${path}: it exists; name another file, or replace it with --force`
      : `Cannot write ${path}: ${fileProblem(error)}`,
  );
}

/** What is made: DER under PEM labels, in order. */
export interface Product {
  readonly label: string;
  readonly blocks: readonly Uint8Array[];
}

/** How a product is to be written. */
export interface ProductOptions {
  /** A file, or `-` for standard output. */
  readonly out: string;
  readonly der?: boolean;
  readonly force?: boolean;
}

/** Writes what was made, PEM or DER, to a file or to standard output. */
export function writeProduct(
  { label, blocks }: Product,
  { out, der, force }: ProductOptions,
): void {
  const content = der
    ? blocks[0]
    : blocks.map((block) => writePem(label, block)).join("");
  if (out === "-") process.stdout.write(content);
  else writeFileOnce(out, content, { force });
}
