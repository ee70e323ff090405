import "reflect-metadata";
import {
  closeSync,
  existsSync,
  openSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import type { X509Certificate } from "@peculiar/x509";
import { UsageError } from "../usage_error.ts";
import type { Report } from "./announce.ts";
import { type Authority, readAuthority } from "./authority.ts";
import { CRL_LABELS, derOf, nameOfInput, readInput } from "./input_file.ts";
import { instant, readInstant } from "./instant.ts";
import { cannotWrite, replace } from "./output_file.ts";
import { PASSPHRASE_HINT } from "./passphrase.ts";
import { writePem } from "./pem_blocks.ts";
import { readCertificates } from "./read_certificates.ts";
import { Refusal } from "./refusal.ts";
import {
  NO_LIST,
  readRevocationList,
  type RevocationList,
  serialKey,
  signRevocationList,
  withRevoked,
} from "./revocation_list.ts";
import { REVOCATION_REASONS } from "./revocation_reasons.ts";
import { readDays } from "./validity.ts";

/** The options of `fesa cert revoke`. */
export interface RevokeArguments {
  readonly ca: string;
  readonly caKey: string;
  readonly crl: string;
  readonly serial?: readonly string[];
  readonly reason?: string;
  readonly at?: string;
  readonly days?: string;
  readonly der?: boolean;
  readonly passphraseFile?: string;
  readonly passphraseEnv?: string;
}

const DAYS = "30";
const DAY_MS = 86_400_000;

/**
 * Adds certificates to an authority's revocation list, which is made if there
 * is none, and replaced in one step. With none to add it is only renewed.
 *
 * @throws Refusal for a certificate that the authority didn't issue.
 * @throws UsageError.
 */
export async function revokeCertificates(
  paths: readonly string[],
  args: RevokeArguments,
): Promise<Report> {
  const now = new Date();
  const days = readDays(args.days ?? DAYS);
  const date = args.at === undefined ? now : readInstant("--at", args.at);
  const reason = REVOCATION_REASONS[args.reason ?? "unspecified"];
  if (args.crl === "-") {
    throw new UsageError(
      "Cannot keep a revocation list on standard output: name a file",
    );
  }
  const named = (args.serial ?? []).map(readSerial);
  const authority = await readAuthority(
    {
      certificate: args.ca,
      key: args.caKey,
      passphrase: {
        file: args.passphraseFile,
        env: args.passphraseEnv,
        hint: PASSPHRASE_HINT,
      },
    },
    "revocation lists",
    now,
  );
  const serials = [...named];
  for (const path of paths) serials.push(await serialOf(path, authority));

  const list = await rewrite(args.crl, async () => {
    const before = await readList(args.crl, authority);
    let after = before;
    for (const serial of serials) {
      after = withRevoked(after, serial, date, reason);
    }
    const der = await signRevocationList(after, authority, {
      thisUpdate: now,
      nextUpdate: new Date(now.getTime() + days * DAY_MS),
    });
    const content = args.der ? der : writePem(CRL_LABELS[0], der);
    return { content, before, after };
  });
  return report(
    args.crl,
    serials,
    list,
    new Date(now.getTime() + days * DAY_MS),
  );
}

interface Rewritten {
  readonly content: string | Uint8Array;
  readonly before: RevocationList;
  readonly after: RevocationList;
}

/**
 * Puts a new file in the place of the old one. The new one is there from before
 * the old one is read, so that of two at once the second gives up, and no entry
 * is lost.
 */
async function rewrite(
  path: string,
  make: () => Promise<Rewritten>,
): Promise<Rewritten> {
  const fresh = `${path}.new`;
  try {
    closeSync(openSync(fresh, "wx", 0o644));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
      throw cannotWrite(path, error);
    }
    throw new UsageError(
      `Cannot write ${path}: ${fresh} is there, so another is writing it, or was interrupted: wait, or delete that file`,
    );
  }
  try {
    const made = await make();
    writeFileSync(fresh, made.content);
    replace(fresh, path);
    return made;
  } catch (error) {
    rmSync(fresh, { force: true });
    throw (error as NodeJS.ErrnoException).code === undefined
      ? error
      : cannotWrite(path, error);
  }
}

async function readList(
  path: string,
  authority: Authority,
): Promise<RevocationList> {
  if (!existsSync(path)) return NO_LIST;
  const bytes = await readInput(path);
  try {
    const [der, ...more] = derOf(bytes, CRL_LABELS);
    if (der === undefined) {
      throw new TypeError("it holds no PEM block X509 CRL");
    }
    if (more.length > 0) throw new TypeError("it holds more than one list");
    return await readRevocationList(der, authority);
  } catch (error) {
    throw new UsageError(
      `Cannot add to ${path}: ${
        (error as Error).message
      }: name another file for a list of its own`,
    );
  }
}

async function serialOf(
  path: string,
  { certificate }: Authority,
): Promise<string> {
  const leaf = await readLeaf(path);
  const isIssued = leaf.issuer === certificate.subject &&
    await isSignedBy(leaf, certificate);
  if (isIssued) return leaf.serialNumber;
  throw new Refusal(
    `Cannot revoke ${
      nameOfInput(path)
    }: it was not issued by this authority, ${certificate.subject}`,
  );
}

async function readLeaf(path: string): Promise<X509Certificate> {
  const bytes = await readInput(path);
  try {
    return readCertificates(bytes)[0];
  } catch {
    throw new Refusal(
      `Cannot revoke ${
        nameOfInput(path)
      }: it holds no certificate that can be read`,
    );
  }
}

async function isSignedBy(
  leaf: X509Certificate,
  publicKey: X509Certificate,
): Promise<boolean> {
  try {
    return await leaf.verify({ publicKey, signatureOnly: true });
  } catch {
    return false;
  }
}

/** Hexadecimal digits, in pairs with colons between or without. */
function readSerial(text: string): string {
  const digits = text.replaceAll(":", "").replace(/^0x/i, "");
  if (/^[0-9a-f]{1,40}$/i.test(digits) && !/^0+$/.test(digits)) return digits;
  throw new UsageError(
    `Cannot use --serial ${text}: expected hexadecimal digits, as "fesa cert inspect" shows them`,
  );
}

function report(
  path: string,
  serials: readonly string[],
  { before, after }: Rewritten,
  nextUpdate: Date,
): Report {
  const lines = serials.map((serial) =>
    before.revoked.has(serialKey(serial))
      ? `${serialKey(serial)} was revoked already`
      : `Revoked ${serialKey(serial)}`
  );
  const many = after.revoked.size;
  return {
    notes: [],
    done: [
      ...lines,
      `Wrote ${path}: list ${before.number + 1n} with ${many} ${
        many === 1 ? "entry" : "entries"
      }, to be renewed before ${instant(nextUpdate)}`,
    ],
  };
}
