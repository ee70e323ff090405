import { nameOfInput, pemText, readInput } from "../input_file.ts";
import type { PassphraseSource } from "../passphrase.ts";
import { derOfBlock, type PemBlock, pemBlocks } from "../pem_blocks.ts";
import {
  findKeyBlock,
  type KeyBlock,
  openKeyBlock,
} from "../private_key_file.ts";
import { Refusal } from "../refusal.ts";
import { certificateFacts } from "./certificate_facts.ts";
import type { Facts, Inspection } from "./facts.ts";
import {
  lockedKeyFacts,
  privateKeyFacts,
  publicKeyFacts,
} from "./key_facts.ts";
import { listFacts } from "./list_facts.ts";
import { requestFacts } from "./request_facts.ts";

/** How a file is inspected. */
export interface InspectOptions extends Inspection {
  readonly passphrase: PassphraseSource;
}

/**
 * The facts of every object in a file, PEM or DER: certificates, requests,
 * revocation lists and keys. Of a private key what is public.
 *
 * @throws Refusal where it holds none of these.
 * @throws UsageError where it can't be read, or a passphrase is wrong.
 */
export async function inspectFile(
  path: string,
  options: InspectOptions,
): Promise<readonly Facts[]> {
  const bytes = await readInput(path);
  const facts: Facts[] = [];
  for (const object of objectsIn(path, bytes)) {
    facts.push(await object(options));
  }
  if (facts.length > 0) return facts;
  throw nothingIn(path);
}

function nothingIn(path: string): Refusal {
  return new Refusal(
    `Cannot inspect ${
      nameOfInput(path)
    }: it holds no certificate, request, revocation list or key, PEM or DER`,
  );
}

type Reader = (options: InspectOptions) => Promise<Facts> | Facts;

function objectsIn(path: string, bytes: Uint8Array): readonly Reader[] {
  const text = pemText(bytes);
  if (text !== undefined) {
    return blocksIn(path, text).flatMap((block) => readerOf(path, block));
  }
  const key = findKeyBlock(bytes);
  return [
    key ? readKey(path, key) : (options) => readDer(path, bytes, options),
  ];
}

type ReadDer = (
  der: Uint8Array,
  inspection: Inspection,
) => Promise<Facts> | Facts;

const READERS_OF_DER: readonly ReadDer[] = [
  certificateFacts,
  requestFacts,
  listFacts,
  publicKeyFacts,
];

/** DER has no label: it is what it can be read as. */
async function readDer(
  path: string,
  der: Uint8Array,
  options: InspectOptions,
): Promise<Facts> {
  for (const read of READERS_OF_DER) {
    try {
      return await read(der, options);
    } catch {
      // Not of this kind: the next one is tried.
    }
  }
  throw nothingIn(path);
}

const READER_OF_LABEL: Readonly<Record<string, ReadDer>> = {
  CERTIFICATE: certificateFacts,
  "X509 CERTIFICATE": certificateFacts,
  "X.509 CERTIFICATE": certificateFacts,
  "CERTIFICATE REQUEST": requestFacts,
  "NEW CERTIFICATE REQUEST": requestFacts,
  "X509 CRL": listFacts,
  CRL: listFacts,
  "PUBLIC KEY": publicKeyFacts,
};

function blocksIn(path: string, text: string): readonly PemBlock[] {
  try {
    return pemBlocks(text);
  } catch (error) {
    throw new Refusal(
      `Cannot inspect ${nameOfInput(path)}: ${(error as Error).message}`,
    );
  }
}

/** Blocks of labels that aren't known here are passed over, as PEM is read. */
function readerOf(path: string, block: PemBlock): readonly Reader[] {
  const key = findKeyBlock(new TextEncoder().encode(block.text));
  if (key) return [readKey(path, key)];
  const read = READER_OF_LABEL[block.label];
  return read ? [async (options) => await tryRead(block, read, options)] : [];
}

async function tryRead(
  block: PemBlock,
  read: ReadDer,
  options: InspectOptions,
): Promise<Facts> {
  try {
    return await read(derOfBlock(block), options);
  } catch {
    return {
      type: "unreadable",
      label: block.label,
      warnings: ["it is damaged, or not what its label says"],
    };
  }
}

function readKey(path: string, block: KeyBlock): Reader {
  return ({ passphrase }) => {
    const { file, env } = passphrase;
    const isLocked = block.encrypted && file === undefined && env === undefined;
    if (isLocked) return lockedKeyFacts();
    const key = openKeyBlock(block, nameOfInput(path), passphrase);
    return privateKeyFacts(key, block.encrypted);
  };
}
