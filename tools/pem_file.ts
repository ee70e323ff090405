import { readPem } from "../src/mod.ts";
import { readText } from "./read_file.ts";
import { UsageError } from "./usage_error.ts";

/**
 * The DER of every block of one label in a PEM file; at least one.
 *
 * @throws UsageError.
 */
export function readPemFile(path: string, label: string): Uint8Array[] {
  const blocks = blocksOf(path, label);
  if (blocks.length === 0) {
    throw new UsageError(`Cannot use ${path}: it holds no PEM block ${label}`);
  }
  return blocks;
}

function blocksOf(path: string, label: string): Uint8Array[] {
  const text = readText(path);
  try {
    return readPem(text, label);
  } catch (error) {
    throw new UsageError(`Cannot use ${path}: ${(error as Error).message}`);
  }
}
