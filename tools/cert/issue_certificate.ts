import "reflect-metadata";
import { Buffer } from "node:buffer";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  type Name,
  PublicKey,
  SubjectKeyIdentifierExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import {
  DEFAULT_MINIMUM_RSA_BITS,
  RSA_MODULUS_BITS,
  validateCertificatePath,
} from "../../src/mod.ts";
import { type OutputArguments, type Report, wrote } from "./announce.ts";
import {
  type Authority,
  authorityKeyId,
  readAuthority,
  withoutRoots,
} from "./authority.ts";
import { alternativeNames, type HostName, namesFrom } from "./host_names.ts";
import { nameOfInput } from "./input_file.ts";
import { instant } from "./instant.ts";
import { subjectOf } from "./make_request.ts";
import { nameOfOid } from "./oid_names.ts";
import { requireFree, writeProduct } from "./output_file.ts";
import { PASSPHRASE_HINT } from "./passphrase.ts";
import { isWithin, mayIssue, readTrees } from "./permitted_names.ts";
import { printable } from "./printable.ts";
import { Refusal } from "./refusal.ts";
import { type CheckedRequest, readRequest } from "./request.ts";
import { rsaBits } from "./rsa_key.ts";
import { freshSerialNumber } from "./serial_number.ts";
import { commonName, readSubject } from "./subject_name.ts";
import { readDays, validFor, within } from "./validity.ts";

/** The options of `fesa cert issue`. */
export interface IssueArguments extends OutputArguments {
  readonly ca: string;
  readonly caKey: string;
  readonly passphraseFile?: string;
  readonly passphraseEnv?: string;
  readonly days?: string;
  readonly name?: string;
  readonly host?: readonly string[];
  readonly ip?: readonly string[];
  readonly permit?: readonly string[];
  readonly allowWeak?: boolean;
}

const DAYS = "365";

/**
 * Issues a server's certificate to whoever made a request. Of the request its
 * key is taken, its DNS names and IP addresses, and a common name that is one
 * of them; everything else is set here.
 *
 * @throws Refusal for what the request asks.
 * @throws UsageError.
 */
export async function issueCertificate(
  path: string,
  args: IssueArguments,
): Promise<Report> {
  const now = new Date();
  const permits = args.permit && readTrees("--permit", args.permit);
  const instead = namesFrom(args);
  const days = readDays(args.days ?? DAYS);
  const chosen = args.name === undefined ? undefined : readSubject(args.name);
  requireFree(args.out, args.force);
  const request = await readRequest(path);
  const refuse = (why: string): Refusal =>
    new Refusal(`Cannot accept ${nameOfInput(path)}: ${why}`);

  const bits = rsaBits(request.spki);
  if (bits < DEFAULT_MINIMUM_RSA_BITS && !args.allowWeak) {
    throw refuse(
      `its key has ${bits} bits, which is weak: make a longer one, or issue it with --allow-weak`,
    );
  }
  const names = instead.length > 0 ? instead : request.names;
  if (names.length === 0) {
    throw refuse(
      "it asks for no DNS name or IP address, and a common name is not matched: name them with --host or --ip",
    );
  }
  const stranger = permits && names.find((name) => !isWithin(name, permits));
  if (stranger) {
    throw refuse(`it asks for ${stranger.value}, which no --permit permits`);
  }

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
    "certificates",
    now,
  );
  const barred = names.find((name) =>
    authority.chain.some((certificate) => !mayIssue(certificate, name))
  );
  if (barred) {
    throw refuse(
      `it asks for ${barred.value}, which the name constraints of ${args.ca} do not permit`,
    );
  }
  const validity = within(validFor(days, now), authority.certificate);
  const subject = chosen ?? subjectFrom(request, names);
  const certificate = await sign(
    request.spki,
    { subject, names, validity },
    authority,
  );
  const issued = [certificate, ...withoutRoots(authority.chain)];
  await requireValid(issued, authority, names, now);
  const blocks = issued.map(({ rawData }) => new Uint8Array(rawData));
  writeProduct({ label: "CERTIFICATE", blocks }, args);

  const left = [
    ...leftOf(request, names, { chosen, instead }),
    ...leftOfExtensions(request, certificate),
  ];
  const isShorter = validity.notAfter < validFor(days, now).notAfter;
  return {
    notes: [
      ...(left.length > 0
        ? [`Not copied from the request: ${left.join(", ")}`]
        : []),
      ...(isShorter
        ? [
          `The authority ends before ${days} days are over, and the certificate with it`,
        ]
        : []),
    ],
    done: [
      `${wrote(args.out)}: a certificate for ${
        names.map(({ value }) => value).join(", ")
      }, until ${
        instant(validity.notAfter)
      }, serial number ${certificate.serialNumber}`,
    ],
  };
}

