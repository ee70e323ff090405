import { Buffer } from "node:buffer";
import process from "node:process";
import { readFile } from "../read_file.ts";
import { UsageError } from "../usage_error.ts";
import { derOfBlock, pemBlocks } from "./pem_blocks.ts";

/** Larger than any bundle of authorities. */
const MOST = 16 * 1_048_576;

/** The labels under which certificates are written (RFC 7468 §5.1). */
export const CERTIFICATE_LABELS: readonly string[] = [
  "CERTIFICATE",
  "X509 CERTIFICATE",
  "X.509 CERTIFICATE",
];

/** The label of revocation lists, and one that some tools write. */
export const CRL_LABELS: readonly string[] = ["X509 CRL", "CRL"];

/**
 * The bytes of a file that a person named; `-` is standard input.
 *
 * @throws UsageError when it can't be read.
 */
export async function readInput(path: string): Promise<Uint8Array> {
  return path === "-" ? await readStandardInput() : readFile(path, MOST);
}

/** How a file is called in messages. */
export function nameOfInput(path: string): string {
  return path === "-" ? "standard input" : path;
}

/**
 * What a file holds, DER: each block of these labels where it is PEM, all of it
 * where it is not.
 *
 * @throws TypeError where it is PEM, and cut short or not base64.
 */
export function derOf(
  bytes: Uint8Array,
  labels: readonly string[],
): Uint8Array[] {
  const text = pemText(bytes);
  if (text === undefined) return [bytes];
  return pemBlocks(text)
    .filter(({ label }) => labels.includes(label))
    .map(derOfBlock);
}

/**
 * The text of a file that is PEM. One that is a DER SEQUENCE to its last byte
 * is none, whatever text stands in a field of it.
 */
export function pemText(bytes: Uint8Array): string | undefined {
  if (isOneSequence(bytes)) return undefined;
  const text = new TextDecoder().decode(bytes);
  return text.includes("-----BEGIN ") ? text : undefined;
}

function isOneSequence(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x30 || bytes.length < 2) return false;
  const size = bytes[1] < 0x80 ? 0 : bytes[1] & 0x7f;
  if (size > 4 || bytes.length < 2 + size) return false;
  let length = size === 0 ? bytes[1] : 0;
  for (let i = 0; i < size; i++) length = length * 256 + bytes[2 + i];
  return bytes.length === 2 + size + length;
}

/** Not in one go: a pipe that another program shares may have nothing yet. */
async function readStandardInput(): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of process.stdin) {
    pieces.push(piece);
    size += piece.length;
    if (size > MOST) {
      throw new UsageError(
        `Cannot read standard input: it has more than ${MOST} bytes`,
      );
    }
  }
  return new Uint8Array(Buffer.concat(pieces));
}
