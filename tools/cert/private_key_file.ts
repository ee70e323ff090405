import { createPrivateKey, type KeyObject } from "node:crypto";
import { Buffer } from "node:buffer";
import process from "node:process";
import { readFile } from "../read_file.ts";
import { UsageError } from "../usage_error.ts";
import { encryptPrivateKey } from "./encrypt_private_key.ts";
import { pemText } from "./input_file.ts";
import { writeFileOnce } from "./output_file.ts";
import {
  askPassphrase,
  canAsk,
  type PassphraseSource,
  readPassphrase,
} from "./passphrase.ts";
import { writePem } from "./pem_blocks.ts";

/**
 * Reads a private key: PKCS#8, encrypted or not, PKCS#1 or SEC 1, PEM or DER.
 *
 * @throws UsageError with what to do, a wrong passphrase included.
 */
export function readPrivateKey(
  path: string,
  source: PassphraseSource = {},
): KeyObject {
  return openKeyBlock(readKeyBlock(path), path, source);
}

/** The key of a block; `path` names it in messages. */
export function openKeyBlock(
  block: KeyBlock,
  path: string,
  source: PassphraseSource = {},
): KeyObject {
  if (!block.encrypted) return parse(path, block.pem);
  const passphrase = readPassphrase(source);
  if (passphrase !== undefined) return unlock(path, block.pem, passphrase);
  const { hint = "give its passphrase" } = source;
  throw new UsageError(`Cannot use ${path}: it is encrypted: ${hint}`);
}

/** The same; where no passphrase is named, a person is asked, if there is one. */
export async function unlockPrivateKey(
  path: string,
  source: PassphraseSource = {},
): Promise<KeyObject> {
  const isNamed = source.file !== undefined || source.env !== undefined;
  if (isNamed || !canAsk()) return readPrivateKey(path, source);
  const block = readKeyBlock(path);
  if (!block.encrypted) return parse(path, block.pem);
  const passphrase = await askPassphrase(`Passphrase of ${path}:`);
  return unlock(path, block.pem, passphrase);
}

/** How a private key is written. */
export interface WriteKeyOptions {
  /** Encrypts it. */
  readonly passphrase?: Uint8Array;
  readonly der?: boolean;
  readonly force?: boolean;
}

/**
 * Writes a private key as PKCS#8, in a file that its owner alone may read.
 *
 * @throws UsageError when the file exists (but for `force`), or can't be written.
 */
export function writePrivateKey(
  path: string,
  key: KeyObject,
  { passphrase, der, force }: WriteKeyOptions,
): void {
  const plain = key.export({ type: "pkcs8", format: "der" });
  const bytes = passphrase ? encryptPrivateKey(plain, passphrase) : plain;
  const label = passphrase ? "ENCRYPTED PRIVATE KEY" : "PRIVATE KEY";
  const content = der ? bytes : writePem(label, bytes);
  writeFileOnce(path, content, { mode: 0o600, force });
}

/** A private key's text as PEM, and whether a passphrase protects it. */
export interface KeyBlock {
  readonly pem: string;
  readonly encrypted: boolean;
}

/**
 * The private key that bytes hold, if they do: the first one of PEM. DER becomes
 * PEM, which both platforms read alike.
 */
export function findKeyBlock(bytes: Uint8Array): KeyBlock | undefined {
  const text = pemText(bytes) ?? derAsPem(bytes);
  const [pem, label] = BLOCK.exec(text ?? "") ?? [];
  if (pem === undefined) return undefined;
  const encrypted = label === "ENCRYPTED PRIVATE KEY" ||
    /^Proc-Type: *4,ENCRYPTED\r?$/m.test(pem);
  return { pem: `${pem}\n`, encrypted };
}

const BLOCK =
  /-----BEGIN ((?:[A-Z0-9]+ )?PRIVATE KEY)-----[^]*?-----END \1-----/;

function readKeyBlock(path: string): KeyBlock {
  const block = findKeyBlock(readFile(path));
  if (block) return block;
  throw new UsageError(
    `Cannot use ${path}: it holds no private key: expected PKCS#8, PEM or DER`,
  );
}

/** What a DER key is, by the tags of its first two fields. */
function derAsPem(bytes: Uint8Array): string | undefined {
  const fields = tagsWithin(bytes);
  const label = LABEL_OF_FIELDS[fields];
  return label && writePem(label, bytes);
}

const LABEL_OF_FIELDS: Readonly<Record<string, string>> = {
  "30 04": "ENCRYPTED PRIVATE KEY",
  "02 30": "PRIVATE KEY",
  "02 02": "RSA PRIVATE KEY",
  "02 04": "EC PRIVATE KEY",
};

function tagsWithin(bytes: Uint8Array): string {
  const first = contentOf(bytes, 0)?.start ?? bytes.length;
  const second = contentOf(bytes, first)?.end ?? bytes.length;
  return Buffer.of(bytes[first], bytes[second]).toString("hex")
    .replace(/^(..)(..)$/, "$1 $2");
}

/** Where the content of the element at `at` begins and ends. */
function contentOf(
  bytes: Uint8Array,
  at: number,
): { start: number; end: number } | undefined {
  const first = bytes[at + 1];
  if (first === undefined) return undefined;
  if (first < 0x80) return { start: at + 2, end: at + 2 + first };
  const start = at + 2 + (first & 0x7f);
  const length = bytes.subarray(at + 2, start)
    .reduce((sum, byte) => sum * 256 + byte, 0);
  return { start, end: start + length };
}

function parse(path: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new UsageError(
      `Cannot use ${path}: its private key can't be read: the file is damaged, or of a kind that isn't known here`,
    );
  }
}

/** Deno opens less than OpenSSL does, and says the same of both. */
const ELSE = process.versions.deno === undefined
  ? ""
  : ", or encrypted otherwise than by PBES2 with SHA-2 and AES, which Deno can't open";

function unlock(path: string, pem: string, passphrase: Uint8Array): KeyObject {
  try {
    return createPrivateKey({ key: pem, passphrase: Buffer.from(passphrase) });
  } catch {
    throw new UsageError(
      `Cannot use ${path}: the passphrase is not the right one, or the file is damaged${ELSE}`,
    );
  }
}
