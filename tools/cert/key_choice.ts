import { rmSync } from "node:fs";
import type { KeyObject } from "node:crypto";
import { UsageError } from "../usage_error.ts";
import { requireFree } from "./output_file.ts";
import {
  askNewPassphrase,
  canAsk,
  PASSPHRASE_HINT,
  readPassphrase,
} from "./passphrase.ts";
import { unlockPrivateKey, writePrivateKey } from "./private_key_file.ts";
import { generateRsaKey } from "./rsa_key.ts";

/** The options that say which private key to use, or to make. */
export interface KeyArguments {
  readonly key?: string;
  readonly newKey?: string;
  readonly bits?: string;
  readonly encrypt?: boolean;
  readonly passphraseFile?: string;
  readonly passphraseEnv?: string;
  readonly force?: boolean;
}

/** A key to use, and what becomes of its file. */
export interface ChosenKey {
  readonly key: KeyObject;
  readonly path: string;
  /** Writes a new key; nothing for one that was there. */
  keep(): void;
  /** Takes a new key back, if nothing came of what it was for. */
  drop(): void;
}

/**
 * Reads the key of `--key`, or makes the one of `--new-key`, which isn't
 * written yet.
 *
 * @param sizes how many bits a new one may have, the default first
 * @throws UsageError.
 */
export async function chooseKey(
  args: KeyArguments,
  sizes: readonly number[],
): Promise<ChosenKey> {
  const { key: path, newKey, bits, encrypt } = args;
  if ((path === undefined) === (newKey === undefined)) {
    throw new UsageError(
      "Cannot tell which key to use: give --key FILE, one that is there, or --new-key FILE, to make one",
    );
  }
  if (path !== undefined) {
    if (bits !== undefined || encrypt) {
      const option = encrypt ? "--encrypt" : "--bits";
      throw new UsageError(
        `Cannot use ${option} with --key: it is for --new-key`,
      );
    }
    const key = await unlockPrivateKey(path, sourceOf(args));
    return { key, path, keep: () => {}, drop: () => {} };
  }
  return await makeKey(newKey!, readBits(bits, sizes), args);
}

async function makeKey(
  path: string,
  bits: number,
  args: KeyArguments,
): Promise<ChosenKey> {
  const { force } = args;
  if (path === "-") {
    throw new UsageError(
      "Cannot write a private key to standard output: name a file",
    );
  }
  requireFree(path, force);
  const passphrase = await newPassphrase(path, args);
  const key = await generateRsaKey(bits);
  return {
    key,
    path,
    keep: () => writePrivateKey(path, key, { passphrase, force }),
    drop: () => rmSync(path, { force: true }),
  };
}

/** What encrypts a new key: what is named, or asked for with `--encrypt`. */
async function newPassphrase(
  path: string,
  args: KeyArguments,
): Promise<Uint8Array | undefined> {
  const named = readPassphrase(sourceOf(args));
  if (named || !args.encrypt) return named;
  if (canAsk()) return await askNewPassphrase(path);
  throw new UsageError(`Cannot encrypt ${path}: ${PASSPHRASE_HINT}`);
}

function sourceOf({ passphraseFile, passphraseEnv }: KeyArguments) {
  return { file: passphraseFile, env: passphraseEnv, hint: PASSPHRASE_HINT };
}

function readBits(text: string | undefined, sizes: readonly number[]): number {
  if (text === undefined) return sizes[0];
  const bits = sizes.find((size) => String(size) === text);
  if (bits !== undefined) return bits;
  const known = [...sizes].sort((a, b) => a - b).join(", ");
  throw new UsageError(`Cannot use --bits ${text}: expected one of ${known}`);
}