/** What a certificate says of a server; the rest is the same for all. */
interface Server {
  readonly subject: Name;
  readonly names: readonly HostName[];
  readonly validity: { readonly notBefore: Date; readonly notAfter: Date };
}

async function sign(
  spki: Uint8Array,
  { subject, names, validity }: Server,
  authority: Authority,
): Promise<X509Certificate> {
  const publicKey = new PublicKey(new Uint8Array(spki));
  const { signer, certificate } = authority;
  return await X509CertificateGenerator.create({
    serialNumber: freshSerialNumber(),
    subject,
    issuer: certificate.subjectName,
    ...validity,
    publicKey,
    signingKey: signer.privateKey,
    signingAlgorithm: signer.algorithm,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(
        KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment,
        true,
      ),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      alternativeNames(names, subject.toString() === ""),
      await SubjectKeyIdentifierExtension.create(publicKey),
      await authorityKeyId(authority),
    ],
  });
}

/** A common name is kept where it is one of the names; else the first is it. */
function subjectFrom(
  { commonNames }: CheckedRequest,
  names: readonly HostName[],
): Name {
  const kept = names.find(({ value }) => commonNames.includes(value));
  return kept ? commonName(kept.value) : subjectOf(names);
}

/** Nothing is handed out that a client of ours would refuse. */
async function requireValid(
  issued: readonly X509Certificate[],
  { chain }: Authority,
  names: readonly HostName[],
  now: Date,
): Promise<void> {
  const der = (certificate: X509Certificate): Uint8Array =>
    new Uint8Array(certificate.rawData);
  for (const { value } of names) {
    const verdict = await validateCertificatePath(issued.map(der), {
      anchors: [der(chain[chain.length - 1])],
      host: value.replace(/^\*\./, "any."),
      time: now,
      minimumRsaBits: RSA_MODULUS_BITS[0],
    });
    if (!verdict.ok) {
      throw new Refusal(
        `Cannot issue for ${value}: clients would refuse certificate ${verdict.index} of the chain (${verdict.reason}): ${verdict.detail}`,
      );
    }
  }
}

/** What the request asked for and didn't get, in words. */
function leftOf(
  request: CheckedRequest,
  names: readonly HostName[],
  { chosen, instead }: { chosen?: Name; instead: readonly HostName[] },
): readonly string[] {
  const values = names.map(({ value }) => value);
  const asked = chosen ? [] : values;
  return [
    ...request.commonNames.filter((name) => !asked.includes(name))
      .map((name) => `the common name ${printable(JSON.stringify(name))}`),
    ...(instead.length > 0
      ? request.names.filter(({ value }) => !values.includes(value))
        .map(({ value }) => `the name ${value}`)
      : []),
    ...request.left,
  ];
}

/** The extensions that the certificate has not, or not so. */
function leftOfExtensions(
  { extensions }: CheckedRequest,
  certificate: X509Certificate,
): readonly string[] {
  const given = certificate.extensions.map(({ rawData }) =>
    Buffer.from(rawData).toString("hex")
  );
  return extensions
    .filter(({ rawData }) =>
      !given.includes(Buffer.from(rawData).toString("hex"))
    )
    .map(({ type }) => `the extension ${nameOfOid(type)}`);
}
