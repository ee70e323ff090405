import "reflect-metadata";
import {
  BasicConstraintsExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { UsageError } from "../usage_error.ts";
import {
  type Authority,
  authorityKeyId,
  readAuthority,
  withoutRoots,
} from "./authority.ts";
import { chooseKey, type ChosenKey, type KeyArguments } from "./key_choice.ts";
import { type OutputArguments, type Report, wrote } from "./announce.ts";
import { instant } from "./instant.ts";
import { requireFree, writeProduct } from "./output_file.ts";
import { PASSPHRASE_HINT } from "./passphrase.ts";
import { constrainTo, readTrees } from "./permitted_names.ts";
import { printable } from "./printable.ts";
import { signerOf } from "./rsa_key.ts";
import { freshSerialNumber } from "./serial_number.ts";
import { readSubject } from "./subject_name.ts";
import { readDays, validFor, within } from "./validity.ts";

/** The options of `fesa cert ca`. */
export interface AuthorityArguments extends KeyArguments, OutputArguments {
  readonly name: string;
  readonly days?: string;
  readonly pathLength?: string;
  readonly permitDns?: readonly string[];
  readonly parent?: string;
  readonly parentKey?: string;
  readonly parentPassphraseFile?: string;
  readonly parentPassphraseEnv?: string;
}

/** Bits of an authority's key that this protocol's clients accept. */
const SIZES = [3072, 2048, 4096];
const DAYS = "3650";

/**
 * Makes an authority: a key, and a certificate that signs itself, or that a
 * parent signs.
 *
 * @throws UsageError.
 */
export async function makeAuthority(
  args: AuthorityArguments,
): Promise<Report> {
  const now = new Date();
  const subject = readSubject(args.name);
  const trees = readTrees("--permit-dns", args.permitDns ?? []);
  if (trees.ip.length > 0) {
    throw new UsageError(
      "Cannot use --permit-dns with an IP address: it permits DNS names, and no address",
    );
  }
  requireFree(args.out, args.force);
  const parent = await parentOf(args, now);
  const pathLength = readPathLength(args.pathLength, parent);
  const chosen = await chooseKey(args, SIZES);
  requireLength(chosen);
  const signer = await signerOf(chosen.key, chosen.path);
  const own = validFor(readDays(args.days ?? DAYS), now);
  const validity = parent ? within(own, parent.certificate) : own;
  const extensions: Extension[] = [
    new BasicConstraintsExtension(true, pathLength, true),
    new KeyUsagesExtension(
      KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign,
      true,
    ),
    await SubjectKeyIdentifierExtension.create(signer.publicKey),
  ];
  if (parent) extensions.push(await authorityKeyId(parent));
  if (trees.dns.length > 0) extensions.push(constrainTo(trees.dns));
  const by = parent?.signer ?? signer;
  const certificate = await X509CertificateGenerator.create({
    serialNumber: freshSerialNumber(),
    subject,
    issuer: parent?.certificate.subjectName ?? subject,
    ...validity,
    publicKey: signer.publicKey,
    signingKey: by.privateKey,
    signingAlgorithm: by.algorithm,
    extensions,
  });
  const above = withoutRoots(parent?.chain ?? []);
  const blocks = [certificate, ...above].map(({ rawData }) =>
    new Uint8Array(rawData)
  );
  chosen.keep();
  try {
    writeProduct({ label: "CERTIFICATE", blocks }, args);
  } catch (error) {
    chosen.drop();
    throw error;
  }
  const use = parent
    ? 'to issue with ("fesa cert issue")'
    : "for clients to trust (--trust)";
  return {
    notes: [],
    done: [
      `${wrote(args.out)}: the authority ${
        printable(certificate.subject)
      }, until ${instant(certificate.notAfter)}, ${use}`,
      ...(args.newKey === undefined
        ? []
        : [`Wrote ${args.newKey}: its private key, for nobody else`]),
    ],
  };
}

/** Of an intermediate authority clients accept no other. */
function requireLength({ key, path }: ChosenKey): void {
  const bits = key.asymmetricKeyDetails?.modulusLength;
  if (bits === undefined || bits >= 2048 && bits <= 4096) return;
  throw new UsageError(
    `Cannot use ${path}: it has ${bits} bits, and an authority's RSA key 2048 to 4096`,
  );
}

async function parentOf(
  args: AuthorityArguments,
  now: Date,
): Promise<Authority | undefined> {
  const { parent, parentKey } = args;
  if (parent === undefined && parentKey === undefined) return undefined;
  if (parent === undefined || parentKey === undefined) {
    throw new UsageError(
      "Cannot issue under a parent without both --parent FILE, its certificate, and --parent-key FILE",
    );
  }
  const passphrase = {
    file: args.parentPassphraseFile,
    env: args.parentPassphraseEnv,
    hint: PASSPHRASE_HINT.replaceAll("--passphrase", "--parent-passphrase"),
  };
  const files = { certificate: parent, key: parentKey, passphrase };
  return await readAuthority(files, "certificates", now);
}

/** By default a root may have one level of authorities under it. */
function readPathLength(
  text: string | undefined,
  parent: Authority | undefined,
): number {
  const above = parent?.certificate.getExtension(BasicConstraintsExtension)
    ?.pathLength;
  if (above === 0) {
    throw new UsageError(
      "Cannot issue an authority under --parent: its path length is 0, so no authority may stand under it",
    );
  }
  const fallback = parent ? 0 : 1;
  if (text !== undefined && !/^\d$/.test(text)) {
    throw new UsageError(`Cannot use --path-length ${text}: expected 0 to 9`);
  }
  const length = text === undefined ? fallback : Number(text);
  if (above !== undefined && length >= above) {
    throw new UsageError(
      `Cannot use --path-length ${length}: that of the parent is ${above}, expected less`,
    );
  }
  return length;
}
